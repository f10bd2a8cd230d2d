using System.Text.Json.Serialization;

namespace Orrery.Runtime.Docker.Api.Wire;

/// <summary>The body of an answer that is an error.</summary>
internal sealed record EngineError
{
    /// <summary>What the engine says.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>What an engine is.</summary>
internal sealed record EngineVersion
{
    /// <summary>Version of the engine, as 20.10.24.</summary>
    public string Version { get; init; } = "";

    /// <summary>Newest version of the API it speaks.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Oldest version of the API it speaks.</summary>
    [JsonPropertyName("MinAPIVersion")]
    public string? MinApiVersion { get; init; }

    /// <summary>Operating system of its containers.</summary>
    public string? Os { get; init; }

    /// <summary>Architecture of its machine.</summary>
    public string? Arch { get; init; }
}

/// <summary>How an engine is set up, and what it has.</summary>
internal sealed record EngineInfo
{
    /// <summary>Its own id.</summary>
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    /// <summary>Name of its machine.</summary>
    public string? Name { get; init; }

    /// <summary>Processors of its machine.</summary>
    [JsonPropertyName("NCPU")]
    public int Processors { get; init; }

    /// <summary>Memory of its machine, in bytes.</summary>
    [JsonPropertyName("MemTotal")]
    public long Memory { get; init; }

    /// <summary>How many containers run.</summary>
    public int ContainersRunning { get; init; }

    /// <summary>Whether containers go on while the engine is restarted.</summary>
    public bool LiveRestoreEnabled { get; init; }

    /// <summary>Version 1 or 2 of control groups, as text.</summary>
    public string? CgroupVersion { get; init; }

    /// <summary>What it protects with: <c>name=seccomp,profile=default</c>, <c>name=rootless</c>.</summary>
    public IReadOnlyList<string> SecurityOptions { get; init; } = [];
}

/// <summary>Something happened in an engine.</summary>
internal sealed record EngineEvent
{
    /// <summary>To what: <c>container</c>, <c>image</c>, <c>network</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>What: <c>start</c>, <c>oom</c>, <c>die</c>, <c>destroy</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>To which one.</summary>
    public EngineActor Actor { get; init; } = new();

    /// <summary>When, in nanoseconds since 1970.</summary>
    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }
}

/// <summary>What an event happened to.</summary>
internal sealed record EngineActor
{
    /// <summary>Its id; of an image its name.</summary>
    [JsonPropertyName("ID")]
    public string Id { get; init; } = "";

    /// <summary>Its labels, and facts of the event such as <c>exitCode</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
