namespace Orrery.Grains.Interfaces.Versions;

/// <summary>A release of a DAG: a version and the code it was loaded from. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_version_info")]
public sealed record DagVersionInfo
{
    /// <summary>How many of a DAG's newest runs are counted.</summary>
    public const int CountedRuns = 1_000;

    /// <summary>Id of the DAG.</summary>
    [Id(0)] public required string DagId { get; init; }

    /// <summary>Number of the release in the DAG, from 1.</summary>
    [Id(1)] public required int VersionNumber { get; init; }

    /// <summary>SHA-256 of the version.</summary>
    [Id(2)] public required string Version { get; init; }

    /// <summary>Name of its bundle.</summary>
    [Id(3)] public required string BundleName { get; init; }

    /// <summary>The bundle it was loaded from: a commit or the digest of an archive, else the hash of the snapshot; null: the code is not kept.</summary>
    [Id(4)] public string? BundleVersion { get; init; }

    /// <summary>Path of its file in the bundle.</summary>
    [Id(5)] public required string RelativeFileloc { get; init; }

    /// <summary>When it was published.</summary>
    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many of the DAG's newest <see cref="CountedRuns"/> runs are pinned to it.</summary>
    [Id(7)] public int RunCount { get; init; }

    /// <summary>How many of them succeeded.</summary>
    [Id(8)] public int SuccessCount { get; init; }

    /// <summary>How many of them failed.</summary>
    [Id(9)] public int FailedCount { get; init; }

    /// <summary>How it stands.</summary>
    [Id(10)] public required ReleaseStanding Standing { get; init; }
}

/// <summary>How a release stands in its DAG.</summary>
public enum ReleaseStanding
{
    /// <summary>It was replaced, or never went live.</summary>
    Past = 0,

    /// <summary>New runs take it.</summary>
    Live = 1,

    /// <summary>It takes a share of new runs before it is live.</summary>
    Candidate = 2,

    /// <summary>It was live before: what rolling back goes back to.</summary>
    Previous = 3,

    /// <summary>It was taken back; publishing the same content does not bring it back.</summary>
    RolledBack = 4,
}

/// <summary>The text of the file a release came from.</summary>
/// <param name="VersionNumber">Number of the release.</param>
/// <param name="RelativeFileloc">Path of the file in the bundle.</param>
/// <param name="Content">The text.</param>
[GenerateSerializer, Immutable, Alias("orrery.dag_source_info")]
public sealed record DagSourceInfo([property: Id(0)] int VersionNumber, [property: Id(1)] string RelativeFileloc, [property: Id(2)] string Content);

/// <summary>What differs between two releases of a DAG.</summary>
[GenerateSerializer, Immutable, Alias("orrery.dag_diff_info")]
public sealed record DagDiffInfo
{
    /// <summary>The earlier release.</summary>
    [Id(0)] public required int From { get; init; }

    /// <summary>The later release.</summary>
    [Id(1)] public required int To { get; init; }

    /// <summary>What differs in the DAG and in what it was loaded from, as <c>Orrery.Core.Versions.DagDiff</c> writes it.</summary>
    [Id(2)] public required string StructureJson { get; init; }

    /// <summary>What differs in the text of its file, in the form of <c>diff -u</c>, a line each; empty when nothing does.</summary>
    [Id(3)] public ImmutableArray<string> Source { get; init; } = [];

    /// <summary>How the earlier release stands.</summary>
    [Id(4)] public ReleaseStanding FromStanding { get; init; }

    /// <summary>How the later release stands.</summary>
    [Id(5)] public ReleaseStanding ToStanding { get; init; }
}
