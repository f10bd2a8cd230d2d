namespace Orrery.Cli.Server;

/// <summary>Where a server in this process has its secrets and their keys from.</summary>
internal sealed record SecretSettings
{
    /// <summary>Variable of the environment with the keys themselves.</summary>
    public const string KeysVariable = "ORRERY_SECRET_KEYS";

    /// <summary>Variable of the environment with the path of their file.</summary>
    public const string KeysFileVariable = "ORRERY_SECRET_KEYS_FILE";

    /// <summary>Variable of the environment with the path of variables.</summary>
    public const string VariablesVariable = "ORRERY_VARIABLES_PATH";

    /// <summary>Variable of the environment with the path of connections.</summary>
    public const string ConnectionsVariable = "ORRERY_CONNECTIONS_PATH";

    /// <summary>The keys; null: those of the file.</summary>
    public string? Keys { get; init; }

    /// <summary>Absolute path of their file; null: the one in the data folder.</summary>
    public string? KeysFile { get; init; }

    /// <summary>Absolute path of a file or folder of variables; null: there is none.</summary>
    public string? VariablesPath { get; init; }

    /// <summary>Absolute path of a file or folder of connections; null: there is none.</summary>
    public string? ConnectionsPath { get; init; }

    /// <summary>Whether connections may be tried out.</summary>
    public bool TestConnections { get; init; }

    /// <summary>What the environment says.</summary>
    public static SecretSettings OfEnvironment(CliContext context) => new()
    {
        Keys = context.Environment(KeysVariable) is { Length: > 0 } keys ? keys : null,
        KeysFile = PathOf(context, KeysFileVariable),
        VariablesPath = PathOf(context, VariablesVariable),
        ConnectionsPath = PathOf(context, ConnectionsVariable),
    };

    /// <summary>The keys are not for logs.</summary>
    public override string ToString() => nameof(SecretSettings);

    private static string? PathOf(CliContext context, string variable) => context.Environment(variable) is { Length: > 0 } path ? context.FullPath(path) : null;
}
