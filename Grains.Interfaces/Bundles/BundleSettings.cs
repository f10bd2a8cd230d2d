namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>Where the files of a bundle come from.</summary>
[GenerateSerializer, Immutable, Alias("orrery.bundle_settings")]
public sealed record BundleSettings
{
    /// <summary>A folder of the server's machine.</summary>
    public const string Folder = "folder";

    /// <summary>A repository of git.</summary>
    public const string Git = "git";

    /// <summary>Files that are pushed: archives by <c>orrery deploy</c>, documents by other systems.</summary>
    public const string Archive = "archive";

    /// <summary>Kind of backend: <see cref="Folder"/>, <see cref="Git"/>, <see cref="Archive"/>.</summary>
    [Id(0)] public required string Backend { get; init; }

    /// <summary>Absolute path of the folder, or address of the repository; of an archive: empty.</summary>
    [Id(1)] public string Location { get; init; } = "";

    /// <summary>Of a repository: the branch, tag or commit; null: its default branch.</summary>
    [Id(2)] public string? Ref { get; init; }

    /// <summary>Of a repository: the folder in it that is the bundle; null: its root.</summary>
    [Id(3)] public string? Subdirectory { get; init; }

    /// <summary>Whether it was named when the server was started, and is looked at only by a server that names it. Default false: every server does.</summary>
    [Id(4)] public bool IsOfCommandLine { get; init; }

    /// <summary>Of a repository over https: the user name that goes with the token; null: <c>git</c>.</summary>
    [Id(5)] public string? Username { get; init; }

    /// <summary>Of a repository over https: the variable of the server's environment that holds a token; null: none.</summary>
    [Id(6)] public string? TokenEnv { get; init; }

    /// <summary>Of a repository over https: the file of the server's machine that holds a token; null: none.</summary>
    [Id(7)] public string? TokenFile { get; init; }

    /// <summary>Of a repository over ssh: the file of the server's machine with the private key; null: what ssh finds.</summary>
    [Id(8)] public string? SshKey { get; init; }
}

/// <summary>A bundle as people see it.</summary>
[GenerateSerializer, Immutable, Alias("orrery.bundle_info")]
public sealed record BundleInfo
{
    /// <summary>Name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Where its files come from.</summary>
    [Id(1)] public required BundleSettings Settings { get; init; }

    /// <summary>Name of its parser.</summary>
    [Id(2)] public required string Parser { get; init; }

    /// <summary>The code that is current: the hash of its root folder. Null: it was never fetched.</summary>
    [Id(3)] public string? Snapshot { get; init; }

    /// <summary>Where that code came from: a commit, or the digest of an archive. Null: a folder.</summary>
    [Id(4)] public string? SourceReference { get; init; }

    /// <summary>When its last complete scan ended, to the minute. Null: never.</summary>
    [Id(5)] public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>Why it cannot be fetched or scanned now. Null: it can.</summary>
    [Id(6)] public string? Problem { get; init; }

    /// <summary>Whether it is in service.</summary>
    [Id(7)] public required bool IsActive { get; init; }

    /// <summary>Its manifest as it was last read well, as a JSON object; empty: it has none.</summary>
    [Id(8)] public string ManifestJson { get; init; } = "{}";
}
