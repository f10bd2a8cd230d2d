namespace Orrery.Grains.Interfaces.Runs;

/// <summary>When an image is got from its registry.</summary>
public enum ImagePullPolicy
{
    /// <summary>When the host has none of that name.</summary>
    Missing = 0,

    /// <summary>Before each try: a name may come to mean another image.</summary>
    Always = 1,

    /// <summary>Never: the host must have it.</summary>
    Never = 2,
}

/// <summary>The container of a try. What is null is as the host is set up.</summary>
[GenerateSerializer, Immutable, Alias("orrery.container_spec")]
public sealed record ContainerSpec
{
    /// <summary>The image: <c>repository:tag</c>, or with a digest to be the same for ever.</summary>
    [Id(0)] public required string Image { get; init; }

    /// <summary>When it is pulled. Default: when the host has none of that name.</summary>
    [Id(1)] public ImagePullPolicy Pull { get; init; }

    /// <summary>The network: <c>none</c>, <c>bridge</c>, <c>host</c> or the name of one.</summary>
    [Id(2)] public string? Network { get; init; }

    /// <summary>Memory in bytes, with none to swap on top.</summary>
    [Id(3)] public long? MemoryBytes { get; init; }

    /// <summary>Processors, also parts of one: 0.5.</summary>
    [Id(4)] public double? Cpus { get; init; }

    /// <summary>Most processes and threads.</summary>
    [Id(5)] public long? Pids { get; init; }

    /// <summary>The user, as <c>uid[:gid]</c> or a name in the image; <c>image</c>: the image's own, though it be root.</summary>
    [Id(6)] public string? User { get; init; }

    /// <summary>Whether nothing of the image can be written to.</summary>
    [Id(7)] public bool? ReadOnlyRoot { get; init; }

    /// <summary>What is mounted beside the code and the try's own folders.</summary>
    [Id(8)] public ImmutableArray<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Capabilities it has all the same, all others being taken away: <c>NET_BIND_SERVICE</c>.</summary>
    [Id(9)] public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Labels beside Orrery's own.</summary>
    [Id(10)] public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Something of the host, or a volume, in a container.</summary>
[GenerateSerializer, Immutable, Alias("orrery.container_mount")]
public sealed record ContainerMount
{
    /// <summary>An absolute path of the host, or the name of a volume.</summary>
    [Id(0)] public required string Source { get; init; }

    /// <summary>The path in the container.</summary>
    [Id(1)] public required string Target { get; init; }

    /// <summary>Whether it can only be read. Default true.</summary>
    [Id(2)] public bool ReadOnly { get; init; } = true;
}
