namespace Orrery.Grains.Interfaces.Scheduling;

/// <summary>How the scheduler keeps up.</summary>
[GenerateSerializer, Immutable, Alias("orrery.schedule_status")]
public sealed record ScheduleStatus
{
    /// <summary>When it last finished waking what was due; null: not yet since it started.</summary>
    [Id(0)] public DateTimeOffset? TickedAt { get; init; }

    /// <summary>When it is to look next, or was to look: it is late once that has passed.</summary>
    [Id(1)] public required DateTimeOffset NextTickAt { get; init; }

    /// <summary>Why its last look failed; null: it did not.</summary>
    [Id(2)] public string? Problem { get; init; }
}
