using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>What is done to a task of a run by hand, and how far it reaches.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="Task">The task.</param>
public sealed record TaskAction(string DagId, string RunId, TaskSelector Task)
{
    /// <summary>The state the task gets; null: it is cleared, so that it runs again.</summary>
    public TaskInstanceState? State { get; init; }

    /// <summary>Whether it reaches what the task depends on.</summary>
    public bool Upstream { get; init; }

    /// <summary>Whether it reaches what depends on the task.</summary>
    public bool Downstream { get; init; }

    /// <summary>Whether it reaches the task in runs with an earlier logical date.</summary>
    public bool Past { get; init; }

    /// <summary>Whether it reaches the task in runs with a later logical date.</summary>
    public bool Future { get; init; }

    /// <summary>Of a task that is cleared: whether only what failed is.</summary>
    public bool OnlyFailed { get; init; }

    /// <summary>Does it.</summary>
    public Task<RerunResult> CarryOutAsync(IOrreryClient client, CancellationToken cancellationToken) => AskAsync(client, isDryRun: false, cancellationToken);

    /// <summary>Says what it would do.</summary>
    public Task<RerunResult> PreviewAsync(IOrreryClient client, CancellationToken cancellationToken) => AskAsync(client, isDryRun: true, cancellationToken);

    private Task<RerunResult> AskAsync(IOrreryClient client, bool isDryRun, CancellationToken cancellationToken)
    {
        var runs = RunSelection.Of(RunId) with { IncludePast = Past, IncludeFuture = Future };
        return State is { } state
            ? client.MarkTasksAsync(DagId, runs, new MarkTasks { Tasks = [Task], State = state, IncludeUpstream = Upstream, IncludeDownstream = Downstream, IsDryRun = isDryRun }, cancellationToken)
            : client.ClearTasksAsync(
                DagId, runs, new ClearTasks { Tasks = [Task], IncludeUpstream = Upstream, IncludeDownstream = Downstream, OnlyFailed = OnlyFailed, IsDryRun = isDryRun }, cancellationToken);
    }
}
