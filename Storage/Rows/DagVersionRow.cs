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

    /// <summary>What names its code.</summary>
    public required string CodeReference { get; init; }

    /// <summary>Directory its tasks run in.</summary>
    public required string CodePath { get; init; }

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
