using System.CommandLine;
using Orrery.Cli.Server;

namespace Orrery.Cli.Commands;

/// <summary>Where a server that is started has its secrets and their keys from: options, else the environment.</summary>
internal sealed class SecretOptions
{
    private readonly Option<string?> _keysFile = new("--secret-keys-file")
    {
        Description = $"File with the keys by which variables and connections are encrypted. Default: ${SecretSettings.KeysFileVariable}, else secret-keys in the data folder, made when missing",
        HelpName = "PATH",
    };

    private readonly Option<string?> _variables = new("--variables")
    {
        Description = $"File (.json, .yaml, .env) or folder of variables that win over those of the store. Default: ${SecretSettings.VariablesVariable}",
        HelpName = "PATH",
    };

    private readonly Option<string?> _connections = new("--connections")
    {
        Description = $"File (.json, .yaml, .env) or folder of connections that win over those of the store. Default: ${SecretSettings.ConnectionsVariable}",
        HelpName = "PATH",
    };

    private readonly Option<bool> _testConnections = new("--test-connections")
    {
        Description = "Allow connections to be tried out: whoever may do so makes this server connect to any address",
    };

    /// <summary>The options, for the command that uses them.</summary>
    public Symbol[] All => [_keysFile, _variables, _connections, _testConnections];

    /// <summary>What was asked for.</summary>
    public SecretSettings Read(CliContext context, ParseResult parsed) => new()
    {
        Keys = context.Environment(SecretSettings.KeysVariable) is { Length: > 0 } keys ? keys : null,
        KeysFile = PathOf(context, parsed.GetValue(_keysFile), SecretSettings.KeysFileVariable),
        VariablesPath = PathOf(context, parsed.GetValue(_variables), SecretSettings.VariablesVariable),
        ConnectionsPath = PathOf(context, parsed.GetValue(_connections), SecretSettings.ConnectionsVariable),
        TestConnections = parsed.GetValue(_testConnections),
    };

    private static string? PathOf(CliContext context, string? option, string variable) =>
        (option ?? context.Environment(variable)) is { Length: > 0 } path ? context.FullPath(path) : null;
}
