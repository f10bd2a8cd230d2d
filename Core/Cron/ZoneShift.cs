namespace Orrery.Core.Cron;

/// <summary>An instant from which a zone has another offset: a gap on the wall clock when it grows, a fold when it shrinks.</summary>
/// <param name="At">The first instant with the new offset, in UTC ticks.</param>
/// <param name="Before">The offset before it, in ticks.</param>
/// <param name="After">The offset from it on, in ticks.</param>
internal readonly record struct ZoneShift(long At, long Before, long After)
{
    /// <summary>
    /// The offset that wall-clock times inside the gap or fold are read with: for a fold it gives the second of the two
    /// occurrences, for a gap it moves the missing time forward by the gap.
    /// </summary>
    public long Lesser => Math.Min(Before, After);

    /// <summary>The greater of the two offsets.</summary>
    public long Greater => Math.Max(Before, After);

    /// <summary>The first wall-clock moment that is missing or repeated.</summary>
    public long WallStart => At + Lesser;

    /// <summary>The first wall-clock moment after those that are missing or repeated.</summary>
    public long WallEnd => At + Greater;
}
