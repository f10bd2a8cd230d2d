namespace Orrery.Core.Timetables;

/// <summary>Never runs by itself: only people, assets and other DAGs start runs (<c>schedule: none</c>).</summary>
public sealed class NullTimetable : Timetable
{
    /// <inheritdoc/>
    public override string Summary => "none";

    /// <inheritdoc/>
    public override string Description => "never by itself";

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context) => null;
}
