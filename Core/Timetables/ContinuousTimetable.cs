namespace Orrery.Core.Timetables;

/// <summary>Runs again as soon as the last run has ended (<c>@continuous</c>); a run's data interval begins where the last one ended.</summary>
public sealed class ContinuousTimetable : Timetable
{
    /// <inheritdoc/>
    public override string Summary => "@continuous";

    /// <inheritdoc/>
    public override string Description => "continuously, one run at a time";

    /// <summary>Always 1: the next run begins when the last one has ended.</summary>
    public override int? ActiveRunsLimit => 1;

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context)
    {
        var start = context.Earliest ?? context.Now;
        var interval = context.Last switch
        {
            null => new DataInterval(start, start > context.Now ? start : context.Now),

            // The last run lies ahead of the clock, so "until now" would end before it begins: its length is kept.
            { } last when last.End > context.Now => new DataInterval(start, start + (last.End - last.Start)),
            { } last => new DataInterval(last.End, context.Now),
        };
        return context.IsPast(interval.End) ? null : DagRunInfo.For(interval);
    }

    /// <summary>Nothing: which runs there would have been depends on how long each took.</summary>
    /// <inheritdoc/>
    public override IEnumerable<DagRunInfo> Between(DateTimeOffset from, DateTimeOffset to) => [];
}
