namespace Orrery.Grains.Interfaces.Dags;

/// <summary>A parsed, valid DAG on its way to being live.</summary>
[GenerateSerializer, Immutable, Alias("orrery.publish_request")]
public sealed record PublishRequest
{
    /// <summary>SHA-256 of the canonical document, 64 hex digits.</summary>
    [Id(0)] public required string Version { get; init; }

    /// <summary>The canonical document, UTF-8 JSON.</summary>
    [Id(1)] public required byte[] Document { get; init; }

    /// <summary>Name of the bundle.</summary>
    [Id(2)] public required string Bundle { get; init; }

    /// <summary>Path of the file in the bundle, with forward slashes.</summary>
    [Id(3)] public required string File { get; init; }

    /// <summary>What names the code: the hash of the DAG's inputs.</summary>
    [Id(4)] public required string CodeReference { get; init; }

    /// <summary>Directory the tasks run in.</summary>
    [Id(5)] public required string CodePath { get; init; }

    /// <summary>Text of the file, for the code view.</summary>
    [Id(6)] public required string Source { get; init; }

    /// <summary>Whether the file that owned the DAG so far still defines it too.</summary>
    [Id(7)] public bool FileIsAmbiguous { get; init; }
}

/// <summary>The answer to a <see cref="PublishRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.publish_result")]
public sealed record PublishResult
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Number of the release that is live now, from 1.</summary>
    [Id(1)] public required int Release { get; init; }

    /// <summary>Whether it was made by this request.</summary>
    [Id(2)] public required bool IsNew { get; init; }

    /// <summary>Why the DAG could not be taken, for instance that another bundle owns its id; null when it was.</summary>
    [Id(3)] public string? Refused { get; init; }

    /// <summary>What is live, but not as it was meant: assets that contradict those of other DAGs; a sentence each.</summary>
    [Id(4)] public ImmutableArray<string> Warnings { get; init; } = [];
}
