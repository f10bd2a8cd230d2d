using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Requests and answers of one engine: connections, the version they agree on, limits, and typed errors.</summary>
internal sealed class DockerHttp : IDisposable
{
    /// <summary>Largest answer that is read as a whole, in bytes.</summary>
    public const int MaxAnswer = 32 << 20;

    private const int MaxError = 64 << 10;
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(30);

    private readonly DockerEndpoint _endpoint;
    private readonly TimeSpan _timeout;
    private readonly Lazy<HttpClient> _client;
    private ApiVersion? _version;

    /// <param name="endpoint">The engine.</param>
    /// <param name="timeout">How long a request may take that answers at once.</param>
    public DockerHttp(DockerEndpoint endpoint, TimeSpan timeout)
    {
        (_endpoint, _timeout) = (endpoint, timeout);

        // Not before it is needed: certificates that cannot be read are to trouble only those who want an engine.
        _client = new Lazy<HttpClient>(NewClient, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Where the engine is.</summary>
    public DockerEndpoint Endpoint => _endpoint;

    /// <summary>The version that is spoken; asks the engine the first time.</summary>
    public async ValueTask<ApiVersion> VersionAsync(CancellationToken cancellationToken)
    {
        if (_version is { } known)
        {
            return known;
        }

        using var answer = await SendRawAsync(new HttpRequestMessage(HttpMethod.Get, "_ping"), "answer", _timeout, cancellationToken).ConfigureAwait(false);
        var version = ApiVersion.Negotiate(answer.Headers.TryGetValues("Api-Version", out var values) ? values.FirstOrDefault() : null);
        _version = version;
        return version;
    }

    /// <summary>Sends a request whose answer comes at once, and forgets it.</summary>
    public async Task SendAsync(DockerRequest request, CancellationToken cancellationToken)
    {
        using var answer = await OpenAsync(request, _timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose answer comes at once, and reads it.</summary>
    public async Task<T> SendAsync<T>(DockerRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(_timeout, cancellationToken);
        using var answer = await OpenAsync(request, _timeout, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(request, answer, type, deadline.Token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose answer may take as long as it likes, and reads it.</summary>
    public async Task<T> AwaitAsync<T>(DockerRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var answer = await OpenAsync(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(request, answer, type, cancellationToken, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose answer is a stream; whoever asks disposes of the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the head of the answer may take; null: as every request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HttpResponseMessage> OpenAsync(DockerRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(cancellationToken).ConfigureAwait(false);
        var message = new HttpRequestMessage(request.Method, $"v{version}/{request.Path}") { Content = request.Content };
        foreach (var (name, value) in request.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendRawAsync(message, request.Action, timeout ?? _timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A broken stream as a typed error.</summary>
    public DockerException Broken(Exception e) => DockerErrors.OfConnection(_endpoint, e);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <summary>A body of JSON.</summary>
    public static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private HttpClient NewClient()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = IdleConnection,
        };
        if (_endpoint.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }
        else if (_endpoint.CertificatePath is { } folder)
        {
            handler.SslOptions = Tls(folder);
        }

        return new HttpClient(handler) { BaseAddress = _endpoint.BaseUri, Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Tls(string folder)
    {
        try
        {
            var options = new SslClientAuthenticationOptions();
            if (File.Exists(Path.Combine(folder, "ca.pem")))
            {
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.pem"));
            }

            if (File.Exists(Path.Combine(folder, "cert.pem")))
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"))];
            }

            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new DockerException(
                DockerErrorKind.Unreachable, $"The certificates for the Docker Engine in '{folder}' cannot be read: {e.Message} Put ca.pem, cert.pem and key.pem there, or correct DOCKER_CERT_PATH.", e);
        }
    }

    private async Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage message, string action, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(timeout, cancellationToken);
        HttpResponseMessage answer;
        try
        {
            answer = await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (DockerErrors.IsConnection(e))
        {
            // Whatever answers next may be another engine.
            _version = null;
            throw DockerErrors.OfConnection(_endpoint, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(action, e);
        }
        finally
        {
            message.Dispose();
        }

        // Started or stopped already is as good as started or stopped.
        if (answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.SwitchingProtocols)
        {
            return answer;
        }

        using (answer)
        {
            var error = DockerErrors.OfAnswer(action, answer.StatusCode, await SaidAsync(answer, deadline.Token).ConfigureAwait(false));
            _version = error.Kind == DockerErrorKind.VersionRefused ? null : _version;
            throw error;
        }
    }

    private async Task<T> ReadAsync<T>(DockerRequest request, HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxAnswer, deadline).ConfigureAwait(false);
            var content = await answer.Content.ReadAsByteArrayAsync(deadline).ConfigureAwait(false);
            return content.Length == 0
                ? throw Broken(new IOException("The connection ended before the answer came"))
                : JsonSerializer.Deserialize(content, type) ?? throw new JsonException("null");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new DockerException(DockerErrorKind.TooLarge, $"The Docker Engine answered more than {MaxAnswer} bytes when asked to {request.Action}.", e);
        }
        catch (JsonException e)
        {
            throw new DockerException(DockerErrorKind.Malformed, $"The Docker Engine answered no JSON of the known form when asked to {request.Action}: {e.Message}", e);
        }
        catch (Exception e) when (DockerErrors.IsConnection(e))
        {
            throw Broken(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request.Action, e);
        }
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxError, cancellationToken).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return text.StartsWith('{') && JsonSerializer.Deserialize(text, DockerJson.Default.EngineError)?.Message is { Length: > 0 } message ? message : text;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return answer.ReasonPhrase ?? answer.StatusCode.ToString();
        }
    }

    private static CancellationTokenSource Deadline(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            source.CancelAfter(timeout);
        }

        return source;
    }

    private DockerException TimedOut(string action, Exception e) => new(
        DockerErrorKind.Unreachable, $"The Docker Engine at {_endpoint} did not {action} within {_timeout.TotalSeconds:0} s. It is overloaded or hangs: its own log says more.", e);
}
