using System.CommandLine;
using Orrery.Cli.Server;
using Orrery.Client;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>What every command that talks to a running server has in common.</summary>
internal sealed class RemoteOptions(CliContext context)
{
    /// <summary>Name of the data folder unless told otherwise.</summary>
    public const string DefaultDataFolder = ".orrery";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"Address of the server. Default: ${ServerLocator.ServerVariable}, else the server of the data folder",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _profile = new("--profile")
    {
        Description = $"Profile of the server, from config.yaml. Default: ${ServerLocator.ProfileVariable}",
        HelpName = "NAME",
        Recursive = true,
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data folder of the server on this machine",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultDataFolder,
        Recursive = true,
    };

    private readonly OutputOption _output = new() { Recursive = true };

    /// <summary>The options, for the command that uses them; its subcommands have them too.</summary>
    public Symbol[] All => [_server, _profile, _data, _output];

    /// <summary>Where the server is.</summary>
    public ServerAddress Locate(ParseResult parsed) => Find(parsed).Address;

    /// <summary>Where the server is, and who said so.</summary>
    public LocatedServer Find(ParseResult parsed) => ServerLocator.Locate(
        context,
        new ServerWish(parsed.GetValue(_server), parsed.GetValue(_profile), DataFolder(parsed), IsDataGiven(parsed)));

    /// <summary>The data folder, as it was given or by default.</summary>
    public string DataFolder(ParseResult parsed) => parsed.GetValue(_data)!;

    /// <summary>Whether the data folder was given.</summary>
    public bool IsDataGiven(ParseResult parsed) => parsed.GetResult(_data) is { Implicit: false };

    /// <summary>A client of the server.</summary>
    public IOrreryClient Connect(ParseResult parsed) => context.Connector.Connect(Locate(parsed));

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool WantsJson(ParseResult parsed) => _output.IsJson(parsed);

    /// <summary>Says what became of a request.</summary>
    /// <exception cref="CliException">It was refused.</exception>
    public void Require(ActionResult result, string whenDone)
    {
        if (result.Status != ActionStatus.Done)
        {
            throw new CliException(result.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Problems);
        }

        context.Terminal.Out.WriteLine(whenDone);
    }
}
