using System.Collections.Immutable;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>What can be done to a run from its page.</summary>
public enum RunActionKind
{
    /// <summary>The tasks which failed, and those skipped over because of them, run again.</summary>
    ClearFailed,

    /// <summary>All tasks run again.</summary>
    ClearAll,

    /// <summary>The run ends as a success.</summary>
    MarkSuccess,

    /// <summary>The run ends as failed.</summary>
    MarkFailed,
}

/// <summary>An action and what it would touch, so that a person can look before it is carried out.</summary>
/// <param name="Kind">What would be done.</param>
/// <param name="Affected">The task instances it touches.</param>
public sealed record RunActionPlan(RunActionKind Kind, ImmutableArray<TaskInstanceInfo> Affected)
{
    /// <summary>What the button says.</summary>
    public string Label => LabelOf(Kind);

    /// <summary>What carrying it out means, in a sentence.</summary>
    public string Consequence => Kind switch
    {
        RunActionKind.ClearFailed => "The tasks below run again, each with a new try; their earlier tries and logs are kept.",
        RunActionKind.ClearAll => "Every task of the run runs again, each with a new try; running ones are stopped first. Earlier tries and logs are kept.",
        RunActionKind.MarkSuccess => "The run ends now as success. The tasks below have not finished: running ones are stopped, waiting ones do not start.",
        _ => "The run ends now as failed. The tasks below have not finished: running ones are stopped, waiting ones do not start.",
    };

    /// <summary>Whether a run that has ended may go over to another version with it.</summary>
    public bool CanMove => Kind is RunActionKind.ClearFailed or RunActionKind.ClearAll;

    /// <summary>Ids for the request; empty: all.</summary>
    public ImmutableArray<string> TaskIds => Kind == RunActionKind.ClearFailed ? [.. Affected.Select(t => InstanceName.Of(t.TaskId, t.MapIndex))] : [];

    /// <summary>What the button of an action says.</summary>
    public static string LabelOf(RunActionKind kind) => kind switch
    {
        RunActionKind.ClearFailed => "Clear failed",
        RunActionKind.ClearAll => "Clear all",
        RunActionKind.MarkSuccess => "Mark success",
        _ => "Mark failed",
    };

    /// <summary>Whether the action makes sense for a run as it is.</summary>
    public static bool IsOffered(RunActionKind kind, RunBoard board) => kind switch
    {
        RunActionKind.ClearFailed => board.Tasks.Any(Failed),
        RunActionKind.ClearAll => board.Tasks.Any(t => t.State != TaskInstanceState.None),
        RunActionKind.MarkSuccess => board.Run?.State != DagRunState.Success,
        _ => board.Run?.State != DagRunState.Failed,
    };

    /// <summary>What the action would touch.</summary>
    public static RunActionPlan For(RunActionKind kind, RunBoard board) => new(kind, kind switch
    {
        RunActionKind.ClearFailed => [.. board.Tasks.Where(Failed)],
        RunActionKind.ClearAll => [.. board.Tasks.Where(t => t.State != TaskInstanceState.Removed)],
        _ => [.. board.Tasks.Where(t => !t.State.IsFinished())],
    });

    private static bool Failed(TaskInstanceInfo task) => TaskInstanceStateFacts.Of(task.State).CountsAsFailure;
}
