namespace Orrery.Core.Runs;

/// <summary>Sums over all tasks of a run, kept up to date so that the end of the run and a deadlock are seen without looking for them.</summary>
internal record struct RunTotals
{
    /// <summary>Tasks that are not finished.</summary>
    public int Unfinished;

    /// <summary>Those of them in <c>none</c>: they move only when another task does.</summary>
    public int Waiting;

    /// <summary>Tasks that count for <c>max_active_tasks</c>.</summary>
    public int Active;

    /// <summary>Leaves that are failed or upstream_failed.</summary>
    public int FailedLeaves;
}
