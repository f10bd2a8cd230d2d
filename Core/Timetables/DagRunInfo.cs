namespace Orrery.Core.Timetables;

/// <summary>A run that a timetable asks for.</summary>
/// <param name="LogicalDate">The nominal time of the run: the start of its data interval.</param>
/// <param name="DataInterval">The period of data it is for.</param>
/// <param name="RunAfter">The earliest moment it may be created: the end of its data interval.</param>
public readonly record struct DagRunInfo(DateTimeOffset LogicalDate, DataInterval DataInterval, DateTimeOffset RunAfter)
{
    /// <summary>The run for a data interval, due as soon as the interval is complete.</summary>
    /// <param name="interval">The interval.</param>
    public static DagRunInfo For(DataInterval interval) => new(interval.Start, interval, interval.End);
}
