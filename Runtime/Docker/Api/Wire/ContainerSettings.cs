namespace Orrery.Runtime.Docker.Api.Wire;

/// <summary>How a container is made. What is null is left to the engine or the image.</summary>
internal sealed record ContainerSettings
{
    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>Program and first arguments, instead of the image's.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Arguments, instead of the image's.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Environment, as <c>NAME=value</c>, on top of the image's.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>User, as <c>uid[:gid]</c> or a name of the image.</summary>
    public string? User { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Whether it has a terminal.</summary>
    public bool? Tty { get; init; }

    /// <summary>Whether it has an input.</summary>
    public bool? OpenStdin { get; init; }

    /// <summary>Whether it has a network beside its own loopback.</summary>
    public bool? NetworkDisabled { get; init; }

    /// <summary>Seconds between the request to stop and the kill.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>How it stands to its machine.</summary>
    public HostSettings? HostConfig { get; init; }
}

/// <summary>How a container stands to its machine.</summary>
internal sealed record HostSettings
{
    /// <summary>Its network: <c>bridge</c>, <c>none</c>, <c>host</c> or a name.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long? Memory { get; init; }

    /// <summary>Memory and swap in bytes: no swap when it equals <see cref="Memory"/>, as much again when it is left out.</summary>
    public long? MemorySwap { get; init; }

    /// <summary>Processors, in billionths.</summary>
    public long? NanoCpus { get; init; }

    /// <summary>Most processes and threads.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Whether nothing of the image can be written to.</summary>
    public bool? ReadonlyRootfs { get; init; }

    /// <summary>Capabilities taken away.</summary>
    public IReadOnlyList<string>? CapDrop { get; init; }

    /// <summary>Capabilities given.</summary>
    public IReadOnlyList<string>? CapAdd { get; init; }

    /// <summary>Security options, as <c>no-new-privileges</c>.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    /// <summary>Whether a small init is process 1: it passes signals on, and reaps.</summary>
    public bool? Init { get; init; }

    /// <summary>Folders in memory and their options.</summary>
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    /// <summary>What is mounted.</summary>
    public IReadOnlyList<MountSettings>? Mounts { get; init; }

    /// <summary>Where output is kept.</summary>
    public LogSettings? LogConfig { get; init; }
}

/// <summary>Something mounted into a container.</summary>
internal sealed record MountSettings
{
    /// <summary><c>bind</c>, <c>volume</c> or <c>tmpfs</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Path on the machine, or name of the volume.</summary>
    public string? Source { get; init; }

    /// <summary>Path in the container.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it can only be read.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>Where the output of a container is kept.</summary>
internal sealed record LogSettings
{
    /// <summary>The driver.</summary>
    public required string Type { get; init; }

    /// <summary>Its options.</summary>
    public IReadOnlyDictionary<string, string>? Config { get; init; }
}

/// <summary>A container was made.</summary>
internal sealed record ContainerCreated
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>What the engine could not do as asked.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>A container has ended.</summary>
internal sealed record ContainerExit
{
    /// <summary>Its exit code.</summary>
    public long StatusCode { get; init; }

    /// <summary>Why it could not be waited for.</summary>
    public ContainerExitError? Error { get; init; }
}

/// <summary>Why a container could not be waited for.</summary>
internal sealed record ContainerExitError
{
    /// <summary>What the engine says.</summary>
    public string? Message { get; init; }
}
