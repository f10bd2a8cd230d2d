namespace Orrery.Core.DagFiles;

/// <summary>How much a DAG file may hold. What is over a limit is an error of the file, never an exception.</summary>
public sealed record DagFileLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static DagFileLimits Default { get; } = new();

    /// <summary>Longest text, in bytes of UTF-8. Default 1 MiB.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Deepest nesting of lists and mappings. Default 48; not above 100, where canonical JSON ends.</summary>
    public int MaxDepth { get; init; } = 48;

    /// <summary>
    /// Most values (scalars, lists, mappings) in the file, each alias counted with everything it stands for. Default 250,000.
    /// </summary>
    public int MaxNodes { get; init; } = 250_000;

    /// <summary>Most errors that are reported one by one; the last one then says how many more there are. Default 1,000.</summary>
    public int MaxErrors { get; init; } = 1_000;
}
