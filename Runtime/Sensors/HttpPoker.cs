using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Sensors;

/// <summary>
/// Asks an address. Follows five redirects, reads at most 1 MiB, gives up after 10 seconds, and does not talk to link-local addresses, where
/// clouds keep the credentials of their machines. It is no wall against authors of DAGs, who may run scripts on the same host.
/// </summary>
internal sealed class HttpPoker : IPoker, IDisposable
{
    private const int MaxBody = 1 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;

    public HttpPoker(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;

        // Owned and disposed by the client.
#pragma warning disable CA2000
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = 5,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
    }

    public void Dispose() => _client.Dispose();

    public async Task<PokeResult> PokeAsync(LaunchSpec spec, CancellationToken cancellationToken)
    {
        var probe = spec.Sensor!.Http!;
        if (!Uri.TryCreate(probe.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return new PokeResult(PokeKind.FailNow, $"'{probe.Url}' is no address that starts with http:// or https://.");
        }

        using var limit = new CancellationTokenSource(Limit, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = ToRequest(probe, url);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await JudgeAsync(probe, answer, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new PokeResult(PokeKind.Error, $"{probe.Url} did not answer within {Limit.TotalSeconds} s.");
        }
    }

    private static HttpRequestMessage ToRequest(HttpProbe probe, Uri url)
    {
        var request = new HttpRequestMessage(new HttpMethod(probe.Method), url);
        if (probe.Body is { } body)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in probe.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                _ = request.Content?.Headers.Remove(name);
                _ = request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static async Task<PokeResult> JudgeAsync(HttpProbe probe, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        var isRight = probe.Status.IsEmpty ? answer.IsSuccessStatusCode : probe.Status.Contains(status);
        if (!isRight)
        {
            return new PokeResult(answer.StatusCode == HttpStatusCode.NotFound ? PokeKind.NotYet : PokeKind.Error, $"{probe.Url} answered {status}.");
        }

        if (probe.Contains is not { } wanted || (await ReadAsync(answer, cancellationToken)).Contains(wanted, StringComparison.Ordinal))
        {
            return new PokeResult(PokeKind.Met, $"{probe.Url} answered {status}.");
        }

        return new PokeResult(PokeKind.NotYet, $"{probe.Url} answered {status}, without the text wished for.");
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBody);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxBody), MaxBody, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses = [.. (await Dns.GetHostAddressesAsync(host, cancellationToken)).Where(a => !IsLinkLocal(a))];
        if (addresses.Length == 0)
        {
            throw new HttpRequestException($"'{host}' has only link-local addresses, to which sensors do not talk.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsLinkLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.IsIPv6LinkLocal || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]);
    }
}
