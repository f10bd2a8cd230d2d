using System.CommandLine;
using Orrery.Client;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Commands;

/// <summary>The arguments DAG, RUN and TASK.</summary>
internal static class IdArguments
{
    /// <summary>Word for the newest run of a DAG.</summary>
    public const string Latest = "latest";

    /// <summary>Id of a DAG.</summary>
    public static Argument<string> Dag() => new("DAG") { Description = "Id of the DAG" };

    /// <summary>Id of a run.</summary>
    public static Argument<string> Run() => new("RUN") { Description = $"Id of the run, or '{Latest}' for the newest" };

    /// <summary>Id of a run, the newest unless given.</summary>
    public static Argument<string> OptionalRun() =>
        new("RUN") { Description = $"Id of the run, or '{Latest}' for the newest", DefaultValueFactory = _ => Latest };

    /// <summary>Id of a task.</summary>
    public static Argument<string> Task() => new("TASK") { Description = "Id of the task; 'load[3]' for one instance of a mapped task" };

    /// <summary>The run that was meant.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<DagRunInfo> FindRunAsync(IOrreryClient client, string dagId, string run, CancellationToken cancellationToken)
    {
        if (run == Latest)
        {
            var page = await client.ListDagRunsAsync(new ListQuery { DagId = dagId, Limit = 1 }, cancellationToken);
            return page.Items.FirstOrDefault() ?? throw CliException.Failure($"DAG '{dagId}' has no run. Start one with: orrery trigger {dagId}");
        }

        return await client.GetDagRunAsync(dagId, run, cancellationToken)
            ?? throw CliException.Failure($"There is no run '{run}' of DAG '{dagId}'. See: orrery runs list {dagId}");
    }

    /// <summary>A task instance of a run.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<TaskInstanceInfo> FindTaskAsync(IOrreryClient client, DagRunInfo run, string taskId, int mapIndex, CancellationToken cancellationToken)
    {
        var (id, index) = InstanceName.Parse(taskId);
        var tasks = await client.ListTaskInstancesAsync(run.DagId, run.DagRunId, cancellationToken);
        return tasks.FirstOrDefault(t => t.TaskId == id && t.MapIndex == (index ?? mapIndex))
            ?? throw CliException.Failure($"Run '{run.DagRunId}' of DAG '{run.DagId}' has no task '{taskId}'. See: orrery tasks list {run.DagId} {run.DagRunId}");
    }
}
