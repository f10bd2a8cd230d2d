namespace Orrery.Core.States;

/// <summary>Shorthands over the facts tables.</summary>
public static class StateExtensions
{
    private static readonly string[] RunWireNames = ["queued", "running", "success", "failed"];

    /// <summary>Whether nothing more happens to the instance by itself.</summary>
    public static bool IsFinished(this TaskInstanceState state) => TaskInstanceStateFacts.Of(state).IsFinished;

    /// <summary>Whether the instance occupies one of its run's <c>max_active_tasks</c>, unless it is held back in its queue.</summary>
    public static bool IsActive(this TaskInstanceState state) => TaskInstanceStateFacts.Of(state).IsActive;

    /// <summary>The snake_case name of the state.</summary>
    public static string WireName(this TaskInstanceState state) => TaskInstanceStateFacts.Of(state).WireName;

    /// <summary>Whether the run has ended.</summary>
    public static bool IsFinished(this DagRunState state) => state is DagRunState.Success or DagRunState.Failed;

    /// <summary>The snake_case name of the state.</summary>
    public static string WireName(this DagRunState state) => RunWireNames[(int)state];

    /// <summary>The run state with this wire name; false when there is none.</summary>
    public static bool TryParseRunState(string wireName, out DagRunState state)
    {
        var index = Array.IndexOf(RunWireNames, wireName);
        state = (DagRunState)Math.Max(index, 0);
        return index >= 0;
    }
}
