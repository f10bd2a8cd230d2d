namespace Orrery.Grains.Interfaces.Dags;

/// <summary>A wish for a run.</summary>
[GenerateSerializer, Immutable, Alias("orrery.trigger_request")]
public sealed record TriggerRequest
{
    /// <summary>Id for the run; null: made from its moment. Must not start with another type's prefix.</summary>
    [Id(0)] public string? RunId { get; init; }

    /// <summary>Logical date; null: the run has none, unless <see cref="UseNow"/>.</summary>
    [Id(1)] public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Whether a missing logical date means now (default) or none.</summary>
    [Id(2)] public bool UseNow { get; init; } = true;

    /// <summary>Values for params, a JSON object as text; null: only defaults.</summary>
    [Id(3)] public string? ConfJson { get; init; }

    /// <summary>A note for people.</summary>
    [Id(4)] public string? Note { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(5)] public string TriggeredBy { get; init; } = "api";

    /// <summary>Start of the data interval; given together with its end, or not at all: then the timetable says.</summary>
    [Id(6)] public DateTimeOffset? IntervalStart { get; init; }

    /// <summary>End of the data interval, not before its start.</summary>
    [Id(7)] public DateTimeOffset? IntervalEnd { get; init; }

    /// <summary>Earliest moment at which the run may start; null: now.</summary>
    [Id(8)] public DateTimeOffset? RunAfter { get; init; }

    /// <summary>Number of the release to run; null: the live one, or the candidate if it is this run's turn.</summary>
    [Id(9)] public int? Release { get; init; }

    /// <summary>The trace the run is to be part of, as W3C's <c>traceparent</c>; null (default), or no such text: one of its own.</summary>
    [Id(10)] public string? TraceParent { get; init; }
}

/// <summary>The answer to a <see cref="TriggerRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.trigger_result")]
public sealed record TriggerResult
{
    /// <summary>What became of it.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Id of the new run; null when there is none.</summary>
    [Id(1)] public string? RunId { get; init; }
}
