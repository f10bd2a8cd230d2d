using System.CommandLine;
using Orrery.Cli.Commands;
using Orrery.Storage;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Postgres;

namespace Orrery.Cli.Store;

/// <summary>What every command on a store itself has in common: which store, and how its problems are told.</summary>
internal sealed class StoreOptions(CliContext context)
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Data folder; its SQLite store, unless --store names another",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => RemoteOptions.DefaultDataFolder,
        Recursive = true,
    };

    private readonly Option<string?> _store = new("--store")
    {
        Description = "PostgreSQL database: postgres://user:password@host:port/database",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    private readonly OutputOption _output = new() { Recursive = true };

    /// <summary>The options, for the command whose subcommands have them.</summary>
    public Symbol[] All => [_data, _store, _output];

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool WantsJson(ParseResult parsed) => _output.IsJson(parsed);

    /// <summary>The store.</summary>
    public StoreLocation Locate(ParseResult parsed) =>
        parsed.GetValue(_store) is { } address ? At(address, "--store") : StoreLocation.InFolder(context.FullPath(parsed.GetValue(_data)!));

    /// <summary>
    /// The data folder that belongs to the store for certain: the one the store is in, or one that was named beside the address. Null: none is known.
    /// </summary>
    public string? DataFolder(ParseResult parsed) =>
        parsed.GetValue(_store) is null || parsed.GetResult(_data) is { Implicit: false } ? context.FullPath(parsed.GetValue(_data)!) : null;

    /// <summary>Another store, as a folder or an address.</summary>
    public StoreLocation Other(ParseResult parsed, string folderOrAddress)
    {
        var other = PostgresAddress.IsOne(folderOrAddress) ? At(folderOrAddress, "TARGET") : StoreLocation.InFolder(context.FullPath(folderOrAddress));
        return other != Locate(parsed) ? other : throw CliException.BadInput($"'{other.Name}' is the store itself: name another folder or database.");
    }

    /// <summary>Does something with stores, and turns what goes wrong into messages and exit codes.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="whenNotEmpty">What to do about a store that has rows already.</param>
    public static async Task<int> ExplainAsync(Func<Task<int>> action, string whenNotEmpty = "")
    {
        try
        {
            return await action();
        }
        catch (StoreNotEmptyException e)
        {
            throw CliException.BadInput($"{e.Message} {whenNotEmpty}");
        }
        catch (Exception e) when (e is StoreInUseException or StoreSchemaException)
        {
            throw CliException.BadInput(e.Message);
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreFencedException or InvalidDataException)
        {
            throw CliException.Failure(e.Message);
        }
    }

    private static StoreLocation At(string address, string option) =>
        PostgresAddress.Problem(address) is { } problem ? throw CliException.BadInput($"{option}: {problem}") : StoreLocation.At(address);
}
