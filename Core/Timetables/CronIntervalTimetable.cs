using Orrery.Core.Cron;

namespace Orrery.Core.Timetables;

/// <summary>Data intervals from one tick of a cron expression to the next (Airflow's <c>CronDataIntervalTimetable</c>).</summary>
public sealed class CronIntervalTimetable : IntervalTimetable
{
    /// <summary>Creates the timetable.</summary>
    /// <param name="expression">When intervals begin and end.</param>
    /// <param name="zone">The zone whose wall clock the expression speaks of.</param>
    public CronIntervalTimetable(CronExpression expression, TimeZoneInfo zone)
        : base(new CronTicks(expression, zone))
    {
        Expression = expression;
        Zone = zone;
    }

    /// <summary>When intervals begin and end.</summary>
    public CronExpression Expression { get; }

    /// <summary>The zone whose wall clock the expression speaks of.</summary>
    public TimeZoneInfo Zone { get; }

    /// <inheritdoc/>
    public override string Summary => Expression.Text;

    /// <inheritdoc/>
    public override string Description => $"{Expression.Describe()} ({Zone.Id}), for the interval that ends then";

    /// <summary>The newest complete interval: the last one that ends at or before <paramref name="runAfter"/>.</summary>
    /// <inheritdoc/>
    public override DataInterval ManualInterval(DateTimeOffset runAfter) =>
        Ticks.AlignToPrevious(runAfter) is { } end && Ticks.Previous(end) is { } start
            ? new DataInterval(start, end)
            : DataInterval.Exact(runAfter);

    private protected override DateTimeOffset? StartOfLatest(DateTimeOffset now) =>
        Ticks.AlignToPrevious(now) is { } end ? Ticks.Previous(end) : null;
}
