using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

/// <summary>The Engine API over HTTP; see docs/adr/0014-a-docker-client-of-our-own.md.</summary>
/// <param name="http">Requests and answers.</param>
internal sealed partial class DockerClient(DockerHttp http) : IDockerEngine
{
    /// <inheritdoc/>
    public DockerEndpoint Endpoint => http.Endpoint;

    /// <inheritdoc/>
    public Task<EngineVersion> VersionAsync(CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Get("version", "say its version"), DockerJson.Default.EngineVersion, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Get("info", "say how it is set up"), DockerJson.Default.EngineInfo, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineEvent> WatchEventsAsync(IReadOnlyList<(string Name, IEnumerable<string> Values)> filters, CancellationToken cancellationToken = default) =>
        StreamAsync(DockerRequest.Get("events", "say what happens").WithFilters(filters), DockerJson.Default.EngineEvent, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string id) => Uri.EscapeDataString(id);

    private async IAsyncEnumerable<T> StreamAsync<T>(DockerRequest request, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        // The head of the answer comes with the first object, which may be long in coming.
        using var answer = await http.OpenAsync(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var value in JsonLines.ReadAsync(stream, type, http.Broken, cancellationToken).ConfigureAwait(false))
        {
            yield return value;
        }
    }
}
