namespace Orrery.Grains.Interfaces.Runs;

/// <summary>Which try of which task instance.</summary>
[GenerateSerializer, Immutable, Alias("orrery.task_key")]
public sealed record TaskKey
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    [Id(1)] public required string RunId { get; init; }

    /// <summary>Id of the task.</summary>
    [Id(2)] public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; -1 for a task that is not mapped.</summary>
    [Id(3)] public int MapIndex { get; init; } = -1;

    /// <summary>The instance's place in its run; never changes.</summary>
    [Id(4)] public required int Ordinal { get; init; }

    /// <summary>Number of the try, from 1.</summary>
    [Id(5)] public required int TryNumber { get; init; }

    /// <inheritdoc/>
    public override string ToString() => MapIndex < 0
        ? $"{DagId}/{RunId}/{TaskId} try {TryNumber}"
        : $"{DagId}/{RunId}/{TaskId}[{MapIndex}] try {TryNumber}";
}
