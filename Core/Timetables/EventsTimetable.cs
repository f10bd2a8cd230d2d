using System.Collections.Immutable;

namespace Orrery.Core.Timetables;

/// <summary>Runs at listed moments, each once (Airflow's <c>EventsTimetable</c>).</summary>
public sealed class EventsTimetable : Timetable
{
    /// <summary>Creates the timetable.</summary>
    /// <param name="events">When runs happen, in any order; repeated moments count once.</param>
    /// <param name="restrictToEvents">True to give a run that a person starts the newest event as its moment. Default: false.</param>
    public EventsTimetable(IEnumerable<DateTimeOffset> events, bool restrictToEvents = false)
    {
        Events = [.. events.Select(moment => moment.ToUniversalTime()).Distinct().Order()];
        RestrictToEvents = restrictToEvents;
    }

    /// <summary>When runs happen: ascending, in UTC, without repetition.</summary>
    public ImmutableArray<DateTimeOffset> Events { get; }

    /// <summary>Whether a run that a person starts gets the newest event as its moment.</summary>
    public bool RestrictToEvents { get; }

    /// <inheritdoc/>
    public override string Summary => Events.Length == 1 ? "1 event" : $"{Events.Length} events";

    /// <inheritdoc/>
    public override string Description => Events.Length switch
    {
        0 => "no events",
        1 => $"at {Events[0]:O}",
        _ => $"{Events.Length} events from {Events[0]:u} to {Events[^1]:u}",
    };

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context)
    {
        // Without catchup what has passed is never run.
        var earliest = context.Catchup || context.Earliest > context.Now ? context.Earliest : context.Now;
        var index = earliest is { } bound ? FirstFrom(bound) : 0;
        if (context.Last is { } last)
        {
            index = Math.Max(index, FirstAfter(last.End));
        }

        return index < Events.Length && !context.IsPast(Events[index]) ? DagRunInfo.For(DataInterval.Exact(Events[index])) : null;
    }

    /// <summary>The moment itself; with <see cref="RestrictToEvents"/> the newest event by then, or the first when all lie ahead.</summary>
    /// <inheritdoc/>
    public override DataInterval ManualInterval(DateTimeOffset runAfter) => RestrictToEvents && Events.Length > 0
        ? DataInterval.Exact(Events[Math.Max(0, FirstAfter(runAfter) - 1)])
        : DataInterval.Exact(runAfter);

    private int FirstFrom(DateTimeOffset moment)
    {
        var index = Events.BinarySearch(moment);
        return index >= 0 ? index : ~index;
    }

    private int FirstAfter(DateTimeOffset moment)
    {
        var index = Events.BinarySearch(moment);
        return index >= 0 ? index + 1 : ~index;
    }
}
