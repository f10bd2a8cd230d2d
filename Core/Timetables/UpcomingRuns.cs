namespace Orrery.Core.Timetables;

/// <summary>The runs a schedule will ask for, as far as it knows today.</summary>
public static class UpcomingRuns
{
    /// <summary>The next runs in order: each is looked for at the moment the one before it is due, as the scheduler will do.</summary>
    /// <param name="timetable">The timetable.</param>
    /// <param name="context">The newest run, the bounds and the present moment.</param>
    /// <param name="planned">The run that is planned already; null: none is.</param>
    /// <returns>A lazy sequence that may be endless: take what is needed.</returns>
    public static IEnumerable<DagRunInfo> From(Timetable timetable, TimetableContext context, DagRunInfo? planned)
    {
        var next = planned ?? timetable.Next(context);
        while (next is { } run)
        {
            yield return run;
            context = context with { Last = run.DataInterval, Now = run.RunAfter > context.Now ? run.RunAfter : context.Now };
            next = timetable.Next(context);

            // What follows a continuous run depends on how long it takes.
            next = next == run ? null : next;
        }
    }
}
