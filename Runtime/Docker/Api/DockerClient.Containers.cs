using System.Net;
using System.Net.Http.Headers;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

internal sealed partial class DockerClient
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <inheritdoc/>
    public Task<ContainerCreated> CreateContainerAsync(string name, ContainerSettings settings, CancellationToken cancellationToken = default) => http.SendAsync(
        DockerRequest.Post("containers/create", $"make a container of image '{settings.Image}'", DockerHttp.Json(settings, DockerJson.Default.ContainerSettings)).With("name", name),
        DockerJson.Default.ContainerCreated,
        cancellationToken);

    /// <inheritdoc/>
    public Task StartContainerAsync(string id, CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Post($"containers/{Escape(id)}/start", $"start the container '{id}'"), cancellationToken);

    /// <inheritdoc/>
    public async Task StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        var request = DockerRequest.Post($"containers/{Escape(id)}/stop", $"stop the container '{id}'").With("t", Number((long)Math.Ceiling(grace.TotalSeconds)));
        using var answer = await http.OpenAsync(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task KillContainerAsync(string id, string signal = "SIGKILL", CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Post($"containers/{Escape(id)}/kill", $"send {signal} to the container '{id}'").With("signal", signal), cancellationToken);

    /// <inheritdoc/>
    public Task<ContainerExit> WaitContainerAsync(string id, CancellationToken cancellationToken = default) => http.AwaitAsync(
        DockerRequest.Post($"containers/{Escape(id)}/wait", $"wait for the container '{id}'").With("condition", "not-running"), DockerJson.Default.ContainerExit, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string id, bool force, CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Delete($"containers/{Escape(id)}", $"remove the container '{id}'").With("v", true).With("force", force), cancellationToken);

    /// <inheritdoc/>
    public Task<ContainerDetails> InspectContainerAsync(string id, CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Get($"containers/{Escape(id)}/json", $"inspect the container '{id}'"), DockerJson.Default.ContainerDetails, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default)
    {
        var request = DockerRequest.Get("containers/json", "list containers").With("all", true).WithFilters(("label", labels.Select(l => $"{l.Key}={l.Value}")));
        return await http.SendAsync(request, DockerJson.Default.ListContainerSummary, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<OutputReader> ReadLogsAsync(string id, LogRequest request, CancellationToken cancellationToken = default)
    {
        var asked = DockerRequest.Get($"containers/{Escape(id)}/logs", $"read the output of the container '{id}'")
            .With("stdout", true).With("stderr", true).With("follow", request.Follow).With("timestamps", request.Timestamps)
            .With("since", request.SinceNanoseconds is { } since ? $"{Number(since / NanosecondsPerSecond)}.{since % NanosecondsPerSecond:000000000}" : null);

        // A container that writes nothing lets the head of the answer wait for its end.
        var answer = await http.OpenAsync(asked, request.Follow ? Timeout.InfiniteTimeSpan : null, cancellationToken).ConfigureAwait(false);
        return new OutputReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), !request.IsTerminal, http.Broken, answer);
    }

    /// <inheritdoc/>
    public async Task<AttachedContainer> AttachContainerAsync(string id, bool isTerminal = false, CancellationToken cancellationToken = default)
    {
        var request = DockerRequest.Post($"containers/{Escape(id)}/attach", $"connect to the container '{id}'")
            .With("stream", true).With("stdin", true).With("stdout", true).With("stderr", true);
        request.Headers["Connection"] = "Upgrade";
        request.Headers["Upgrade"] = "tcp";
        var answer = await http.OpenAsync(request, null, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            answer.Dispose();
            throw new DockerException(DockerErrorKind.Malformed, $"The Docker Engine gave no connection to the container '{id}': a proxy between may not let it through. Connect to the engine itself.");
        }

        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new AttachedContainer(new OutputReader(stream, !isTerminal, http.Broken, answer), stream);
    }

    /// <inheritdoc/>
    public async Task PutArchiveAsync(string id, string folder, Stream tar, CancellationToken cancellationToken = default)
    {
        var request = new DockerRequest(HttpMethod.Put, $"containers/{Escape(id)}/archive", $"unpack files into '{folder}' of the container '{id}'") { Content = Tar(tar) }
            .With("path", folder);
        using var answer = await http.OpenAsync(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    private static StreamContent Tar(Stream tar) => new(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
}
