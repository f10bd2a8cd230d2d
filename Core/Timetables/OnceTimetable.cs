namespace Orrery.Core.Timetables;

/// <summary>Runs once: at the start date, or now if there is none (<c>@once</c>). Catchup changes nothing.</summary>
public sealed class OnceTimetable : Timetable
{
    /// <inheritdoc/>
    public override string Summary => "@once";

    /// <inheritdoc/>
    public override string Description => "once, as soon as possible";

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context)
    {
        var moment = context.Earliest ?? context.Now;
        return context.Last is null && !context.IsPast(moment) ? DagRunInfo.For(DataInterval.Exact(moment)) : null;
    }
}
