using Orrery.Core.Assets;

namespace Orrery.Core.Timetables;

/// <summary>
/// Runs when assets have news, and, with a timetable beside, also at its times (Airflow's <c>AssetOrTimeSchedule</c>). News have no time of
/// their own, so what this answers for is the times.
/// </summary>
/// <param name="condition">Which assets must have news.</param>
/// <param name="times">The timetable beside; null: none.</param>
public sealed class AssetTimetable(AssetExpression condition, Timetable? times = null) : Timetable
{
    /// <inheritdoc/>
    public override string Summary => times is null ? "Asset" : $"Asset or {times.Summary}";

    /// <inheritdoc/>
    public override string Description => times is null ? $"when there is news of {condition}" : $"when there is news of {condition}, and {times.Description}";

    /// <inheritdoc/>
    public override int? ActiveRunsLimit => times?.ActiveRunsLimit;

    /// <inheritdoc/>
    public override DagRunInfo? Next(TimetableContext context) => times?.Next(context);

    /// <inheritdoc/>
    public override DataInterval ManualInterval(DateTimeOffset runAfter) => times?.ManualInterval(runAfter) ?? DataInterval.Exact(runAfter);
}
