using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Core.Backfills;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>A new backfill as JSON.</summary>
/// <param name="Id">Its number.</param>
/// <param name="DagId">Id of the DAG.</param>
internal sealed record BackfillAnswer(long Id, string DagId);

/// <summary>A backfill with its dates, as <c>orrery backfill show --output json</c> writes it.</summary>
/// <param name="Backfill">The backfill.</param>
/// <param name="Dates">The dates it has dealt with.</param>
internal sealed record BackfillDetails(BackfillInfo Backfill, IReadOnlyList<BackfillDateInfo> Dates);

/// <summary><c>orrery backfill</c>.</summary>
internal static class BackfillCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var dagId = new Argument<string?>("DAG") { Description = "Only backfills of this DAG", Arity = ArgumentArity.ZeroOrOne };
        var list = new CliCommand("list", "Lists backfills, newest first.", "orrery backfill list", "orrery backfill list etl").With(dagId).Does(ListAsync);
        return new CliCommand("backfill", "Runs for dates that have passed.", "orrery backfill create etl --from 2026-01-01 --to 2026-01-31", "orrery backfill list", "orrery backfill cancel 3")
            .With(remote.All)
            .With(
                BackfillCreateVerb.Create(context, remote),
                list,
                Show(context, remote),
                Change(remote, "pause", "Pauses a backfill: queued runs wait, running ones go on.", "is paused", (client, id, cancelled) => client.SetBackfillPausedAsync(id, paused: true, cancelled)),
                Change(remote, "resume", "Resumes a paused backfill.", "goes on", (client, id, cancelled) => client.SetBackfillPausedAsync(id, paused: false, cancelled)),
                Change(remote, "cancel", "Ends a backfill: queued runs fail, running ones go on.", "is cancelled", (client, id, cancelled) => client.CancelBackfillAsync(id, cancelled)));

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var query = new ListQuery { DagId = parsed.GetValue(dagId), Limit = 1000 };
            var backfills = await Pages.AllAsync(remote.Connect(parsed).ListBackfillsAsync, query, int.MaxValue, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, backfills, CliJson.Output.IEnumerableBackfillInfo);
                return ExitCodes.Success;
            }

            var table = new TextTable("ID", "DAG", "STATE", "FROM", "TO", "RUNS");
            foreach (var backfill in backfills)
            {
                table.Add(Text(backfill.Id), backfill.DagId, State(backfill), Wording.Moment(backfill.FromDate), Wording.Moment(backfill.ToDate), Runs(backfill));
            }

            table.Write(context.Terminal, "No backfills.");
            return ExitCodes.Success;
        }
    }

    private static CliCommand Show(CliContext context, RemoteOptions remote)
    {
        var id = Number();
        return new CliCommand("show", "Shows a backfill and its dates.", "orrery backfill show 3").With(id).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var number = parsed.GetRequiredValue(id);
            var backfill = await client.GetBackfillAsync(number, cancellationToken)
                ?? throw CliException.Failure($"There is no backfill {number}. See: orrery backfill list");
            var dates = await Pages.AllAsync(
                (query, cancelled) => client.ListBackfillDatesAsync(number, query, cancelled), new ListQuery { Limit = 1000 }, int.MaxValue, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, new BackfillDetails(backfill, dates), CliJson.Output.BackfillDetails);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("backfill", Text(backfill.Id)),
                ("dag", backfill.DagId),
                ("state", State(backfill)),
                ("from", Wording.Moment(backfill.FromDate)),
                ("to", Wording.Moment(backfill.ToDate)),
                ("order", backfill.RunBackwards ? "newest first" : "oldest first"),
                ("reprocess", backfill.ReprocessBehavior.WireName()),
                ("at once", $"{backfill.MaxActiveRuns}"),
                ("conf", backfill.DagRunConfJson),
                ("asked for by", backfill.TriggeredBy),
                ("created", Wording.Moment(backfill.CreatedAt)),
                ("completed", Wording.Moment(backfill.CompletedAt)),
                ("runs", Runs(backfill)));
            WriteDates(context, dates);
            return ExitCodes.Success;
        });
    }

    private static CliCommand Change(
        RemoteOptions remote, string verb, string what, string whenDone, Func<Client.IOrreryClient, long, CancellationToken, Task<ActionResult>> change)
    {
        var id = Number();
        return new CliCommand(verb, what, $"orrery backfill {verb} 3").With(id).Does(async (parsed, cancellationToken) =>
        {
            var number = parsed.GetRequiredValue(id);
            remote.Require(await change(remote.Connect(parsed), number, cancellationToken), $"Backfill {number} {whenDone}.");
            return ExitCodes.Success;
        });
    }

    /// <summary>Writes dates as a table.</summary>
    public static void WriteDates(CliContext context, IReadOnlyList<BackfillDateInfo> dates)
    {
        var table = new TextTable("#", "LOGICAL DATE", "ACTION", "RUN", "STATE");
        foreach (var date in dates)
        {
            table.Add(
                $"{date.Ordinal}",
                Wording.Moment(date.LogicalDate),
                date.Action ?? $"none: {date.Reason}",
                date.DagRunId,
                date.State is { } state ? new Cell(state.WireName(), Tones.Of(state)) : "");
        }

        table.Write(context.Terminal, "No dates yet.");
    }

    private static Argument<long> Number() => new("ID") { Description = "Number of the backfill" };

    private static string State(BackfillInfo backfill) => backfill switch
    {
        { CancelledAt: not null, CompletedAt: null } => "cancelling",
        { CancelledAt: not null } => "cancelled",
        { CompletedAt: not null } => "completed",
        { IsPaused: true } => "paused",
        _ => "active",
    };

    private static string Runs(BackfillInfo backfill)
    {
        (int Count, string State)[] counts =
            [(backfill.QueuedCount, "queued"), (backfill.RunningCount, "running"), (backfill.SuccessCount, "success"), (backfill.FailedCount, "failed")];
        var left = backfill.DateCount - backfill.DoneCount;
        return string.Join(", ", counts.Append((left, "to be made")).Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
