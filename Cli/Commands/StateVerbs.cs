using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Cli.Commands;

/// <summary>A state, as JSON.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="DagRunId">Id of the run.</param>
/// <param name="TaskId">The task; null: it is the state of the run.</param>
/// <param name="State">The state.</param>
internal sealed record StateAnswer(string DagId, string DagRunId, string? TaskId, string State);

/// <summary><c>orrery dags state</c> and <c>orrery tasks state</c>: one word, for scripts.</summary>
internal static class StateVerbs
{
    /// <summary>The state of a run.</summary>
    public static CliCommand OfRun(CliContext context, RemoteOptions remote)
    {
        var (dagId, runId) = (IdArguments.Dag(), IdArguments.OptionalRun());
        return new CliCommand("state", "Prints the state of a run in one word.", "orrery dags state etl", "orrery dags state etl scheduled__2026-01-31T00:00:00+00:00")
            .With(dagId, runId)
            .Does(async (parsed, cancellationToken) =>
            {
                var run = await IdArguments.FindRunAsync(remote.Connect(parsed), parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
                Write(context, remote, parsed, new StateAnswer(run.DagId, run.DagRunId, TaskId: null, run.State.WireName()), Tones.Of(run.State));
                return ExitCodes.Success;
            });
    }

    /// <summary>The state of a task of a run.</summary>
    public static CliCommand OfTask(CliContext context, RemoteOptions remote)
    {
        var (dagId, taskId, runId) = (IdArguments.Dag(), IdArguments.Task(), IdArguments.OptionalRun());
        return new CliCommand("state", "Prints the state of a task in one word.", "orrery tasks state etl load", "orrery tasks state etl load[3] latest")
            .With(dagId, taskId, runId)
            .Does(async (parsed, cancellationToken) =>
            {
                var client = remote.Connect(parsed);
                var run = await IdArguments.FindRunAsync(client, parsed.GetRequiredValue(dagId), parsed.GetRequiredValue(runId), cancellationToken);
                var task = await IdArguments.FindTaskAsync(client, run, parsed.GetRequiredValue(taskId), mapIndex: -1, cancellationToken);
                Write(context, remote, parsed, new StateAnswer(run.DagId, run.DagRunId, InstanceName.Of(task.TaskId, task.MapIndex), task.State.WireName()), Tones.Of(task.State));
                return ExitCodes.Success;
            });
    }

    private static void Write(CliContext context, RemoteOptions remote, ParseResult parsed, StateAnswer answer, Tone tone)
    {
        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, answer, CliJson.Output.StateAnswer);
        }
        else
        {
            context.Terminal.Out.WriteLine(context.Terminal.Paint(answer.State, tone));
        }
    }
}
