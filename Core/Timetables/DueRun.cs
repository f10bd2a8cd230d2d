namespace Orrery.Core.Timetables;

/// <summary>Which run to create when the clock has passed the one that was planned.</summary>
public static class DueRun
{
    /// <summary>
    /// The planned run. Only without catchup, and when the clock has passed the slot after it too (the server was away, or
    /// <c>max_active_runs</c> reached), the newest slot instead: what lies between is not made up for.
    /// </summary>
    /// <param name="timetable">The timetable.</param>
    /// <param name="context">The moment, the bounds and the run before the planned one.</param>
    /// <param name="planned">The run that was planned when the clock had not passed it.</param>
    public static DagRunInfo Of(Timetable timetable, TimetableContext context, DagRunInfo planned)
    {
        if (context.Catchup || !IsPast(timetable.Next(context with { Last = planned.DataInterval, Catchup = true }), context.Now))
        {
            return planned;
        }

        return timetable.Next(context) is { } newest && IsPast(newest, context.Now) && newest.RunAfter > planned.RunAfter ? newest : planned;
    }

    private static bool IsPast(DagRunInfo? run, DateTimeOffset now) => run?.RunAfter <= now;
}
