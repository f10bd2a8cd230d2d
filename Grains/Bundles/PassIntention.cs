namespace Orrery.Grains.Bundles;

/// <summary>
/// A pass that somebody asked for, from the moment at which it was decided until all of it is done. Whoever finds it later does what is left: each
/// step is harmless when repeated.
/// </summary>
[GenerateSerializer, Immutable, Alias("orrery.pass_intention")]
public sealed record PassIntention
{
    /// <summary>Name of the state.</summary>
    internal const string Name = "pass";

    /// <summary>Name of the grain storage.</summary>
    internal const string Storage = "orrery";

    /// <summary>Hash of the snapshot it is about.</summary>
    [Id(0)] public string Snapshot { get; init; } = "";

    /// <summary>Where the snapshot came from; null: a folder.</summary>
    [Id(1)] public string? SourceReference { get; init; }

    /// <summary>A file or folder; empty: all.</summary>
    [Id(2)] public string Path { get; init; } = "";

    /// <summary>Whether DAGs of files that are gone are taken out of service.</summary>
    [Id(3)] public bool DeactivateRemoved { get; init; }

    /// <summary>Also files that look unchanged.</summary>
    [Id(4)] public bool Force { get; init; }
}
