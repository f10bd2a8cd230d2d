using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orrery.Cli.Commands;
using Orrery.Cli.Doctor;
using Orrery.Cli.Output;
using Orrery.Cli.Running;
using Orrery.Cli.Store;
using Orrery.Cli.Terminal;
using Orrery.Cli.Validation;
using Orrery.Client;
using Orrery.Core.Simulation;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Grains.Interfaces.Versions;
using Orrery.Storage.Maintenance;

namespace Orrery.Cli;

/// <summary>What <c>--output json</c> writes: the REST API's field names, one document, indented. <c>yaml</c> and <c>name</c> are made from it.</summary>
[JsonSerializable(typeof(IEnumerable<BackfillInfo>))]
[JsonSerializable(typeof(IEnumerable<BackfillDateInfo>))]
[JsonSerializable(typeof(BackfillAnswer))]
[JsonSerializable(typeof(BackfillDetails))]
[JsonSerializable(typeof(IEnumerable<NextRunInfo>))]
[JsonSerializable(typeof(IEnumerable<DagInfo>))]
[JsonSerializable(typeof(IEnumerable<DagVersionInfo>))]
[JsonSerializable(typeof(DagSourceInfo))]
[JsonSerializable(typeof(DiffAnswer))]
[JsonSerializable(typeof(RolloutInfo))]
[JsonSerializable(typeof(BundleRolloutResult))]
[JsonSerializable(typeof(IEnumerable<DagRunInfo>))]
[JsonSerializable(typeof(IEnumerable<TaskInstanceInfo>))]
[JsonSerializable(typeof(IEnumerable<ImportErrorInfo>))]
[JsonSerializable(typeof(IEnumerable<AssetInfo>))]
[JsonSerializable(typeof(IEnumerable<AssetEventInfo>))]
[JsonSerializable(typeof(IEnumerable<ApprovalInfo>))]
[JsonSerializable(typeof(IEnumerable<PoolInfo>))]
[JsonSerializable(typeof(PoolInfo))]
[JsonSerializable(typeof(IEnumerable<VariableInfo>))]
[JsonSerializable(typeof(IEnumerable<ConnectionInfo>))]
[JsonSerializable(typeof(ConnectionInfo))]
[JsonSerializable(typeof(SecretKeyReport))]
[JsonSerializable(typeof(IEnumerable<string>))]
[JsonSerializable(typeof(RunDetails))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(SignInAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(IEnumerable<SettingAnswer>))]
[JsonSerializable(typeof(IEnumerable<ComponentHealth>))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(RenderedTask))]
[JsonSerializable(typeof(ParseReport))]
[JsonSerializable(typeof(BundleInfo))]
[JsonSerializable(typeof(IEnumerable<BundleInfo>))]
[JsonSerializable(typeof(IEnumerable<TokenInfo>))]
[JsonSerializable(typeof(TokenResult))]
[JsonSerializable(typeof(IEnumerable<UserInfo>))]
[JsonSerializable(typeof(IEnumerable<AuditInfo>))]
[JsonSerializable(typeof(LogOutput))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(SimulationResult))]
[JsonSerializable(typeof(IEnumerable<CheckResult>))]
[JsonSerializable(typeof(StoreCheckReport))]
[JsonSerializable(typeof(CopyAnswer))]
[JsonSerializable(typeof(PruneAnswer))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>The one instance with the right options.</summary>
    public static CliJson Output { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,

        // The output is a file or a pipe, not a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a document: as JSON, or as what else <c>--output</c> asks for.</summary>
    public static void Write<T>(CliTerminal terminal, T value, JsonTypeInfo<T> type)
    {
        switch (terminal.Format)
        {
            case OutputFormat.Yaml:
                terminal.Out.Write(YamlText.Of(JsonSerializer.SerializeToNode(value, type)));
                break;
            case OutputFormat.Name:
                foreach (var name in ResultNames.Of(JsonSerializer.SerializeToNode(value, type)))
                {
                    terminal.Out.WriteLine(PlainText.OneLine(name));
                }

                break;
            default:
                terminal.Out.WriteLine(JsonSerializer.Serialize(value, type));
                break;
        }
    }
}
