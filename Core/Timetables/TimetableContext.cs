namespace Orrery.Core.Timetables;

/// <summary>What a timetable looks at to find the next run.</summary>
public readonly record struct TimetableContext
{
    /// <summary>The data interval of the newest automatic (not manual) run; null when there was none.</summary>
    public DataInterval? Last { get; init; }

    /// <summary>The schedule's start date; null when it has none.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>The schedule's end date, inclusive; null when it has none.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>True to run every slot since the start; false (the default) to skip to the newest one that is due.</summary>
    public bool Catchup { get; init; }

    /// <summary>The present moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether a moment lies after the end date.</summary>
    internal bool IsPast(DateTimeOffset moment) => moment > Latest;
}
