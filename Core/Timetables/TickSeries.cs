using Orrery.Core.Cron;

namespace Orrery.Core.Timetables;

/// <summary>The moments a periodic schedule is made of. Results are null where the series or the calendar ends.</summary>
internal abstract class TickSeries
{
    /// <summary>The first tick strictly after a moment.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The last tick strictly before a moment.</summary>
    public abstract DateTimeOffset? Previous(DateTimeOffset before);

    /// <summary>The moment itself if it is a tick, else the next one.</summary>
    public abstract DateTimeOffset? AlignToNext(DateTimeOffset moment);

    /// <summary>The moment itself if it is a tick, else the previous one.</summary>
    public abstract DateTimeOffset? AlignToPrevious(DateTimeOffset moment);
}

/// <summary>The ticks of a cron expression in a zone.</summary>
internal sealed class CronTicks(CronExpression expression, TimeZoneInfo zone) : TickSeries
{
    public override DateTimeOffset? Next(DateTimeOffset after) => expression.Next(after, zone);

    public override DateTimeOffset? Previous(DateTimeOffset before) => expression.Previous(before, zone);

    public override DateTimeOffset? AlignToNext(DateTimeOffset moment) => IsTick(moment) ? moment : Next(moment);

    public override DateTimeOffset? AlignToPrevious(DateTimeOffset moment) => IsTick(moment) ? moment : Previous(moment);

    private bool IsTick(DateTimeOffset moment) => expression.IsMatch(moment, zone);
}

/// <summary>Ticks at a fixed distance from wherever one starts: any moment is aligned.</summary>
internal sealed class DeltaTicks(CalendarDelta delta) : TickSeries
{
    public override DateTimeOffset? Next(DateTimeOffset after) => delta.AddTo(after);

    public override DateTimeOffset? Previous(DateTimeOffset before) => delta.SubtractFrom(before);

    public override DateTimeOffset? AlignToNext(DateTimeOffset moment) => moment;

    public override DateTimeOffset? AlignToPrevious(DateTimeOffset moment) => moment;
}
