using System.Collections.Immutable;
using System.CommandLine;
using Orrery.Cli.Running;
using Orrery.Cli.Terminal;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary>A run with its tasks, as <c>orrery runs show --output json</c> writes it.</summary>
/// <param name="Run">The run.</param>
/// <param name="TaskInstances">Its tasks, by their place in it.</param>
internal sealed record RunDetails(DagRunInfo Run, ImmutableArray<TaskInstanceInfo> TaskInstances);

/// <summary><c>orrery runs</c>.</summary>
internal static class RunsCommand
{
    private static readonly string[] EndStates = [DagRunState.Success.WireName(), DagRunState.Failed.WireName()];

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var dagId = new Argument<string?>("DAG") { Description = "Only runs of this DAG", Arity = ArgumentArity.ZeroOrOne };
        var states = new Option<string[]>("--state") { Description = "Only runs in this state; may be given several times", HelpName = "STATE" };
        states.AcceptOnlyFromAmong([.. Enum.GetValues<DagRunState>().Select(s => s.WireName())]);
        var limit = new Option<int>("--limit") { Description = "How many at most", HelpName = "N", DefaultValueFactory = _ => 25 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
            {
                result.AddError("--limit must be at least 1.");
            }
        });
        Symbol[] filters = [dagId, states, limit];
        var list = new CliCommand("list", "Lists runs, newest first.", "orrery runs list", "orrery runs list etl --state failed --limit 5")
            .With(filters)
            .Does(ListAsync);
        return new CliCommand("runs", "Runs of DAGs; without a verb: lists them.", "orrery runs", "orrery runs show etl latest", "orrery runs clear etl latest --task load")
            .With(remote.All)
            .With(filters)
            .With(list, Show(context, remote), Wait(context, remote), Clear(remote), Mark(remote), Note(remote))
            .Does(ListAsync);

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var query = new ListQuery { DagId = parsed.GetValue(dagId), States = [.. parsed.GetValue(states) ?? []], Limit = 1000 };
            var runs = await Pages.AllAsync(remote.Connect(parsed).ListDagRunsAsync, query, parsed.GetValue(limit), cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, runs, CliJson.Output.IEnumerableDagRunInfo);
            }
            else
            {
                WriteTable(context, runs);
            }

            return ExitCodes.Success;
        }
    }

    /// <summary>Writes runs as a table.</summary>
    public static void WriteTable(CliContext context, IReadOnlyList<DagRunInfo> runs)
    {
        var table = new TextTable("DAG", "RUN", "STATE", "LOGICAL DATE", "STARTED", "DURATION");
        foreach (var run in runs)
        {
            table.Add(
                run.DagId,
                run.DagRunId,
                new Cell(run.State.WireName(), Tones.Of(run.State)),
                Wording.Moment(run.LogicalDate),
                Wording.Moment(run.StartDate),
                Wording.Duration(run.StartDate, run.EndDate, context.Clock.GetUtcNow()));
        }

        table.Write(context.Terminal, "No runs.");
    }

    private static CliCommand Show(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.OptionalRun());
        return new CliCommand("show", "Shows a run and its tasks.", "orrery runs show etl", "orrery runs show etl manual__2026-01-01T00:00:00+00:00").With(dagId, runId).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var tasks = await client.ListTaskInstancesAsync(run.DagId, run.DagRunId, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, new RunDetails(run, tasks), CliJson.Output.RunDetails);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("dag", run.DagId),
                ("run", run.DagRunId),
                ("state", context.Terminal.Paint(run.State.WireName(), Tones.Of(run.State))),
                ("reason", run.Reason),
                ("logical date", Wording.Moment(run.LogicalDate)),
                ("started", Wording.Moment(run.StartDate)),
                ("duration", Wording.Duration(run.StartDate, run.EndDate, context.Clock.GetUtcNow())),
                ("asked for by", run.TriggeredBy),
                ("note", run.Note),
                ("conf", run.ConfJson),
                ("version", $"{run.VersionNumber}"));
            TasksCommand.WriteTable(context, tasks);
            return ExitCodes.Success;
        });
    }

    private static CliCommand Wait(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.OptionalRun());
        return new CliCommand("wait", "Shows the progress of a run and waits for its end; the exit code is that of the run.", "orrery runs wait etl", "orrery runs wait etl latest --output json")
            .With(dagId, runId)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
                return await new RunFollower(context, client, remote.WantsJson(parsed)).FollowAsync(run.DagId, run.DagRunId, dataFolder: null, cancellationToken);
            });
    }

    private static CliCommand Clear(RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.Run());
        var tasks = new Option<string[]>("--task", "-t") { Description = "Only this task; may be given several times. Default: all tasks", HelpName = "TASK" };
        return new CliCommand("clear", "Clears tasks of a run, so that they run again.", "orrery runs clear etl latest", "orrery runs clear etl latest --task load --task report").With(dagId, runId, tasks).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            ImmutableArray<string> ids = [.. parsed.GetValue(tasks) ?? []];
            remote.Require(
                await client.ClearAsync(run.DagId, run.DagRunId, ids, cancellationToken),
                $"{(ids.IsEmpty ? "All tasks" : Wording.Count(ids.Length, "task"))} of run '{run.DagRunId}' cleared.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Note(RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.Run());
        var note = new Argument<string>("TEXT") { Description = "The note; empty: none" };
        return new CliCommand("note", "Writes a note on a run.", "orrery runs note etl latest 'repaired by hand'").With(dagId, runId, note).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var text = parsed.GetRequiredValue(note);
            remote.Require(
                await client.SetNoteAsync(run.DagId, run.DagRunId, task: null, text.Length == 0 ? null : text, cancellationToken),
                $"Run '{run.DagRunId}' has {(text.Length == 0 ? "no note" : "the note")} now.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Mark(RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.Run());
        var state = new Argument<string>("STATE") { Description = "State to end the run in; its running tasks are stopped" };
        state.AcceptOnlyFromAmong(EndStates);
        return new CliCommand("mark", "Ends a run by hand.", "orrery runs mark etl latest failed").With(dagId, runId, state).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var wanted = parsed.GetRequiredValue(state);
            _ = StateExtensions.TryParseRunState(wanted, out var end);
            remote.Require(await client.MarkRunAsync(run.DagId, run.DagRunId, end, cancellationToken), $"Run '{run.DagRunId}' is marked {wanted}.");
            return ExitCodes.Success;
        });
    }
}
