namespace Orrery.Core.Timetables;

/// <summary>A timetable whose ticks are when runs happen; the data interval of a run reaches back a given length from its tick.</summary>
public abstract class TriggerTimetable : Timetable
{
    private protected TriggerTimetable(TickSeries ticks, CalendarDelta interval)
    {
        Ticks = ticks;
        Interval = interval;
    }

    /// <summary>The length of a run's data interval, which ends at the tick. Default: zero.</summary>
    public CalendarDelta Interval { get; }

    private protected TickSeries Ticks { get; }

    /// <inheritdoc/>
    public sealed override DagRunInfo? Next(TimetableContext context) =>
        NextTick(context) is { } tick && !context.IsPast(tick) ? DagRunInfo.For(ManualInterval(tick)) : null;

    /// <summary>The interval of the usual length that ends at <paramref name="runAfter"/>.</summary>
    /// <inheritdoc/>
    public sealed override DataInterval ManualInterval(DateTimeOffset runAfter) =>
        new(Interval.SubtractFrom(runAfter) ?? DateTimeOffset.MinValue, runAfter);

    /// <summary>The first tick of a schedule that has neither a start date nor a run yet.</summary>
    private protected abstract DateTimeOffset? FirstTick(DateTimeOffset now);

    private DateTimeOffset? NextTick(TimetableContext context)
    {
        var start = context.Earliest is { } earliest ? Ticks.AlignToNext(earliest) : null;
        var next = context.Last is { } last ? Ticks.Next(last.End)
            : context.Earliest is null ? FirstTick(context.Now)
            : start;
        if (context.Catchup || next is null)
        {
            return next;
        }

        // Without catchup what has passed is skipped up to the newest tick, and a start date in the future still holds.
        return Latest(Latest(next, start), Ticks.AlignToPrevious(context.Now));
    }

    private static DateTimeOffset? Latest(DateTimeOffset? a, DateTimeOffset? b) => b is null || a >= b ? a : b;
}
