using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Client;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery assets</c>.</summary>
internal static class AssetsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var search = new Option<string?>("--search") { Description = "Only names and URIs that contain this", HelpName = "TEXT" };
        var dag = new Option<string?>("--dag") { Description = "Only assets this DAG mentions", HelpName = "DAG" };
        var all = new Option<bool>("--all") { Description = "Also assets that no DAG mentions any more, or that contradict others" };
        var list = new CliCommand("list", "Lists assets with who writes them and who waits for them.", "orrery assets list", "orrery assets list --dag etl")
            .With(search, dag, all)
            .Does(ListAsync);
        return new CliCommand("assets", "Assets of a running server; without a verb: lists them.", "orrery assets", "orrery assets show s3://lake/orders", "orrery assets emit orders")
            .With(remote.All)
            .With(search, dag, all)
            .With(list, Show(context, remote), Events(context, remote), Materialize(context, remote), Emit(context, remote))
            .Does(ListAsync);

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var asked = new AssetQuery { Search = parsed.GetValue(search), DagId = parsed.GetValue(dag), OnlyActive = !parsed.GetValue(all) };
            var client = remote.Connect(parsed).Assets;
            var assets = await Pages.AllAsync(
                (q, cancelled) => client.ListAsync(asked with { Limit = q.Limit, Cursor = q.Cursor }, cancelled), new ListQuery { Limit = 1000 }, int.MaxValue, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, assets, CliJson.Output.IEnumerableAssetInfo);
            }
            else
            {
                WriteTable(context.Terminal, assets);
            }

            return ExitCodes.Success;
        }
    }

    private static CliCommand Show(CliContext context, RemoteOptions remote)
    {
        var name = AssetArgument();
        return new CliCommand("show", "Shows one asset.", "orrery assets show orders").With(name).Does(async (parsed, cancellationToken) =>
        {
            var asset = await FindAsync(remote.Connect(parsed), parsed.GetRequiredValue(name), cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, asset, CliJson.Output.AssetInfo);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("asset", asset.Name),
                ("uri", asset.Uri),
                ("group", asset.Group),
                ("state", asset.IsActive ? "active" : "inactive"),
                ("problem", asset.Problem),
                ("extra", asset.ExtraJson == "{}" ? null : asset.ExtraJson),
                ("aliases", string.Join(", ", asset.Aliases)),
                ("last event", Wording.Moment(asset.LastEventAt)),
                ("written by", Mentions(asset, AssetMentionRole.Outlet)),
                ("read by", Mentions(asset, AssetMentionRole.Inlet)),
                ("waited for by", Mentions(asset, AssetMentionRole.Schedule)));
            return ExitCodes.Success;
        });
    }

    private static CliCommand Events(CliContext context, RemoteOptions remote)
    {
        const int DefaultLimit = 25;
        var name = new Argument<string?>("ASSET") { Description = "URI or name of the asset; all without it", Arity = ArgumentArity.ZeroOrOne };
        var dag = new Option<string?>("--dag") { Description = "Only events of this DAG's tasks", HelpName = "DAG" };
        var limit = new Option<int>("--limit", "-n") { Description = "How many at most", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        return new CliCommand("events", "Lists events of assets, newest first.", "orrery assets events", "orrery assets events orders -n 5")
            .With(name)
            .With(dag, limit)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                long? assetId = parsed.GetValue(name) is { } text ? (await FindAsync(client, text, cancellationToken)).Id : null;
                var asked = new AssetEventQuery { AssetId = assetId, SourceDagId = parsed.GetValue(dag) };
                var count = Math.Max(parsed.GetValue(limit), 1);
                var events = await Pages.AllAsync(
                    (q, cancelled) => client.Assets.ListEventsAsync(asked with { Limit = q.Limit, Cursor = q.Cursor }, cancelled),
                    new ListQuery { Limit = Math.Min(count, 1000) },
                    count,
                    cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, events, CliJson.Output.IEnumerableAssetEventInfo);
                    return ExitCodes.Success;
                }

                var table = new TextTable("TIME", "ASSET", "SOURCE", "RUNS", "EXTRA");
                foreach (var item in events)
                {
                    var runs = string.Join(", ", item.CreatedDagRuns.Select(r => r.DagId));
                    table.Add(Wording.Moment(item.Timestamp), item.Name, Source(item), runs.Length == 0 ? "-" : runs, item.ExtraJson == "{}" ? "" : item.ExtraJson);
                }

                table.Write(context.Terminal, "No events.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Materialize(CliContext context, RemoteOptions remote)
    {
        var name = AssetArgument();
        var inputs = new RunInputs();
        return new CliCommand("materialize", "Starts the DAG that writes an asset.", "orrery assets materialize orders")
            .With(name)
            .With(inputs.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var asset = await FindAsync(client, parsed.GetRequiredValue(name), cancellationToken);
                var request = new TriggerRequest { LogicalDate = inputs.Date(parsed), ConfJson = inputs.Conf(parsed)?.ToJsonString(), TriggeredBy = "cli" };
                var result = await client.Assets.MaterializeAsync(asset.Id, request, cancellationToken);
                if (result is { DagId: { } dagId, RunId: { } runId } && remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, new TriggerAnswer(dagId, runId), CliJson.Output.TriggerAnswer);
                    return ExitCodes.Success;
                }

                remote.Require(result.Outcome, $"{result.DagId} {result.RunId}");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Emit(CliContext context, RemoteOptions remote)
    {
        var name = AssetArgument();
        var extra = new Option<string?>("--extra") { Description = "What is worth knowing of it, a JSON object", HelpName = "JSON" };
        return new CliCommand("emit", "Reports news of an asset that no task wrote.", "orrery assets emit orders", "orrery assets emit s3://lake/orders --extra '{\"rows\": 42}'")
            .With(name)
            .With(extra)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var asset = await FindAsync(client, parsed.GetRequiredValue(name), cancellationToken);
                var result = await client.Assets.EmitAsync(asset.Id, new AssetEmission { ExtraJson = parsed.GetValue(extra), Actor = "cli" }, cancellationToken);
                if (result.Event is { } news && remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, news, CliJson.Output.AssetEventInfo);
                    return ExitCodes.Success;
                }

                remote.Require(result.Outcome, $"Asset '{asset.Name}' has news.");
                return ExitCodes.Success;
            });
    }

    private static Argument<string> AssetArgument() => new("ASSET") { Description = "URI or name of the asset" };

    private static async Task<AssetInfo> FindAsync(IOrreryClient client, string uriOrName, CancellationToken cancellationToken) =>
        await client.Assets.FindAsync(uriOrName, cancellationToken)
            ?? throw CliException.Failure($"There is no asset '{uriOrName}'. See: orrery assets list --all");

    private static void WriteTable(CliTerminal terminal, IReadOnlyList<AssetInfo> assets)
    {
        var table = new TextTable("ASSET", "URI", "GROUP", "WRITTEN BY", "WAITED FOR BY", "LAST EVENT");
        foreach (var asset in assets)
        {
            table.Add(
                new Cell(asset.Name, asset.IsActive ? Tone.Plain : Tone.Faint),
                asset.Uri == asset.Name ? "" : asset.Uri,
                asset.Group,
                Mentions(asset, AssetMentionRole.Outlet),
                Mentions(asset, AssetMentionRole.Schedule),
                Wording.Moment(asset.LastEventAt) is { Length: > 0 } at ? at : "-");
        }

        table.Write(terminal, "No assets.");
    }

    private static string Mentions(AssetInfo asset, AssetMentionRole role) => string.Join(
        ", ", asset.Mentions.Where(m => m.Role == role).Select(m => m.TaskId is null ? m.DagId : $"{m.DagId}.{m.TaskId}").Distinct(StringComparer.Ordinal));

    private static string Source(AssetEventInfo item) => item.SourceDagId is null ? "-" : $"{item.SourceDagId}.{item.SourceTaskId} {item.SourceRunId}";
}
