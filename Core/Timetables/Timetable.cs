namespace Orrery.Core.Timetables;

/// <summary>
/// Says when a DAG runs by itself and which data interval each run is for. The kinds are a closed set, those of this
/// namespace. Timetables are immutable and hold no clock: the present moment is an argument.
/// </summary>
public abstract class Timetable
{
    private protected Timetable()
    {
    }

    /// <summary>The schedule as its author would write it, for lists: <c>0 3 * * *</c>, <c>@once</c>, <c>1 hour</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The schedule in plain English: "every day at 03:00 (Europe/Zurich)".</summary>
    public abstract string Description { get; }

    /// <summary>The most runs that may be active at once because of how the timetable works; null when it sets no limit.</summary>
    public virtual int? ActiveRunsLimit => null;

    /// <summary>The next run to create; it may be due already or lie in the future (<see cref="DagRunInfo.RunAfter"/>).</summary>
    /// <param name="context">The newest automatic run, the schedule's bounds and the present moment.</param>
    /// <returns>Null when there is no further run.</returns>
    public abstract DagRunInfo? Next(TimetableContext context);

    /// <summary>The data interval of a run that a person starts.</summary>
    /// <param name="runAfter">When the run may start.</param>
    public virtual DataInterval ManualInterval(DateTimeOffset runAfter) => DataInterval.Exact(runAfter);

    /// <summary>Every run from <paramref name="from"/> to <paramref name="to"/>, as a backfill needs them: in order, with catchup.</summary>
    /// <param name="from">Where the first run may be, as if it were the schedule's start date.</param>
    /// <param name="to">Where the last run may be, inclusive, as if it were the schedule's end date.</param>
    /// <returns>A lazy sequence; it may be long (a minutely schedule has half a million runs a year), so take what is needed.</returns>
    public virtual IEnumerable<DagRunInfo> Between(DateTimeOffset from, DateTimeOffset to)
    {
        // Bounded and with catchup, no timetable but the continuous one looks at the clock.
        var context = new TimetableContext { Earliest = from, Latest = to, Catchup = true, Now = from };
        while (Next(context) is { } run)
        {
            yield return run;
            context = context with { Last = run.DataInterval };
        }
    }
}
