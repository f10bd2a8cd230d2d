namespace Orrery.Core.Timetables;

/// <summary>A timetable whose ticks divide time into data intervals: a run covers one interval and is created at its end.</summary>
public abstract class IntervalTimetable : Timetable
{
    private protected IntervalTimetable(TickSeries ticks)
    {
        Ticks = ticks;
    }

    private protected TickSeries Ticks { get; }

    /// <inheritdoc/>
    public sealed override DagRunInfo? Next(TimetableContext context)
    {
        if (StartOfNext(context) is not { } start || context.IsPast(start) || Ticks.Next(start) is not { } end)
        {
            return null;
        }

        return DagRunInfo.For(new DataInterval(start, end));
    }

    /// <summary>The start of the newest interval that is complete at <paramref name="now"/>.</summary>
    private protected abstract DateTimeOffset? StartOfLatest(DateTimeOffset now);

    private DateTimeOffset? StartOfNext(TimetableContext context)
    {
        DateTimeOffset? earliest = null;
        if (context.Earliest is { } bound)
        {
            earliest = Ticks.AlignToNext(bound);
            if (earliest is null)
            {
                return null;
            }
        }

        if (!context.Catchup)
        {
            earliest = Later(earliest, StartOfLatest(context.Now));
        }

        // Aligned anew because the schedule may have changed since the last run.
        return context.Last is { } last ? Later(earliest, Ticks.AlignToPrevious(last.End)) : earliest;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
