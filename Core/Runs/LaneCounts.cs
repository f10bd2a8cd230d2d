namespace Orrery.Core.Runs;

/// <summary>How a lane of a run stands (<see cref="PlanLanes"/>).</summary>
internal record struct LaneCounts
{
    /// <summary>Active instances; counted only in a lane that has a cap.</summary>
    public int Active;

    /// <summary>Offered instances that a limit beyond the run holds back.</summary>
    public int Held;

    /// <summary>
    /// Whether ready instances of the lane may be offered. One that is held is enough to close it: what would be offered after it would wait, too.
    /// </summary>
    /// <param name="cap">The cap of the lane.</param>
    public readonly bool IsOpen(int cap) => Held == 0 && Active < cap;
}
