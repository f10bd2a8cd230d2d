using Orrery.Client;

namespace Orrery.Cli.Server;

/// <summary>Reaches servers in other processes.</summary>
internal interface IServerConnector
{
    /// <summary>A client of the server; nothing is sent yet.</summary>
    IOrreryClient Connect(ServerAddress address);

    /// <summary>Asks the server for a link that signs a browser in, once.</summary>
    /// <exception cref="OrreryUnavailableException">The server cannot be reached or refused.</exception>
    Task<Uri> CreateSignInLinkAsync(ServerAddress address, CancellationToken cancellationToken);
}

/// <summary>Where a server is, and what opens it.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Credential">Secret to send along; null when there is none.</param>
internal sealed record ServerAddress(Uri Url, string? Credential)
{
    /// <summary>The address alone: the credential must never reach a message.</summary>
    public override string ToString() => Url.ToString();
}
