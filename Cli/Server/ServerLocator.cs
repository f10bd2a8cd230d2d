using Orrery.Cli.Profiles;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Server;

/// <summary>What the command line says about the server.</summary>
/// <param name="Server">Address; null: not given.</param>
/// <param name="Profile">Name of a profile; null: not given.</param>
/// <param name="DataFolder">Data folder, as it was given or by default.</param>
/// <param name="IsDataGiven">Whether the data folder was given.</param>
internal sealed record ServerWish(string? Server, string? Profile, string DataFolder, bool IsDataGiven);

/// <summary>Where a server is, and who said so.</summary>
/// <param name="Address">Where.</param>
/// <param name="Source">Who said so, for people.</param>
/// <param name="TokenSource">Where its token comes from, for people; null: there is none.</param>
internal sealed record LocatedServer(ServerAddress Address, string Source, string? TokenSource);

/// <summary>Finds the server a command talks to.</summary>
internal static class ServerLocator
{
    /// <summary>Environment variable with the server's address.</summary>
    public const string ServerVariable = "ORRERY_SERVER";

    /// <summary>Environment variable with a token for the server.</summary>
    public const string TokenVariable = "ORRERY_TOKEN";

    /// <summary>Environment variable with the name of a profile.</summary>
    public const string ProfileVariable = "ORRERY_PROFILE";

    private const string CredentialFile = "credential";

    /// <summary>
    /// The server that was named, in this order: <c>--server</c>, <c>--profile</c>, <see cref="ServerVariable"/>, <see cref="ProfileVariable"/>, the one
    /// that holds the data folder, and if none does and no folder was given, the default profile.
    /// </summary>
    /// <exception cref="CliException">None was named and none runs there, or the address is not one.</exception>
    public static LocatedServer Locate(CliContext context, ServerWish wish)
    {
        if (wish is { Server.Length: > 0, Profile.Length: > 0 })
        {
            throw CliException.BadInput("Give --server or --profile, not both: the token of a profile is for its own server only.");
        }

        var folder = context.FullPath(wish.DataFolder);
        if (wish.Server is { Length: > 0 } given)
        {
            return At(context, given, "--server", folder);
        }

        if (wish.Profile is { Length: > 0 } profile)
        {
            return Of(context, profile, "--profile");
        }

        if (context.Environment(ServerVariable) is { Length: > 0 } named)
        {
            return At(context, named, ServerVariable, folder);
        }

        if (!wish.IsDataGiven && context.Environment(ProfileVariable) is { Length: > 0 } usual)
        {
            return Of(context, usual, ProfileVariable);
        }

        if (SqliteStore.FindHolder(folder)?.Address is { } holder)
        {
            return At(context, holder, $"the data folder {folder}", folder);
        }

        return !wish.IsDataGiven && ProfileReader.Read(context).Default is { } standard
            ? Of(context, standard, "the default profile")
            : throw CliException.Failure(
                $"No server runs in '{folder}'. Start one with 'orrery up', or name another: --data FOLDER for one on this machine, --server URL (or {ServerVariable}) or --profile NAME for any.");
    }

    private static LocatedServer Of(CliContext context, string name, string source)
    {
        var file = ProfileReader.Read(context);
        var profile = file.Profiles.GetValueOrDefault(name)
            ?? throw CliException.BadInput($"There is no profile '{name}' in '{file.Path}': {(file.Exists ? ProfileReader.Names(file.Profiles.Keys) : "the file does not exist")}.");
        source = $"{source} '{name}'";
        var text = profile.Server
            ?? SqliteStore.FindHolder(profile.Data!)?.Address
            ?? throw CliException.Failure($"No server runs in '{profile.Data}', the data folder of the profile '{name}'. Start one with 'orrery up'.");
        return profile.TokenFile is { } path && string.IsNullOrEmpty(context.Environment(TokenVariable))
            ? new LocatedServer(new ServerAddress(Parse(text), TokenFile.Read(path)), source, path)
            : At(context, text, source, profile.Data);
    }

    private static LocatedServer At(CliContext context, string text, string source, string? folder)
    {
        var url = Parse(text);
        if (context.Environment(TokenVariable) is { Length: > 0 } token)
        {
            return new LocatedServer(new ServerAddress(url, token), source, TokenVariable);
        }

        // The credential of this machine's server is never sent to another machine.
        var path = folder is null ? null : Path.Combine(folder, CredentialFile);
        if (path is null || !url.IsLoopback || !File.Exists(path))
        {
            return new LocatedServer(new ServerAddress(url, null), source, null);
        }

        try
        {
            return new LocatedServer(new ServerAddress(url, File.ReadAllText(path).Trim()), source, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failure($"The credential '{path}' cannot be read: {e.Message} Only the user who started the server may; become that user, or set {TokenVariable}.");
        }
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new Uri(text, UriKind.Absolute)
            : throw CliException.BadInput($"'{text}' is not the address of a server: write it as http://127.0.0.1:7788");
}
