using System.Runtime.CompilerServices;
using System.Text.Json;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

internal sealed partial class DockerClient
{
    private const string AuthHeader = "X-Registry-Auth";
    private const string ConfigHeader = "X-Registry-Config";

    /// <inheritdoc/>
    public Task<ImageDetails> InspectImageAsync(string image, CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Get($"images/{Name(image)}/json", $"inspect the image '{image}'"), DockerJson.Default.ImageDetails, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ImageSummary>> ListImagesAsync(IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = DockerRequest.Get("images/json", "list images");
        if (labels is { Count: > 0 })
        {
            _ = request.WithFilters(("label", labels.Select(l => $"{l.Key}={l.Value}")));
        }

        return await http.SendAsync(request, DockerJson.Default.ListImageSummary, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ImageProgress> PullImageAsync(string image, RegistryLogin? login = null, CancellationToken cancellationToken = default)
    {
        // Without a tag the engine would pull all there are.
        var name = ImageReference.Parse(image);
        var request = DockerRequest.Post("images/create", $"pull the image '{image}'").With("fromImage", name.Repository).With("tag", name.Version);
        if (login is not null)
        {
            request.Headers[AuthHeader] = Encode(login);
        }

        return ProgressAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ImageProgress> PushImageAsync(string image, RegistryLogin? login = null, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.Parse(image);
        var request = DockerRequest.Post($"images/{name.Repository}/push", $"push the image '{image}'").With("tag", name.Version);

        // Wanted also from nobody.
        request.Headers[AuthHeader] = Encode(login ?? new RegistryLogin());
        return ProgressAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ImageProgress> LoadImagesAsync(Stream tar, CancellationToken cancellationToken = default) =>
        ProgressAsync(DockerRequest.Post("images/load", "load images", Tar(tar)).With("quiet", true), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ImageProgress> BuildImageAsync(Stream tar, BuildRequest request, CancellationToken cancellationToken = default)
    {
        var asked = DockerRequest.Post("build", $"build the image '{request.Name ?? "without a name"}'", Tar(tar))
            .With("t", request.Name).With("dockerfile", request.Dockerfile).With("pull", request.Pull).With("rm", true).With("forcerm", true)
            .With("labels", Pairs(request.Labels)).With("buildargs", Pairs(request.Arguments));
        if (request.Logins.Count > 0)
        {
            asked.Headers[ConfigHeader] = Base64Url(JsonSerializer.SerializeToUtf8Bytes(new(request.Logins), DockerJson.Default.DictionaryStringRegistryLogin));
        }

        return ProgressAsync(asked, cancellationToken);
    }

    /// <inheritdoc/>
    public Task TagImageAsync(string image, string name, CancellationToken cancellationToken = default)
    {
        var further = ImageReference.Parse(name);
        return http.SendAsync(
            DockerRequest.Post($"images/{Name(image)}/tag", $"name the image '{image}' '{name}'").With("repo", further.Repository).With("tag", further.Version), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveImageAsync(string image, bool force = false, CancellationToken cancellationToken = default) =>
        http.SendAsync(DockerRequest.Delete($"images/{Name(image)}", $"remove the image '{image}'").With("force", force), cancellationToken);

    /// <summary>A name for a path: its slashes stay, and it can hold nothing that leads elsewhere.</summary>
    private static string Name(string image) => ImageReference.Parse(image).ToString();

    private static string? Pairs(IReadOnlyDictionary<string, string> pairs) =>
        pairs.Count == 0 ? null : JsonSerializer.Serialize(new(pairs), DockerJson.Default.DictionaryStringString);

    private static string Encode(RegistryLogin login) => Base64Url(JsonSerializer.SerializeToUtf8Bytes(login, DockerJson.Default.RegistryLogin));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');

    private async IAsyncEnumerable<ImageProgress> ProgressAsync(DockerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in StreamAsync(request, DockerJson.Default.ImageProgress, cancellationToken).ConfigureAwait(false))
        {
            yield return step.Error is { } error ? throw DockerErrors.OfProgress(request.Action, error.Message ?? "") : step;
        }
    }
}
