using System.Diagnostics;

namespace Orrery.Grains.Telemetry;

/// <summary>
/// A span that has ended, with ids of its maker's choice. <see cref="Activity"/> draws its ids at random when it starts; those of runs and tries
/// must be known before, on whichever server, since a task is told the id of its try's span long before that span is made from the rows.
/// </summary>
public sealed record SpanRecord
{
    /// <summary>The trace it belongs to.</summary>
    public required ActivityTraceId TraceId { get; init; }

    /// <summary>Its id in the trace.</summary>
    public required ActivitySpanId SpanId { get; init; }

    /// <summary>Id of the span it is part of; default: none.</summary>
    public ActivitySpanId ParentSpanId { get; init; }

    /// <summary>What it is, in a few words that few spans differ in.</summary>
    public required string Name { get; init; }

    /// <summary>Its role.</summary>
    public ActivityKind Kind { get; init; } = ActivityKind.Internal;

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; not before it began.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Error { get; init; }

    /// <summary>What is known of it: text, whole numbers, numbers or truth values.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Attributes { get; init; } = [];

    /// <summary>Spans elsewhere that led to it.</summary>
    public IReadOnlyList<ActivityContext> Links { get; init; } = [];
}
