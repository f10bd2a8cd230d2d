using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery tasks</c>.</summary>
internal static class TasksCommand
{
    private static readonly TaskInstanceState[] MarkStates = [TaskInstanceState.Success, TaskInstanceState.Failed, TaskInstanceState.Skipped];

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.OptionalRun());
        var list = new CliCommand("list", "Lists the tasks of a run.", "orrery tasks list etl", "orrery tasks list etl manual__2026-01-01T00:00:00+00:00")
            .With(dagId, runId)
            .Does(ListAsync);
        return new CliCommand("tasks", "Tasks of a run; without a verb: lists them.", "orrery tasks etl", "orrery tasks why etl latest load")
            .With(remote.All)
            .With(dagId, runId)
            .With([list, StatesForRun(ListAsync), StateVerbs.OfTask(context, remote), RenderVerb.Create(context, remote), TestVerbs.OfTask(context, remote), Why(context, remote), Mark(context, remote), Note(remote), .. ApprovalVerbs.Create(context, remote)])
            .Does(ListAsync);

        CliCommand StatesForRun(Func<ParseResult, CancellationToken, Task<int>> show) =>
            new CliCommand("states-for-dag-run", "Lists the tasks of a run with their states, as Airflow's command of that name.", "orrery tasks states-for-dag-run etl latest")
                .With(dagId, runId)
                .Does(show);

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var tasks = await client.ListTaskInstancesAsync(run.DagId, run.DagRunId, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, tasks, CliJson.Output.IEnumerableTaskInstanceInfo);
            }
            else
            {
                WriteTable(context, tasks);
            }

            return ExitCodes.Success;
        }
    }

    /// <summary>Writes task instances as a table.</summary>
    public static void WriteTable(CliContext context, IReadOnlyList<TaskInstanceInfo> tasks)
    {
        var table = new TextTable("TASK", "STATE", "TRY", "STARTED", "DURATION", "FAILURE");
        foreach (var task in tasks)
        {
            table.Add(
                TaskName.Of(task),
                new Cell(task.State.WireName(), Tones.Of(task.State)),
                $"{task.TryNumber}",
                Wording.Moment(task.StartDate),
                Wording.Duration(task.StartDate, task.EndDate, context.Clock.GetUtcNow()),
                task.FailureMessage);
        }

        table.Write(context.Terminal, "No tasks.");
    }

    private static CliCommand Mark(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId, taskId, scope) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task(), new RerunOptions());
        var state = new Argument<string>("STATE") { Description = "State to give it; if it is running, it is stopped" };
        state.AcceptOnlyFromAmong([.. MarkStates.Select(s => s.WireName())]);
        return new CliCommand(
            "mark",
            "Sets the state of a task by hand. Failed tasks downstream of it run again.",
            "orrery tasks mark etl latest load success",
            "orrery tasks mark etl latest load skipped --downstream --dry-run").With(dagId, runId, taskId, state).With(scope.All).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var wish = new MarkTasks
            {
                Tasks = [RerunOptions.Task(parsed.GetRequiredValue(taskId))],
                State = MarkStates.Single(s => s.WireName() == parsed.GetRequiredValue(state)),
                IncludeUpstream = scope.Upstream(parsed),
                IncludeDownstream = scope.Downstream(parsed),
                IsDryRun = scope.IsDryRun(parsed),
            };
            var result = await client.MarkTasksAsync(run.DagId, scope.Runs(parsed, run.DagRunId), wish, cancellationToken);
            RerunOptions.Show(context, remote.WantsJson(parsed), result);
            return ExitCodes.Success;
        });
    }

    private static CliCommand Note(RemoteOptions remote)
    {
        var (dagId, runId, taskId) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task());
        var note = new Argument<string>("TEXT") { Description = "The note; empty: none" };
        return new CliCommand("note", "Writes a note on a task of a run.", "orrery tasks note etl latest load 'source was late'").With(dagId, runId, taskId, note).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var (task, text) = (RerunOptions.Task(parsed.GetRequiredValue(taskId)), parsed.GetRequiredValue(note));
            remote.Require(
                await client.SetNoteAsync(run.DagId, run.DagRunId, task, text.Length == 0 ? null : text, cancellationToken),
                $"Task '{task.TaskId}' of run '{run.DagRunId}' has {(text.Length == 0 ? "no note" : "the note")} now.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Why(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId, taskId) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task());
        var why = new CliCommand("why", "Says why a task is not running: one sentence for each thing it waits for.", "orrery tasks why etl latest load");
        why.Aliases.Add("failed-deps");
        return why.With(dagId, runId, taskId).Does(async (parsed, cancellationToken) =>
        {
            var client = remote.Connect(parsed);
            var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
            var task = await IdArguments.FindTaskAsync(client, run, parsed.GetRequiredValue(taskId), mapIndex: -1, cancellationToken);
            var reasons = await client.WhyAsync(run.DagId, run.DagRunId, InstanceName.Of(task.TaskId, task.MapIndex), cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, reasons, CliJson.Output.IEnumerableString);
                return ExitCodes.Success;
            }

            foreach (var reason in reasons)
            {
                context.Terminal.Out.WriteLine(PlainText.OneLine(reason));
            }

            if (reasons.IsEmpty)
            {
                context.Terminal.Out.WriteLine($"Nothing holds it: it is {task.State.WireName()}.");
            }

            return ExitCodes.Success;
        });
    }
}
