using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orrery.Cli.Store;
using Orrery.Runtime;
using Orrery.Runtime.Logs;
using Orrery.Storage;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Sql;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery store prune</c>.</summary>
internal static class StorePruneCommand
{
    /// <summary>Creates the command.</summary>
    public static CliCommand Create(CliContext context, StoreOptions options)
    {
        var olderThan = new Option<string>("--older-than") { Description = "How long ago it ended: '30d'", HelpName = "DURATION", Required = true };
        var keepRuns = new Option<int>("--keep-runs") { Description = "How many of each DAG's newest runs stay however old they are", HelpName = "N", DefaultValueFactory = _ => 1 };
        keepRuns.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 0)
            {
                result.AddError("--keep-runs must be at least 0.");
            }
        });
        var dag = new Option<string?>("--dag") { Description = "Only runs, backfills and releases of this DAG", HelpName = "ID" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would go" };
        return new CliCommand(
            "prune", "Takes away runs that ended long ago, with their logs, and old entries of the audit, events of assets and code that nothing names; never what something still needs. Servers must be stopped; those that run do it themselves with 'orrery up --retention'.",
            "orrery store prune --older-than 90d", "orrery store prune --older-than 30d --keep-runs 10 --dag etl --dry-run")
            .With(olderThan, keepRuns, dag, dryRun)
            .Does((parsed, cancellationToken) =>
            {
                var prune = new PruneOptions
                {
                    Before = context.Clock.GetUtcNow() - Durations.Parse(parsed.GetRequiredValue(olderThan), "--older-than")!.Value,
                    KeepRuns = parsed.GetValue(keepRuns),
                    DagId = parsed.GetValue(dag),
                    DryRun = parsed.GetValue(dryRun),
                };
                return StoreOptions.ExplainAsync(async () =>
                {
                    var answer = await PruneAsync(context, options.Locate(parsed), options.DataFolder(parsed), prune, cancellationToken);
                    if (options.WantsJson(parsed))
                    {
                        CliJson.Write(context.Terminal, answer, CliJson.Output.PruneAnswer);
                    }
                    else
                    {
                        StoreView.Write(context.Terminal, answer);
                    }

                    return ExitCodes.Success;
                });
            });
    }

    private static async Task<PruneAnswer> PruneAsync(CliContext context, StoreLocation location, string? dataFolder, PruneOptions options, CancellationToken cancellationToken)
    {
        await using var store = await location.OpenAsync("orrery store prune", context.Clock, NullLoggerFactory.Instance, cancellationToken);
        if (options.DagId is { } dagId && await store.GetDagAsync(dagId, cancellationToken) is null)
        {
            throw CliException.BadInput($"There is no DAG '{dagId}' in '{location.Name}'.");
        }

        var pruned = await new StorePruner(store).PruneAsync(options, cancellationToken);
        if (options.DryRun)
        {
            return new PruneAnswer(location.Name, options.Before, DryRun: true, pruned.Runs, pruned.TaskInstances, pruned.AuditEntries, null, null, null, null, null, null, null);
        }

        var code = options.DagId is null ? await new CodePruner(store).PruneAsync(options.Before, cancellationToken) : null;
        var folders = dataFolder is null ? null : await SweepAsync(context, store, dataFolder, options.Before, cancellationToken);
        return new PruneAnswer(
            location.Name, options.Before, DryRun: false, pruned.Runs, pruned.TaskInstances, pruned.AuditEntries, pruned.Backfills, pruned.Releases, pruned.AssetEvents,
            code?.Snapshots, code?.Files, folders, Compact(context, store));
    }

    private static async Task<int?> SweepAsync(CliContext context, SqlStore store, string dataFolder, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var report = await new RunFolderSweeper(Options.Create(new RuntimeOptions { DataDirectory = dataFolder })).SweepAsync(before, store.FindRunsAsync, cancellationToken);
        foreach (var folder in report.Kept)
        {
            context.Terminal.Error.WriteLine($"orrery: '{folder}' cannot be removed: do it by hand, as the user whose files are in it.");
        }

        return report.Removed;
    }

    /// <summary>The rows are gone whether or not the file can be made smaller.</summary>
    private static long? Compact(CliContext context, SqlStore store)
    {
        try
        {
            return store.Compact();
        }
        catch (StoreUnavailableException e)
        {
            context.Terminal.Error.WriteLine($"orrery: The file of the store stays as large as it is, and its free room is used again: {e.Message}");
            return null;
        }
    }
}
