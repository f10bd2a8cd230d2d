namespace Orrery.Core.Runs;

/// <summary>Sums over all tasks of a run, kept up to date so that the end of the run and a deadlock are seen without looking for them.</summary>
internal record struct RunTotals
{
    /// <summary>Tasks that are not finished.</summary>
    public int Unfinished;

    /// <summary>Those of them in <c>none</c>: they move only when another task does.</summary>
    public int Waiting;

    /// <summary>Active tasks, apart from those the run decides itself.</summary>
    public int Active;

    /// <summary>Those of them that no host has taken yet.</summary>
    public int Queued;

    /// <summary>Leaves that are failed or upstream_failed.</summary>
    public int FailedLeaves;
}
