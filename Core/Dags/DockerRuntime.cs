namespace Orrery.Core.Dags;

/// <summary>When the image of a container is got from its registry.</summary>
public enum ImagePull
{
    /// <summary>When the host has none of that name.</summary>
    Missing = 0,

    /// <summary>Before each try: a name may come to mean another image.</summary>
    Always = 1,

    /// <summary>Never: the host must have it.</summary>
    Never = 2,
}

/// <summary>The container a task runs in. What is null is as the host is set up.</summary>
public sealed record DockerRuntime
{
    /// <summary>The image; a template.</summary>
    public required string Image { get; init; }

    /// <summary>When it is pulled. Default: when the host has none of that name.</summary>
    public ImagePull Pull { get; init; }

    /// <summary>The network: <c>none</c>, <c>bridge</c>, <c>host</c> or the name of one.</summary>
    public string? Network { get; init; }

    /// <summary>Memory in bytes, with none to swap on top; at least 6 MiB.</summary>
    public long? Memory { get; init; }

    /// <summary>Processors, also parts of one; at least 0.01.</summary>
    public double? Cpus { get; init; }

    /// <summary>Most processes and threads, 1 or more.</summary>
    public int? Pids { get; init; }

    /// <summary>The user, as <c>uid[:gid]</c> or a name in the image; <c>image</c>: the image's own, though it be root.</summary>
    public string? User { get; init; }

    /// <summary>Whether nothing of the image can be written to.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>What is mounted, without repetitions: <c>source:target</c>, read-only, or <c>source:target:rw</c>.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Capabilities it has all the same, without repetitions.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Labels of the container.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
