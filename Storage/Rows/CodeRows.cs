namespace Orrery.Storage.Rows;

/// <summary>The content of a file; never changed. Key: hash. A second write of the same content says that it is needed again, and only renews its age.</summary>
public sealed record CodeBlobRow : StoreRow
{
    /// <summary>SHA-256 of the content, 64 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The content.</summary>
    public required byte[] Content { get; init; }

    /// <summary>When it was last stored: what is young is not collected, because a snapshot may be about to name it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A folder as a list of files and folders; never changed. Key: hash. A second write only renews its age.</summary>
public sealed record CodeTreeRow : StoreRow
{
    /// <summary>SHA-256 of <see cref="Entries"/>, 64 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Names, kinds and hashes of what is in the folder.</summary>
    public required byte[] Entries { get; init; }

    /// <summary>When it was last stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A bundle as it was at one time. Key: bundle and snapshot.</summary>
public sealed record BundleSnapshotRow : StoreRow
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Hash of its root folder.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Where it came from: a commit, or the digest of an archive; null: a folder.</summary>
    public string? SourceReference { get; init; }

    /// <summary>Number of files.</summary>
    public required int FileCount { get; init; }

    /// <summary>Sum of their sizes, in bytes.</summary>
    public required long ByteCount { get; init; }

    /// <summary>When it was last captured, or replaced by another.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A condition: the snapshot is stored. While it is, so is all that is in it.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Snapshot">Hash of its root folder.</param>
public sealed record BundleSnapshotAssertion(string Bundle, string Snapshot) : AssertionRow;

/// <summary>What a parser remembers of a file. Key: bundle and path.</summary>
public sealed record BundleFileRow : StoreRow
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Path of the file in the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes when it was last read.</summary>
    public required long Size { get; init; }

    /// <summary>When it had last been changed then.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>SHA-256 of its content then, 64 hex digits; empty: it could not be read.</summary>
    public required string Hash { get; init; }

    /// <summary>Ids of the DAGs of its last successful reading, as a JSON array.</summary>
    public required string DagIdsJson { get; init; }

    /// <summary>What that reading read besides, as a JSON array of objects with <c>kind</c>, <c>name</c> and <c>hash</c>.</summary>
    public required string InputsJson { get; init; }

    /// <summary>Whether its last reading failed.</summary>
    public required bool IsBroken { get; init; }

    /// <summary>When it was last read.</summary>
    public required DateTimeOffset ParsedAt { get; init; }
}

/// <summary>Takes away what a parser remembers of a file.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Path">Path of the file in the bundle.</param>
public sealed record BundleFileRemoval(string Bundle, string Path) : StoreRow;
