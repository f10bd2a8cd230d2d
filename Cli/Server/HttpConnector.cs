using Orrery.Client;
using Orrery.Client.Http;

namespace Orrery.Cli.Server;

/// <summary>Reaches servers over their REST API. The process ends with the command, and with it the connections.</summary>
internal sealed class HttpConnector : IServerConnector
{
    /// <inheritdoc/>
    public IOrreryClient Connect(ServerAddress address) => Create(address);

    /// <inheritdoc/>
    public async Task<Uri> CreateSignInLinkAsync(ServerAddress address, CancellationToken cancellationToken)
    {
        using var client = Create(address);
        return await client.CreateSignInLinkAsync(cancellationToken);
    }

    private static HttpOrreryClient Create(ServerAddress address) => new(address.Url, address.Credential ?? "");
}
