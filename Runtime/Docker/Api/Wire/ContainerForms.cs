using System.Text.Json.Serialization;

namespace Orrery.Runtime.Docker.Api.Wire;

/// <summary>A container in a list.</summary>
internal sealed record ContainerSummary
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names, each with a slash before it.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Its image, as it was named.</summary>
    public string Image { get; init; } = "";

    /// <summary>One of <see cref="ContainerState"/>'s words.</summary>
    public string State { get; init; } = "";

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>All about a container.</summary>
internal sealed record ContainerDetails
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Id of its image.</summary>
    public string Image { get; init; } = "";

    /// <summary>How it is.</summary>
    public ContainerState State { get; init; } = new();

    /// <summary>What it was made with.</summary>
    public ContainerConfigForm Config { get; init; } = new();
}

/// <summary>What a container was made with, as far as it is looked at.</summary>
internal sealed record ContainerConfigForm
{
    /// <summary>Whether it has a terminal, and so output without frames.</summary>
    public bool Tty { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>How a container is.</summary>
internal sealed record ContainerState
{
    /// <summary>The word of one that was never started, or could not be.</summary>
    public const string Created = "created";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Whether its processes run, or are held.</summary>
    [JsonIgnore]
    public bool IsRunning => Status is "running" or "paused" or "restarting";

    /// <summary>Its exit code once it has ended; 126 or 127 when its command could not be run.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether a process of it was killed for want of memory. May be missing under load.</summary>
    [JsonPropertyName("OOMKilled")]
    public bool OomKilled { get; init; }

    /// <summary>Why it could not be started.</summary>
    public string? Error { get; init; }

    /// <summary>When it was started, by the engine's clock; the year 1 when it was not.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, by the engine's clock; the year 1 when it has not.</summary>
    public DateTimeOffset FinishedAt { get; init; }
}
