namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>Asks for a part of a bundle to be read now.</summary>
[GenerateSerializer, Immutable, Alias("orrery.parse_path")]
public sealed record ParsePath
{
    /// <summary>A file or folder of the bundle, with <c>/</c>; empty: all of it.</summary>
    [Id(0)] public string Path { get; init; } = "";

    /// <summary>Whether only to say what would be done. Default false.</summary>
    [Id(1)] public bool DryRun { get; init; }

    /// <summary>Whether DAGs of files that are gone are taken out of service. Default true.</summary>
    [Id(2)] public bool DeactivateRemoved { get; init; } = true;

    /// <summary>Whether files without errors go live although others have some. Default false: all or nothing.</summary>
    [Id(3)] public bool Partial { get; init; }

    /// <summary>Also files that look unchanged. Default false.</summary>
    [Id(4)] public bool Force { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(5)] public string Actor { get; init; } = "api";
}

/// <summary>Replaces the files of a bundle.</summary>
[GenerateSerializer, Immutable, Alias("orrery.deploy")]
public sealed record Deploy
{
    /// <summary>Longest archive, in bytes: 64 MiB.</summary>
    public const int MaxArchiveBytes = 64 * 1024 * 1024;

    /// <summary>A zip, tar or tar.gz of the bundle's files.</summary>
    [Id(0)] public required byte[] Archive { get; init; }

    /// <summary>Whether only to say what would be done. Default false.</summary>
    [Id(1)] public bool DryRun { get; init; }

    /// <summary>Whether files without errors go live although others have some. Default false: all or nothing.</summary>
    [Id(2)] public bool Partial { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(3)] public string Actor { get; init; } = "api";
}

/// <summary>DAG documents of another system, or of a visual editor.</summary>
[GenerateSerializer, Immutable, Alias("orrery.submit_documents")]
public sealed record SubmitDocuments
{
    /// <summary>Most documents of one call.</summary>
    public const int MaxCount = 1_000;

    /// <summary>The documents: each a DAG as JSON, with the fields of a DAG file.</summary>
    [Id(0)] public required ImmutableArray<string> Documents { get; init; }

    /// <summary>Whether only to say what would be done. Default false.</summary>
    [Id(1)] public bool DryRun { get; init; }

    /// <summary>Whether documents without errors go live although others have some. Default false: all or nothing.</summary>
    [Id(2)] public bool Partial { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    [Id(3)] public string Actor { get; init; } = "api";
}
