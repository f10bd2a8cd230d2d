using System.Net;
using System.Net.Sockets;

namespace Orrery.Browser.Tests;

/// <summary>A relay in front of a server that counts what it hands to the browser: bytes on the wire, compressed as they are.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private long _received;

    public CountingRelay(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser goes, with a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Bytes handed to the browser so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task RelayAsync(TcpClient browser)
    {
        using (browser)
        {
            using var server = new TcpClient { NoDelay = true };
            browser.NoDelay = true;
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                await Task.WhenAny(
                    CopyAsync(browser.GetStream(), server.GetStream(), _ => { }),
                    CopyAsync(server.GetStream(), browser.GetStream(), count => Interlocked.Add(ref _received, count)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // One of the two has gone.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action<int> counted)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            for (var count = await from.ReadAsync(buffer, _stop.Token); count > 0; count = await from.ReadAsync(buffer, _stop.Token))
            {
                await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                counted(count);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
