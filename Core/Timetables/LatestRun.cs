using Orrery.Core.Identity;

namespace Orrery.Core.Timetables;

/// <summary>Whether a run is the latest one of its schedule, so that what matters only for the present is worth doing.</summary>
public static class LatestRun
{
    /// <summary>
    /// True for a run by hand, for a run after which the schedule makes no other, and until the run after it is due: later than that,
    /// this one is catching up. The rule of Airflow's <c>LatestOnlyOperator</c>; the schedule's end date does not count.
    /// </summary>
    /// <param name="timetable">The schedule of the run's DAG version.</param>
    /// <param name="type">What made the run.</param>
    /// <param name="interval">The data interval of the run; null when it has none, as when assets started it.</param>
    /// <param name="runAfter">When the run was due.</param>
    /// <param name="now">The present moment.</param>
    public static bool IsLatest(Timetable timetable, DagRunType type, DataInterval? interval, DateTimeOffset runAfter, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(timetable);
        var context = new TimetableContext { Last = interval ?? DataInterval.Exact(runAfter), Catchup = true, Now = now };
        return type == DagRunType.Manual || timetable.Next(context) is not { } next || now <= next.RunAfter;
    }
}
