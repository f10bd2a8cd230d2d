namespace Orrery.Storage.Rows;

/// <summary>Takes something away if it is still at the revision that was read; else the change is stale.</summary>
public abstract record FencedRemoval : FencedRow;

/// <summary>Takes a run away with everything under it: its task instances, their tries, XComs, notes and approvals, and what it consumed.</summary>
public sealed record DagRunRemoval : FencedRemoval
{
    /// <summary>Number of the run in the store.</summary>
    public required long RunPk { get; init; }

    /// <summary>How many task instances it has, so that a transaction holds a bounded number of them.</summary>
    public required int TaskInstances { get; init; }
}

/// <summary>Takes a DAG away with its releases, sources, warnings and whose favourite it was. Its runs must have gone before.</summary>
public sealed record DagRemoval : FencedRemoval
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }
}

/// <summary>Takes a backfill away with its dates.</summary>
public sealed record BackfillRemoval : FencedRemoval
{
    /// <summary>Number of the backfill.</summary>
    public required long BackfillId { get; init; }
}

/// <summary>Takes a release and its source away, unless it is live.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="Release">Number of the release.</param>
public sealed record DagReleaseRemoval(string DagId, int Release) : StoreRow;

/// <summary>Takes a version away, unless a release or a backfill is of it.</summary>
/// <param name="Version">The version.</param>
public sealed record DagVersionRemoval(string Version) : StoreRow;

/// <summary>Takes the events of an asset away that lie above one and not above another.</summary>
/// <param name="Uri">URI of the asset.</param>
/// <param name="Above">The last event that stays before them.</param>
/// <param name="UpTo">The last of them.</param>
public sealed record AssetEventRemoval(string Uri, long Above, long UpTo) : StoreRow;

/// <summary>Takes the entries of the audit away up to one.</summary>
/// <param name="UpTo">Number of the last entry that goes.</param>
public sealed record AuditRemoval(long UpTo) : StoreRow;

/// <summary>Takes a snapshot's row away, if it was not captured again since; what is in it stays until nothing names it.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Snapshot">Hash of the snapshot.</param>
/// <param name="Before">Only if it was last captured before this moment.</param>
public sealed record BundleSnapshotRemoval(string Bundle, string Snapshot, DateTimeOffset Before) : StoreRow;

/// <summary>Takes a folder away, if it was not stored again since.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Before">Only if it was last stored before this moment.</param>
public sealed record CodeTreeRemoval(string Hash, DateTimeOffset Before) : StoreRow;

/// <summary>Takes the content of a file away, if it was not stored again since.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Before">Only if it was last stored before this moment.</param>
public sealed record CodeBlobRemoval(string Hash, DateTimeOffset Before) : StoreRow;
