namespace Orrery.Core.Timetables;

/// <summary>Data intervals of a fixed length, each beginning where the last one ended (Airflow's <c>DeltaDataIntervalTimetable</c>).</summary>
public sealed class DeltaIntervalTimetable : IntervalTimetable
{
    /// <summary>Creates the timetable.</summary>
    /// <param name="delta">The length of an interval; more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delta is zero.</exception>
    public DeltaIntervalTimetable(CalendarDelta delta)
        : base(new DeltaTicks(delta))
    {
        Delta = DeltaGrid.Positive(delta);
    }

    /// <summary>The length of an interval.</summary>
    public CalendarDelta Delta { get; }

    /// <inheritdoc/>
    public override string Summary => Delta.ToString();

    /// <inheritdoc/>
    public override string Description => $"every {Delta}, for the interval that ends then";

    /// <summary>The interval that ends at <paramref name="runAfter"/>.</summary>
    /// <inheritdoc/>
    public override DataInterval ManualInterval(DateTimeOffset runAfter) =>
        new(Delta.SubtractFrom(runAfter) ?? DateTimeOffset.MinValue, runAfter);

    private protected override DateTimeOffset? StartOfLatest(DateTimeOffset now) =>
        Delta.SubtractFrom(DeltaGrid.RoundDown(now, Delta));
}
