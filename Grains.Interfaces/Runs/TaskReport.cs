using Orrery.Core.Runs;

namespace Orrery.Grains.Interfaces.Runs;

/// <summary>How a process or container of a try ended.</summary>
public enum TaskReportKind
{
    /// <summary>It did its work.</summary>
    Success = 0,

    /// <summary>It asked to be skipped.</summary>
    Skipped = 1,

    /// <summary>It failed; the report says why.</summary>
    Failed = 2,

    /// <summary>A sensor that was to look once found nothing; the message says what it waits for.</summary>
    NotYet = 3,

    /// <summary>Its process wants to be started again, as the same try, once something is there.</summary>
    Deferred = 4,
}

/// <summary>A host's report of the end of one try. Sent again until it is acknowledged; applying it twice changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_report")]
public sealed record TaskReport
{
    /// <summary>Which try.</summary>
    [Id(0)] public required TaskKey Task { get; init; }

    /// <summary>The lease it ran under.</summary>
    [Id(1)] public required Guid LeaseId { get; init; }

    /// <summary>How it ended.</summary>
    [Id(2)] public required TaskReportKind Kind { get; init; }

    /// <summary>Why it failed, when it did.</summary>
    [Id(3)] public TaskFailureReason Reason { get; init; }

    /// <summary>What happened, in one sentence, when it failed; what it waits for, when it is not there yet.</summary>
    [Id(4)] public string? Message { get; init; }

    /// <summary>Exit code, if the process ended by itself.</summary>
    [Id(5)] public int? ExitCode { get; init; }

    /// <summary>Signal that ended it, if one did.</summary>
    [Id(6)] public int? Signal { get; init; }

    /// <summary>The XCom return value as JSON text; null when the try left none.</summary>
    [Id(7)] public string? XCom { get; init; }

    /// <summary>When the process started, by the host's clock.</summary>
    [Id(8)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, by the host's clock.</summary>
    [Id(9)] public required DateTimeOffset EndedAt { get; init; }

    /// <summary>What the try said of its outlets, as JSON text; null when it said nothing.</summary>
    [Id(10)] public string? Outlets { get; init; }

    /// <summary>What the process left at <c>$ORRERY_DEFER</c>, when it deferred itself.</summary>
    [Id(11)] public string? DeferralJson { get; init; }

    /// <summary>XComs beside the return value: a JSON object of their keys, as text; null when the try left none.</summary>
    [Id(12)] public string? XComKeysJson { get; init; }
}
