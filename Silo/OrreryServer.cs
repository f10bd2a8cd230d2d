using Orrery.Client;

namespace Orrery.Silo;

/// <summary>One running server: grains, store, host agent, and the faces it was told to show.</summary>
public sealed class OrreryServer : IAsyncDisposable
{
    private readonly Microsoft.Extensions.Hosting.IHost _host;

    private OrreryServer(Microsoft.Extensions.Hosting.IHost host, IOrreryClient client, Uri? url, Uri? signInLink)
    {
        _host = host;
        Client = client;
        Url = url;
        SignInLink = signInLink;
    }

    /// <summary>The client in this process.</summary>
    public IOrreryClient Client { get; }

    /// <summary>Where it listens; null when it shows no faces.</summary>
    public Uri? Url { get; }

    /// <summary>Link that signs a browser in, once; null when it shows no faces.</summary>
    public Uri? SignInLink { get; }

    /// <summary>Starts a server; returns when its bundles were read and it is ready.</summary>
    /// <exception cref="Storage.StoreInUseException">Another server holds the data folder; the message says which.</exception>
    /// <exception cref="ServerStartException">An option is not valid, a bundle or the address cannot be used; the message says what to do.</exception>
    public static Task<OrreryServer> StartAsync(ServerOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Waits until the process is asked to end (SIGTERM, Ctrl-C) or the server stops by itself.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.WaitForShutdownAsync(_host, cancellationToken);

    /// <summary>Stops: no new work, running tasks carry on by themselves, everything decided is durable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>A server cannot start as it was told to.</summary>
/// <param name="message">Everything that is wrong, and what to do.</param>
public sealed class ServerStartException(string message) : Exception(message);
