namespace Orrery.Core.Timetables;

/// <summary>The period of data a run is for: half open, <c>[Start, End)</c>; both are the same moment when a run is for no period.</summary>
/// <param name="Start">The first moment that belongs to it.</param>
/// <param name="End">The first moment after it.</param>
public readonly record struct DataInterval(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The first moment that belongs to it, in UTC whatever offset it was given with: run ids are made of it.</summary>
    public DateTimeOffset Start { get; init; } = Start.ToUniversalTime();

    /// <summary>The first moment after it, in UTC whatever offset it was given with.</summary>
    public DateTimeOffset End { get; init; } = End.ToUniversalTime();

    /// <summary>The interval of length zero at a moment.</summary>
    /// <param name="moment">Its start and end.</param>
    public static DataInterval Exact(DateTimeOffset moment) => new(moment, moment);
}
