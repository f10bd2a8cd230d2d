namespace Orrery.Grains.Bundles;

/// <summary>What a parser remembers of its bundle: for each file how it looked when it was last read, and what came of it.</summary>
[GenerateSerializer, Alias("orrery.parser_state")]
public sealed class ParserState
{
    /// <summary>Files by path.</summary>
    [Id(0)] public Dictionary<string, FileState> Files { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>One file as it was last read.</summary>
[GenerateSerializer, Alias("orrery.parser_file_state")]
public sealed class FileState
{
    /// <summary>Size in bytes.</summary>
    [Id(0)] public long Size { get; set; }

    /// <summary>Time of its last change.</summary>
    [Id(1)] public DateTimeOffset ModifiedAt { get; set; }

    /// <summary>SHA-256 of its content, 64 hex digits.</summary>
    [Id(2)] public string Hash { get; set; } = "";

    /// <summary>The DAGs of its last successful reading.</summary>
    [Id(3)] public List<string> DagIds { get; set; } = [];

    /// <summary>Whether its last reading failed.</summary>
    [Id(4)] public bool IsBroken { get; set; }
}
