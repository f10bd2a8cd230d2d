using Orrery.Core.Assets;
using Orrery.Core.Timetables;

namespace Orrery.Core.Dags;

/// <summary>When runs of a DAG are created by themselves. A closed set.</summary>
public abstract record ScheduleDefinition
{
    private ScheduleDefinition()
    {
    }

    /// <summary>Only by hand.</summary>
    public sealed record None : ScheduleDefinition;

    /// <summary>At the ticks of a cron expression or preset; the run covers nothing but its tick, as in Airflow 3.</summary>
    /// <param name="Expressions">One or several expressions; a run starts at the tick of any.</param>
    /// <param name="Interval">Length of the data interval that ends at the tick; zero by default.</param>
    /// <param name="RunImmediately">Which tick is first when the DAG has neither a start date nor a run yet.</param>
    public sealed record Cron(IReadOnlyList<string> Expressions, TimeSpan Interval = default, RunImmediately RunImmediately = default) : ScheduleDefinition;

    /// <summary>For each interval between two ticks of a cron expression, at the interval's end, as in Airflow 2.</summary>
    /// <param name="Expression">The expression.</param>
    public sealed record CronInterval(string Expression) : ScheduleDefinition;

    /// <summary>Again and again after a fixed time.</summary>
    /// <param name="Every">The time between two runs, in seconds or calendar units.</param>
    /// <param name="CoversInterval">Whether runs cover the time from one to the next without a gap (as in Airflow 2). Default false.</param>
    /// <param name="Interval">Otherwise the length of the data interval that ends when a run happens; zero by default.</param>
    public sealed record Delta(CalendarDelta Every, bool CoversInterval = false, TimeSpan Interval = default) : ScheduleDefinition;

    /// <summary>At listed moments, each once.</summary>
    /// <param name="Moments">The moments, in any order.</param>
    /// <param name="RestrictToEvents">Whether a run by hand stands for the newest of the moments. Default false.</param>
    public sealed record Events(IReadOnlyList<DateTimeOffset> Moments, bool RestrictToEvents = false) : ScheduleDefinition;

    /// <summary>Whenever the assets it waits for have news.</summary>
    /// <param name="Condition">Which of them must.</param>
    public sealed record Assets(AssetExpression Condition) : ScheduleDefinition;

    /// <summary>At the times of another schedule, and besides whenever the assets it waits for have news.</summary>
    /// <param name="Timetable">The other schedule: one of times, not of assets.</param>
    /// <param name="Condition">Which assets must have news.</param>
    public sealed record AssetOrTime(ScheduleDefinition Timetable, AssetExpression Condition) : ScheduleDefinition;

    /// <summary>One run at the DAG's start date, or at once.</summary>
    public sealed record Once : ScheduleDefinition;

    /// <summary>The next run as soon as the last has ended; needs <c>max_active_runs: 1</c>.</summary>
    public sealed record Continuous : ScheduleDefinition;
}
