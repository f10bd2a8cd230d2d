namespace Orrery.Runtime.Loading;

/// <summary>What DAG files that are programs may take while they are read.</summary>
public sealed class LoadingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Loading";

    /// <summary>How long one file may take.</summary>
    /// <value>Default 30 s; at least 1 s.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest output of one file, in bytes.</summary>
    /// <value>Default 32 MiB; at least 1.</value>
    public long MaxOutputBytes { get; set; } = 32 << 20;

    /// <summary>Address space of each process of a file, in bytes. Programs of .NET get it as the limit of their heap instead.</summary>
    /// <value>Default 2 GiB; at least 64 MiB.</value>
    public long MaxMemoryBytes { get; set; } = 2L << 30;

    /// <summary>How many processes a file may start, and have alive at once.</summary>
    /// <value>Default 64; at least 1.</value>
    public int MaxProcesses { get; set; } = 64;

    /// <summary>How many files are read side by side.</summary>
    /// <value>Default: the number of processors; at least 1.</value>
    public int Parallelism { get; set; } = Environment.ProcessorCount;

    /// <summary>After how long without work a warm parser goes away.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The interpreter that reads <c>*.py</c> and runs their tasks: a path, or a name that is looked for in PATH, once: Python then says itself where it is.</summary>
    /// <value>Default <c>python3</c>.</value>
    public string Python { get; set; } = "python3";

    /// <summary>Variables of the server's environment that files get beside <c>PATH</c>, <c>HOME</c>, <c>LANG</c>, <c>TZ</c>, <c>USER</c> and variables of the installation.</summary>
    /// <value>Default: none.</value>
    public IList<string> PassEnvironment { get; } = [];
}
