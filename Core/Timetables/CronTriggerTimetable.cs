using Orrery.Core.Cron;

namespace Orrery.Core.Timetables;

/// <summary>Runs at the ticks of a cron expression: what a cron string as <c>schedule</c> means (Airflow's <c>CronTriggerTimetable</c>).</summary>
public sealed class CronTriggerTimetable : TriggerTimetable
{
    /// <summary>Creates the timetable.</summary>
    /// <param name="expression">When runs happen.</param>
    /// <param name="zone">The zone whose wall clock the expression speaks of.</param>
    /// <param name="interval">The length of a run's data interval, which ends at the tick. Default: zero.</param>
    /// <param name="runImmediately">Which tick is first when there is neither a start date nor a run yet.</param>
    public CronTriggerTimetable(CronExpression expression, TimeZoneInfo zone, CalendarDelta interval = default, RunImmediately runImmediately = default)
        : base(new CronTicks(expression, zone), interval)
    {
        Expression = expression;
        Zone = zone;
        RunImmediately = runImmediately;
    }

    /// <summary>When runs happen.</summary>
    public CronExpression Expression { get; }

    /// <summary>The zone whose wall clock the expression speaks of.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Which tick is first when there is neither a start date nor a run yet.</summary>
    public RunImmediately RunImmediately { get; }

    /// <inheritdoc/>
    public override string Summary => Expression.Text;

    /// <inheritdoc/>
    public override string Description => $"{Expression.Describe()} ({Zone.Id})";

    private protected override DateTimeOffset? FirstTick(DateTimeOffset now)
    {
        var past = Ticks.AlignToPrevious(now);
        var next = Ticks.AlignToNext(now);
        return past is { } newest && (next is null || RunImmediately.Allows(now - newest, next.Value - newest)) ? newest : next;
    }
}
