namespace Orrery.Core.Timetables;

/// <summary>Runs a fixed time after one another: what <c>every:</c> means (Airflow's <c>DeltaTriggerTimetable</c>).</summary>
public sealed class DeltaTriggerTimetable : TriggerTimetable
{
    /// <summary>Creates the timetable.</summary>
    /// <param name="delta">The time from one run to the next; more than zero.</param>
    /// <param name="interval">The length of a run's data interval, which ends when it runs. Default: zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delta is zero.</exception>
    public DeltaTriggerTimetable(CalendarDelta delta, CalendarDelta interval = default)
        : base(new DeltaTicks(delta), interval)
    {
        Delta = DeltaGrid.Positive(delta);
    }

    /// <summary>The time from one run to the next.</summary>
    public CalendarDelta Delta { get; }

    /// <inheritdoc/>
    public override string Summary => Delta.ToString();

    /// <inheritdoc/>
    public override string Description => $"every {Delta}";

    private protected override DateTimeOffset? FirstTick(DateTimeOffset now) => now;
}
