namespace Orrery.Core.Runs;

/// <summary>How a lane of a run stands (<see cref="PlanLanes"/>).</summary>
internal record struct LaneCounts
{
    /// <summary>Active instances; counted only in a lane that has a cap.</summary>
    public int Active;

    /// <summary>Offered instances that a limit beyond the run holds back.</summary>
    public int Held;

    /// <summary>The first place among those that are held; of no meaning when none is.</summary>
    public long FirstHeld;

    /// <summary>
    /// Only ready instances in places before this one may be offered. What is held is enough to close the lane for all that goes after it, for
    /// that would wait, too; what goes before it must not wait behind it.
    /// </summary>
    /// <param name="cap">The cap of the lane.</param>
    public readonly long Limit(int cap) => Active >= cap ? 0 : Held > 0 ? FirstHeld : long.MaxValue;
}
