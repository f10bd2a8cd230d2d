namespace Orrery.Runtime;

/// <summary>Where a host keeps what belongs to its tasks.</summary>
public sealed class RuntimeOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Runtime";

    /// <summary>Folder of everything below that has no folder of its own. Relative paths count from the working directory.</summary>
    /// <value>Default <c>.orrery</c>.</value>
    public string DataDirectory { get; set; } = ".orrery";

    /// <summary>
    /// Folder of what is written of running tries: a few small files each. Local, and not shared between hosts. In memory (tmpfs) it costs least:
    /// what was running when the machine goes down is lost in any case. It must stay while tasks run, also when no server does.
    /// </summary>
    /// <value>Default: <c>spool</c> in <see cref="DataDirectory"/>, where the scratch directories of tries are always.</value>
    public string? SpoolDirectory { get; set; }

    /// <summary>Folder of the tries' logs.</summary>
    /// <value>Default: <c>logs</c> in <see cref="DataDirectory"/>.</value>
    public string? LogDirectory { get; set; }

    /// <summary>Folder of the scratch directories that the tasks of one run share.</summary>
    /// <value>Default: <c>runs</c> in <see cref="DataDirectory"/>.</value>
    public string? RunDirectory { get; set; }

    internal string SpoolPath => Path.GetFullPath(SpoolDirectory ?? Path.Combine(DataDirectory, "spool"));

    internal string ScratchPath => Path.GetFullPath(Path.Combine(DataDirectory, "spool"));

    internal string LogPath => Path.GetFullPath(LogDirectory ?? Path.Combine(DataDirectory, "logs"));

    internal string RunPath => Path.GetFullPath(RunDirectory ?? Path.Combine(DataDirectory, "runs"));
}
