using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

/// <summary>
/// A Docker Engine, or what answers like one. Every call may throw <see cref="DockerException"/>, whose kind says what to do about it; ids
/// may be names.
/// </summary>
internal interface IDockerEngine : IDisposable
{
    /// <summary>Where it is.</summary>
    DockerEndpoint Endpoint { get; }

    /// <summary>What it is.</summary>
    Task<EngineVersion> VersionAsync(CancellationToken cancellationToken = default);

    /// <summary>How it is set up.</summary>
    Task<EngineInfo> InfoAsync(CancellationToken cancellationToken = default);

    /// <summary>What happens in it from now on, until the connection ends.</summary>
    /// <param name="filters">Each a name (<c>type</c>, <c>event</c>, <c>label</c>, <c>container</c>) and values of which one must fit.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<EngineEvent> WatchEventsAsync(IReadOnlyList<(string Name, IEnumerable<string> Values)> filters, CancellationToken cancellationToken = default);

    /// <summary>Makes a container, which does not run yet.</summary>
    Task<ContainerCreated> CreateContainerAsync(string name, ContainerSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Starts a container; one that runs stays as it is.</summary>
    Task StartContainerAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Asks a container to end, and kills it after the grace; returns when it has ended.</summary>
    Task StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to a container's first process.</summary>
    Task KillContainerAsync(string id, string signal = "SIGKILL", CancellationToken cancellationToken = default);

    /// <summary>Waits until a container does not run; returns at once for one that has ended.</summary>
    Task<ContainerExit> WaitContainerAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Removes a container and its anonymous volumes.</summary>
    /// <param name="id">The container.</param>
    /// <param name="force">Whether one that runs is killed first; otherwise it is a conflict.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task RemoveContainerAsync(string id, bool force, CancellationToken cancellationToken = default);

    /// <summary>All about a container.</summary>
    Task<ContainerDetails> InspectContainerAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Containers that have all of these labels, whether they run or not.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default);

    /// <summary>Reads what a container has written, and with <see cref="LogRequest.Follow"/> what it writes until it ends.</summary>
    Task<OutputReader> ReadLogsAsync(string id, LogRequest request, CancellationToken cancellationToken = default);

    /// <summary>Connects to the input and output of a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="isTerminal">Whether it has a terminal.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    Task<AttachedContainer> AttachContainerAsync(string id, bool isTerminal = false, CancellationToken cancellationToken = default);

    /// <summary>Unpacks a tar archive into a folder of a container, which need not run.</summary>
    Task PutArchiveAsync(string id, string folder, Stream tar, CancellationToken cancellationToken = default);

    /// <summary>All about an image.</summary>
    Task<ImageDetails> InspectImageAsync(string image, CancellationToken cancellationToken = default);

    /// <summary>Images, with these labels if any are given.</summary>
    Task<IReadOnlyList<ImageSummary>> ListImagesAsync(IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default);

    /// <summary>Pulls an image; the last step is followed by nothing, or by the error that ended it.</summary>
    /// <param name="image">Its name; without tag and digest <c>latest</c>.</param>
    /// <param name="login">Whom the registry takes us for; null: nobody.</param>
    /// <param name="cancellationToken">Gives up pulling.</param>
    IAsyncEnumerable<ImageProgress> PullImageAsync(string image, RegistryLogin? login = null, CancellationToken cancellationToken = default);

    /// <summary>Pushes an image, as <see cref="PullImageAsync"/>.</summary>
    IAsyncEnumerable<ImageProgress> PushImageAsync(string image, RegistryLogin? login = null, CancellationToken cancellationToken = default);

    /// <summary>Loads images from a tar archive as <c>docker save</c> writes it.</summary>
    IAsyncEnumerable<ImageProgress> LoadImagesAsync(Stream tar, CancellationToken cancellationToken = default);

    /// <summary>Builds an image from a tar archive of its context.</summary>
    IAsyncEnumerable<ImageProgress> BuildImageAsync(Stream tar, BuildRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives an image a further name.</summary>
    Task TagImageAsync(string image, string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a name of an image, and the image with its last one.</summary>
    Task RemoveImageAsync(string image, bool force = false, CancellationToken cancellationToken = default);
}

/// <summary>Which output of a container.</summary>
internal sealed record LogRequest
{
    /// <summary>Whether to wait for more until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether each piece begins with its time, as 30 characters and a space.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Nanoseconds since 1970: nothing from before. Null: everything.</summary>
    public long? SinceNanoseconds { get; init; }

    /// <summary>Whether the container has a terminal, and so output without frames.</summary>
    public bool IsTerminal { get; init; }
}

/// <summary>How an image is built.</summary>
internal sealed record BuildRequest
{
    /// <summary>Name of the result; null: none.</summary>
    public string? Name { get; init; }

    /// <summary>Path of the Dockerfile in the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>Labels of the result.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Values of its arguments.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the base is pulled anew.</summary>
    public bool Pull { get; init; }

    /// <summary>Whom registries take us for, each by its address.</summary>
    public IReadOnlyDictionary<string, RegistryLogin> Logins { get; init; } = new Dictionary<string, RegistryLogin>(StringComparer.Ordinal);
}

/// <summary>A connection to the input and output of a container.</summary>
/// <param name="output">Its output.</param>
/// <param name="input">Its input.</param>
internal sealed class AttachedContainer(OutputReader output, Stream input) : IDisposable
{
    /// <summary>What the container writes.</summary>
    public OutputReader Output => output;

    /// <summary>What the container reads; written to the container at once.</summary>
    public Stream Input => input;

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();
}
