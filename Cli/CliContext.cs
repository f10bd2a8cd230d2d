using Orrery.Cli.Server;
using Orrery.Cli.Terminal;

namespace Orrery.Cli;

/// <summary>The outside world as commands see it; tests put their own in its place.</summary>
internal sealed record CliContext
{
    /// <summary>Where output goes.</summary>
    public required CliTerminal Terminal { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What relative paths are relative to.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Looks up an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Starts servers in this process.</summary>
    public required IServerStarter Starter { get; init; }

    /// <summary>Reaches servers in other processes.</summary>
    public required IServerConnector Connector { get; init; }

    /// <summary>The world of this process.</summary>
    public static CliContext ForProcess() => new()
    {
        Terminal = CliTerminal.ForProcess(),
        Clock = TimeProvider.System,
        CurrentDirectory = System.Environment.CurrentDirectory,
        Environment = System.Environment.GetEnvironmentVariable,
        Starter = new SiloStarter(),
        Connector = new HttpConnector(),
    };

    /// <summary>A path as the user gave it, made absolute.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentDirectory);
}
