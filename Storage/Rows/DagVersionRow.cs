namespace Orrery.Storage.Rows;

/// <summary>A canonical document; written once, never changed. Key: version. A second write of the same version is nothing.</summary>
public sealed record DagVersionRow : StoreRow
{
    /// <summary>SHA-256 of the document, 64 hex digits.</summary>
    public required string Version { get; init; }

    /// <summary>Id of the DAG it describes.</summary>
    public required string DagId { get; init; }

    /// <summary>The document, UTF-8 JSON.</summary>
    public required byte[] Document { get; init; }

    /// <summary>When it was first stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A release: a version and the code it runs. Key: dag id and number. Never changed.</summary>
public sealed record DagReleaseRow : StoreRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Number in the DAG, from 1.</summary>
    public required int Release { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>What names its code: the hash of its inputs.</summary>
    public required string CodeReference { get; init; }

    /// <summary>Directory its tasks run in, where no snapshot says what is in it; else empty.</summary>
    public required string CodePath { get; init; }

    /// <summary>The code that was current when it was published: the hash of a bundle's snapshot. Null: not kept, see <see cref="CodePath"/>.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Where that code came from: a commit, or the digest of an archive; null: a folder.</summary>
    public string? SourceReference { get; init; }

    /// <summary>Hash of the content of its file; null: <see cref="DagSourceRow"/> has the text.</summary>
    public string? SourceBlob { get; init; }

    /// <summary>What it was loaded from, as a JSON array of objects with <c>kind</c>, <c>name</c> and <c>hash</c>.</summary>
    public string InputsJson { get; init; } = "[]";

    /// <summary>Bundle it came from.</summary>
    public required string Bundle { get; init; }

    /// <summary>File it came from.</summary>
    public required string File { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The text of the file a release came from. Key: dag id and release.</summary>
public sealed record DagSourceRow : StoreRow
{
    /// <summary>Id of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Number of the release.</summary>
    public required int Release { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }
}
