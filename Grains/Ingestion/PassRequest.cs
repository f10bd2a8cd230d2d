namespace Orrery.Grains.Ingestion;

/// <summary>What a pass over a bundle is to do.</summary>
internal sealed record PassRequest
{
    /// <summary>A look by the parser itself: it decides which changed files are due. Otherwise somebody waits, and all are.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The first look since the server started: not every parser wants one.</summary>
    public bool IsStart { get; init; }

    /// <summary>Also files that look unchanged.</summary>
    public bool Force { get; init; }

    /// <summary>A file or folder; empty: all.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether only to say what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether one error means that nothing is done at all.</summary>
    public bool AllOrNothing { get; init; }

    /// <summary>Whether DAGs of files that are gone are taken out of service.</summary>
    public bool DeactivateRemoved { get; init; } = true;

    /// <summary>Whether a file is in what the pass is about.</summary>
    public bool Covers(string file) => Path.Length == 0 || file == Path || (file.Length > Path.Length && file[Path.Length] == '/' && file.StartsWith(Path, StringComparison.Ordinal));
}
