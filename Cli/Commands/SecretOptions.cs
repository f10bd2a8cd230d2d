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
    public SecretSettings Read(CliContext context, ParseResult parsed)
    {
        var environment = SecretSettings.OfEnvironment(context);
        return environment with
        {
            KeysFile = PathOf(context, parsed.GetValue(_keysFile)) ?? environment.KeysFile,
            VariablesPath = PathOf(context, parsed.GetValue(_variables)) ?? environment.VariablesPath,
            ConnectionsPath = PathOf(context, parsed.GetValue(_connections)) ?? environment.ConnectionsPath,
            TestConnections = parsed.GetValue(_testConnections),
        };
    }

    private static string? PathOf(CliContext context, string? path) => string.IsNullOrEmpty(path) ? null : context.FullPath(path);
}
