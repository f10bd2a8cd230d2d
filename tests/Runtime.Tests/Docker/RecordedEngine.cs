using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Tests.Docker;

/// <summary>A request as it arrived.</summary>
public sealed record RecordedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Answers on a unix socket, byte for byte as recorded from an engine; each piece of an answer is a write of its own.</summary>
internal sealed class RecordedEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-engine-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<(string Start, byte[][] Pieces)> _answers = [];
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly Task _accepting;

    public RecordedEngine(string apiVersion = "1.44")
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "engine.sock")));
        _listener.Listen();
        _accepting = AcceptAsync();
        Answer("GET /_ping", "HTTP/1.1 200 OK\r\nApi-Version: " + apiVersion + "\r\nContent-Length: 2\r\n\r\nOK");
        Client = new DockerClient(new DockerHttp(DockerEndpoint.Parse($"unix://{_folder}/engine.sock", tls: false, "/"), TimeSpan.FromSeconds(30)));
    }

    public DockerClient Client { get; }

    /// <summary>All but the pings.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests.Where(r => !r.Line.Contains("/_ping"))];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>What is answered to requests that begin so; of several that fit, the one said last.</summary>
    public RecordedEngine Answer(string start, params byte[][] pieces)
    {
        lock (_answers)
        {
            _answers.Insert(0, (start, [WithClose(pieces[0]), .. pieces[1..]]));
        }

        return this;
    }

    public RecordedEngine Answer(string start, string raw) => Answer(start, Bytes(raw));

    public RecordedEngine Json(string start, string body, int status = 200) =>
        Answer(start, $"HTTP/1.1 {status} Recorded\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>An answer without a length, which ends with the connection.</summary>
    public RecordedEngine Stream(string start, string type, params byte[][] pieces) =>
        Answer(start, [Bytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n"), .. pieces]);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closing.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Says that the connection ends, as it does here after each answer: a client that does not know may send its next request into the end.</summary>
    private static byte[] WithClose(byte[] head)
    {
        var text = Encoding.Latin1.GetString(head);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        return end < 0 || text.Contains("Connection:", StringComparison.Ordinal) ? head : Encoding.Latin1.GetBytes(text.Insert(end, "\r\nConnection: close"));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync(_closing.Token);
                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            await using var stream = new NetworkStream(connection);
            try
            {
                var request = await ReadAsync(stream);
                _requests.Enqueue(request);
                byte[][] pieces;
                lock (_answers)
                {
                    pieces = _answers.FirstOrDefault(a => request.Line.StartsWith(a.Start, StringComparison.Ordinal)).Pieces
                        ?? [Bytes("HTTP/1.1 500 Not recorded\r\nContent-Length: 0\r\n\r\n")];
                }

                foreach (var piece in pieces)
                {
                    await stream.WriteAsync(piece, _closing.Token);
                }

                connection.Shutdown(SocketShutdown.Send);
                _ = await stream.ReadAsync(new byte[1], _closing.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<RecordedRequest> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _closing.Token);
            _ = text.Append((char)one[0]);
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _closing.Token);
        return new RecordedRequest(lines[0], headers, Encoding.UTF8.GetString(body));
    }
}
