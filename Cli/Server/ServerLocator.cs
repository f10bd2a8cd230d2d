using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Server;

/// <summary>Finds the server a command talks to.</summary>
internal static class ServerLocator
{
    /// <summary>Environment variable with the server's address.</summary>
    public const string ServerVariable = "ORRERY_SERVER";

    /// <summary>Environment variable with a token for the server.</summary>
    public const string TokenVariable = "ORRERY_TOKEN";

    private const string CredentialFile = "credential";

    /// <summary>The server that was named, or else the one that holds the data folder.</summary>
    /// <param name="context">The world.</param>
    /// <param name="server">Address given on the command line; null: from the environment or the data folder.</param>
    /// <param name="dataFolder">The data folder as it was given.</param>
    /// <exception cref="CliException">None was named and none runs there, or the address is not one.</exception>
    public static ServerAddress Locate(CliContext context, string? server, string dataFolder)
    {
        var folder = context.FullPath(dataFolder);
        var holder = SqliteStore.FindHolder(folder)?.Address;
        var named = string.IsNullOrEmpty(server) ? context.Environment(ServerVariable) : server;
        if (!string.IsNullOrEmpty(named))
        {
            var url = Parse(named);
            return new ServerAddress(url, Token(context, url, folder));
        }

        if (holder is null)
        {
            throw CliException.Failure(
                $"No server runs in '{folder}'. Start one with 'orrery up', or name another: --data FOLDER for one on this machine, --server URL (or {ServerVariable}) for any.");
        }

        var local = Parse(holder);
        return new ServerAddress(local, Token(context, local, folder));
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new Uri(text, UriKind.Absolute)
            : throw CliException.BadInput($"'{text}' is not the address of a server: write it as http://127.0.0.1:7788");

    private static string? Token(CliContext context, Uri url, string folder)
    {
        if (context.Environment(TokenVariable) is { Length: > 0 } token)
        {
            return token;
        }

        // The credential of this machine's server is never sent to another machine.
        var path = Path.Combine(folder, CredentialFile);
        if (!url.IsLoopback || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failure($"The credential '{path}' cannot be read: {e.Message} Only the user who started the server may; become that user, or set {TokenVariable}.");
        }
    }
}
