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

    /// <summary>Directory the tasks run in, where <see cref="Snapshot"/> does not say what is in it; else empty.</summary>
    [Id(5)] public string CodePath { get; init; } = "";

    /// <summary>Text of the file, for the code view; not kept when <see cref="SourceBlob"/> says where it is.</summary>
    [Id(6)] public string Source { get; init; } = "";

    /// <summary>Whether the file that owned the DAG so far still defines it too.</summary>
    [Id(7)] public bool FileIsAmbiguous { get; init; }

    /// <summary>The code that is current: the hash of the bundle's snapshot. Null: the code is not kept.</summary>
    [Id(8)] public string? Snapshot { get; init; }

    /// <summary>Where that code came from: a commit, or the digest of an archive; null: a folder.</summary>
    [Id(9)] public string? SourceReference { get; init; }

    /// <summary>Hash of the content of the DAG's file, which is in the store; null: <see cref="Source"/> has the text.</summary>
    [Id(10)] public string? SourceBlob { get; init; }

    /// <summary>What the DAG was loaded from, as a JSON array of objects with <c>kind</c>, <c>name</c> and <c>hash</c>. Default: nothing is said.</summary>
    [Id(11)] public string InputsJson { get; init; } = "[]";

    /// <summary>What differed between two readings of the file, so that each makes a new version; empty: nothing; null: it was not read twice.</summary>
    [Id(12)] public string? Varying { get; init; }
}

/// <summary>The answer to a <see cref="PublishRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("orrery.publish_result")]
public sealed record PublishResult
{
    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Number of the release that has what was published, from 1: live now, unless <see cref="IsCandidate"/>. Of a refused request the live one.</summary>
    [Id(1)] public required int Release { get; init; }

    /// <summary>Whether it was made by this request, or would be.</summary>
    [Id(2)] public required bool IsNew { get; init; }

    /// <summary>Why the DAG could not be taken, for instance that another bundle owns its id; null when it was.</summary>
    [Id(3)] public string? Refused { get; init; }

    /// <summary>What is not as it was meant: pools that there are not, assets that contradict those of other DAGs, a release that was rolled back; a sentence each.</summary>
    [Id(4)] public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What differs from the live release before, as <c>Orrery.Core.Versions.DagDiff</c> writes it; null: there was none, or nothing is new.</summary>
    [Id(5)] public string? DiffJson { get; init; }

    /// <summary>Whether the release takes a share of new runs before it is live.</summary>
    [Id(6)] public bool IsCandidate { get; init; }
}
