namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>What a task asks a person, and the answer.</summary>
[GenerateSerializer, Immutable, Alias("orrery.approval_info")]
public sealed record ApprovalInfo
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(1)] public required string DagRunId { get; init; }

    /// <summary>Id of the task.</summary>
    [Id(2)] public required string TaskId { get; init; }

    /// <summary>Its map index; -1 when it is not mapped.</summary>
    [Id(3)] public int MapIndex { get; init; } = -1;

    /// <summary>The try that asks.</summary>
    [Id(4)] public required int TryNumber { get; init; }

    /// <summary>What is asked.</summary>
    [Id(5)] public required string Subject { get; init; }

    /// <summary>What one must know to answer.</summary>
    [Id(6)] public string? Body { get; init; }

    /// <summary>What may be answered.</summary>
    [Id(7)] public required ImmutableArray<string> Options { get; init; }

    /// <summary>What counts as answered when the time is up.</summary>
    [Id(8)] public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>Whether several options may be chosen.</summary>
    [Id(9)] public bool Multiple { get; init; }

    /// <summary>Who may answer; empty: anybody.</summary>
    [Id(10)] public ImmutableArray<string> AssignedUsers { get; init; } = [];

    /// <summary>When it was asked.</summary>
    [Id(11)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was answered; null: it was not.</summary>
    [Id(12)] public DateTimeOffset? RespondedAt { get; init; }

    /// <summary>Who answered.</summary>
    [Id(13)] public string? RespondedBy { get; init; }

    /// <summary>What was answered.</summary>
    [Id(14)] public ImmutableArray<string> ChosenOptions { get; init; } = [];

    /// <summary>Values that came with the answer, a JSON object as text.</summary>
    [Id(15)] public string? ParamsInputJson { get; init; }
}

/// <summary>Which approvals.</summary>
[GenerateSerializer, Immutable, Alias("orrery.approval_query")]
public sealed record ApprovalQuery
{
    /// <summary>Of this run, answered or not, all tries; null with <see cref="DagRunId"/>: what waits for an answer in any run.</summary>
    [Id(0)] public string? DagId { get; init; }

    /// <summary>Of this run.</summary>
    [Id(1)] public string? DagRunId { get; init; }

    /// <summary>At most this many.</summary>
    [Id(2)] public int Limit { get; init; } = 100;
}
