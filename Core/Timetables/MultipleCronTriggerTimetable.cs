using Orrery.Core.Cron;

namespace Orrery.Core.Timetables;

/// <summary>Runs whenever one of several cron expressions fires, once even when several do (Airflow's <c>MultipleCronTriggerTimetable</c>).</summary>
public sealed class MultipleCronTriggerTimetable : Timetable
{
    private readonly CronTriggerTimetable[] _timetables;

    /// <summary>Creates the timetable.</summary>
    /// <param name="expressions">When runs happen; at least one.</param>
    /// <param name="zone">The zone whose wall clock the expressions speak of.</param>
    /// <param name="interval">The length of a run's data interval, which ends at the tick. Default: zero.</param>
    /// <param name="runImmediately">Which tick is first when there is neither a start date nor a run yet.</param>
    /// <exception cref="ArgumentException">There is no expression.</exception>
    public MultipleCronTriggerTimetable(
        IEnumerable<CronExpression> expressions, TimeZoneInfo zone, CalendarDelta interval = default, RunImmediately runImmediately = default)
    {
        _timetables = expressions.Select(expression => new CronTriggerTimetable(expression, zone, interval, runImmediately)).ToArray();
        if (_timetables.Length == 0)
        {
            throw new ArgumentException("A schedule of several cron expressions needs at least one, such as \"0 3 * * *\".", nameof(expressions));
        }
    }

    /// <summary>When runs happen.</summary>
    public IEnumerable<CronExpression> Expressions => _timetables.Select(timetable => timetable.Expression);

    /// <summary>The zone whose wall clock the expressions speak of.</summary>
    public TimeZoneInfo Zone => _timetables[0].Zone;

    /// <summary>The length of a run's data interval, which ends at the tick.</summary>
    public CalendarDelta Interval => _timetables[0].Interval;

    /// <summary>Which tick is first when there is neither a start date nor a run yet.</summary>
    public RunImmediately RunImmediately => _timetables[0].RunImmediately;

    /// <inheritdoc/>
    public override string Summary => string.Join(", ", _timetables.Select(timetable => timetable.Summary));

    /// <inheritdoc/>
    public override string Description =>
        $"{string.Join(", and ", Expressions.Select(expression => expression.Describe()))} ({Zone.Id})";

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context)
    {
        DagRunInfo? best = null;
        foreach (var timetable in _timetables)
        {
            if (timetable.Next(context) is { } run && (best is not { } other || IsBetter(run, other, context)))
            {
                best = run;
            }
        }

        return best;
    }

    /// <inheritdoc/>
    public override DataInterval ManualInterval(DateTimeOffset runAfter) => _timetables[0].ManualInterval(runAfter);

    /// <summary>With catchup the earliest run comes first; without it the newest one that has passed, else the nearest to come.</summary>
    private static bool IsBetter(DagRunInfo run, DagRunInfo other, TimetableContext context)
    {
        var isDue = !context.Catchup && run.LogicalDate <= context.Now;
        var otherIsDue = !context.Catchup && other.LogicalDate <= context.Now;
        return isDue == otherIsDue
            ? isDue ? run.LogicalDate > other.LogicalDate : run.LogicalDate < other.LogicalDate
            : isDue;
    }
}
