namespace Orrery.Storage.Rows;

/// <summary>A pool. Key: name.</summary>
public sealed record PoolRow : FencedRow
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>How many slots it has; -1: as many as anybody asks for.</summary>
    public required int Slots { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether deferred tasks hold their slots.</summary>
    public bool IncludeDeferred { get; init; }
}

/// <summary>Takes a pool away.</summary>
/// <param name="Name">Name of the pool.</param>
public sealed record PoolRemoval(string Name) : StoreRow;

/// <summary>
/// A limit whose slots are granted; its revision is the number of its count. Whoever grants writes the row before it counts the leases in
/// the store: from then on no lease can be written under an older count, so none is missed. Key: limit key.
/// </summary>
public sealed record LimitEpochRow : FencedRow
{
    /// <summary>The limit: the name of a pool, or <c>task:dag_id/task_id</c>.</summary>
    public required string LimitKey { get; init; }

    /// <summary>When it was last counted.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
}

/// <summary>Demands that the slots of a change were granted under the newest count of their limit; else <see cref="CommitOutcome.GrantVoid"/>.</summary>
/// <param name="LimitKey">The limit.</param>
/// <param name="Revision">The count they were granted by: revision of its <see cref="LimitEpochRow"/>.</param>
public sealed record LimitEpochAssertion(string LimitKey, long Revision) : AssertionRow;
