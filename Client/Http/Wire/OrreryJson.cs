using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orrery.Client.Http.Wire;

/// <summary>How everything on the wire is written: snake_case, times in UTC. Both sides use it.</summary>
[JsonSerializable(typeof(BackfillWire))]
[JsonSerializable(typeof(BackfillCollectionWire))]
[JsonSerializable(typeof(BackfillDateCollectionWire))]
[JsonSerializable(typeof(BackfillPreviewWire))]
[JsonSerializable(typeof(NextRunCollectionWire))]
[JsonSerializable(typeof(DagWire))]
[JsonSerializable(typeof(DagCollectionWire))]
[JsonSerializable(typeof(DagRunWire))]
[JsonSerializable(typeof(DagRunCollectionWire))]
[JsonSerializable(typeof(TaskInstanceWire))]
[JsonSerializable(typeof(TaskInstanceCollectionWire))]
[JsonSerializable(typeof(TaskTryCollectionWire))]
[JsonSerializable(typeof(StructureWire))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DagVersionWire))]
[JsonSerializable(typeof(DagVersionCollectionWire))]
[JsonSerializable(typeof(DagSourceWire))]
[JsonSerializable(typeof(DagDiffWire))]
[JsonSerializable(typeof(RolloutWire))]
[JsonSerializable(typeof(BundleRolloutWire))]
[JsonSerializable(typeof(ReasonsWire))]
[JsonSerializable(typeof(HitlDetailWire))]
[JsonSerializable(typeof(HitlDetailCollectionWire))]
[JsonSerializable(typeof(HitlResponseWire))]
[JsonSerializable(typeof(ImportErrorCollectionWire))]
[JsonSerializable(typeof(LogWire))]
[JsonSerializable(typeof(LogLineWire))]
[JsonSerializable(typeof(RunUpdateWire))]
[JsonSerializable(typeof(ChangeWire[]))]
[JsonSerializable(typeof(ParseReportWire))]
[JsonSerializable(typeof(BundleWire))]
[JsonSerializable(typeof(BundleCollectionWire))]
[JsonSerializable(typeof(DeactivatedWire))]
[JsonSerializable(typeof(TokenWire))]
[JsonSerializable(typeof(TokenCollectionWire))]
[JsonSerializable(typeof(UserWire))]
[JsonSerializable(typeof(UserCollectionWire))]
[JsonSerializable(typeof(AccessTokenWire))]
[JsonSerializable(typeof(EventLogWire))]
[JsonSerializable(typeof(EventLogCollectionWire))]
[JsonSerializable(typeof(ImportErrorWire))]
[JsonSerializable(typeof(PoolWire))]
[JsonSerializable(typeof(PoolCollectionWire))]
[JsonSerializable(typeof(HealthWire))]
[JsonSerializable(typeof(ProbeWire))]
[JsonSerializable(typeof(VersionWire))]
[JsonSerializable(typeof(SignInLinkWire))]
[JsonSerializable(typeof(ProblemWire))]
[JsonSerializable(typeof(AssetWire))]
[JsonSerializable(typeof(AssetCollectionWire))]
[JsonSerializable(typeof(AssetAliasWire))]
[JsonSerializable(typeof(AssetAliasCollectionWire))]
[JsonSerializable(typeof(AssetEventWire))]
[JsonSerializable(typeof(AssetEventCollectionWire))]
[JsonSerializable(typeof(QueuedEventWire))]
[JsonSerializable(typeof(QueuedEventCollectionWire))]
[JsonSerializable(typeof(NextRunAssetsWire))]
internal sealed partial class OrreryJson : JsonSerializerContext
{
    /// <summary>The one instance with the right options.</summary>
    public static OrreryJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // What is sent is JSON, and sent as such: ids and texts need not be made safe for HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcConverter() },
    });
}
