namespace Orrery.Storage.Rows;

/// <summary>News of an asset. Key: URI and id. Never changed.</summary>
public sealed record AssetEventRow : StoreRow
{
    /// <summary>URI of the asset.</summary>
    public required string Uri { get; init; }

    /// <summary>Its id: ascending within the asset, the microseconds of its moment since 1970 or the next free ones.</summary>
    public required long EventId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is said of it, as a JSON object.</summary>
    public string ExtraJson { get; init; } = "{}";

    /// <summary>Id of the DAG that wrote the asset; null: no task did.</summary>
    public string? SourceDagId { get; init; }

    /// <summary>Id of the run that wrote it.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Id of the task that wrote it.</summary>
    public string? SourceTaskId { get; init; }

    /// <summary>Index of the mapped instance that wrote it; -1 when not mapped.</summary>
    public int SourceMapIndex { get; init; } = -1;

    /// <summary>Names of the aliases through which the asset was meant, as a JSON array.</summary>
    public string AliasesJson { get; init; } = "[]";

    /// <summary>Who reported it; null: a task wrote the asset.</summary>
    public string? Actor { get; init; }
}

/// <summary>News on their way from a task to their asset. Key: URI, run, ordinal and try number.</summary>
public sealed record AssetOutboxRow : StoreRow
{
    /// <summary>URI of the asset.</summary>
    public required string Uri { get; init; }

    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>Place of the task instance in the run.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The try that succeeded.</summary>
    public required int TryNumber { get; init; }

    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Id of the task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Index of the mapped instance; -1 when not mapped.</summary>
    public int MapIndex { get; init; } = -1;

    /// <summary>When the task succeeded.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the task says of it, as a JSON object.</summary>
    public string ExtraJson { get; init; } = "{}";

    /// <summary>Names of the aliases through which the asset was meant, as a JSON array.</summary>
    public string AliasesJson { get; init; } = "[]";
}

/// <summary>Takes news out of the outbox, with the event they have become.</summary>
/// <param name="Uri">URI of the asset.</param>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="Ordinal">Place of the task instance in the run.</param>
/// <param name="TryNumber">The try that succeeded.</param>
public sealed record AssetOutboxRemoval(string Uri, long RunPk, int Ordinal, int TryNumber) : StoreRow;

/// <summary>News of an asset that a DAG has not run for yet. Key: DAG and URI.</summary>
public sealed record AssetQueueRow : StoreRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>URI of the asset.</summary>
    public required string Uri { get; init; }

    /// <summary>The newest of the news.</summary>
    public required long EventId { get; init; }

    /// <summary>When that happened.</summary>
    public required DateTimeOffset QueuedAt { get; init; }
}

/// <summary>Takes news from a DAG's queue, unless newer ones have come since.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="Uri">URI of the asset.</param>
/// <param name="UpToEventId">The newest event that is taken.</param>
public sealed record AssetQueueRemoval(string DagId, string Uri, long UpToEventId) : StoreRow;

/// <summary>The events of an asset that led to a run. Key: DAG, URI and last event.</summary>
public sealed record AssetConsumptionRow : StoreRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>URI of the asset.</summary>
    public required string Uri { get; init; }

    /// <summary>The last of the events.</summary>
    public required long ToEventId { get; init; }

    /// <summary>The last event before the first of them.</summary>
    public required long FromEventId { get; init; }

    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }
}
