using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery tasks</c>.</summary>
internal static class TasksCommand
{
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
            .With(list, Why(context, remote))
            .Does(ListAsync);

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

    private static CliCommand Why(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId, taskId) = (IdArguments.Dag(), IdArguments.Run(), IdArguments.Task());
        return new CliCommand("why", "Says why a task is not running: one sentence for each thing it waits for.", "orrery tasks why etl latest load").With(dagId, runId, taskId).Does(async (parsed, cancellationToken) =>
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
