using System.Text.Json.Serialization;

namespace Orrery.Runtime.Docker.Api.Wire;

/// <summary>An image in a list.</summary>
internal sealed record ImageSummary
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names with tags.</summary>
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>Its names with digests.</summary>
    public IReadOnlyList<string>? RepoDigests { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>All about an image.</summary>
internal sealed record ImageDetails
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names with tags.</summary>
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>Its names with digests.</summary>
    public IReadOnlyList<string>? RepoDigests { get; init; }

    /// <summary>Its architecture.</summary>
    public string? Architecture { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>What its containers run when nothing else is said; some engines leave it out.</summary>
    public ImageConfigForm? Config { get; init; }
}

/// <summary>What the containers of an image run.</summary>
internal sealed record ImageConfigForm
{
    /// <summary>The user; empty: root.</summary>
    public string? User { get; init; }

    /// <summary>The program and its first arguments.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Labels of the image.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>A step of pulling, pushing, loading or building.</summary>
internal sealed record ImageProgress
{
    /// <summary>The layer or tag it is about.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>What is done: <c>Downloading</c>, <c>Pull complete</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>How far it is.</summary>
    [JsonPropertyName("progressDetail")]
    public ProgressDetail? Detail { get; init; }

    /// <summary>A line of a build, or of loading.</summary>
    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    /// <summary>What came of it.</summary>
    [JsonPropertyName("aux")]
    public ProgressResult? Result { get; init; }

    /// <summary>That it went wrong. What follows is nothing.</summary>
    [JsonPropertyName("errorDetail")]
    public EngineError? Error { get; init; }
}

/// <summary>How far a step is.</summary>
internal sealed record ProgressDetail
{
    /// <summary>Bytes done.</summary>
    [JsonPropertyName("current")]
    public long? Current { get; init; }

    /// <summary>Bytes in all, where that is known.</summary>
    [JsonPropertyName("total")]
    public long? Total { get; init; }
}

/// <summary>What came of a build or push.</summary>
internal sealed record ProgressResult
{
    /// <summary>Id of the image that was built.</summary>
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    /// <summary>Digest under which the registry has it.</summary>
    public string? Digest { get; init; }
}

/// <summary>Whom a registry takes us for.</summary>
internal sealed record RegistryLogin
{
    /// <summary>The name.</summary>
    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    /// <summary>The password, or a token of the registry.</summary>
    [JsonPropertyName("password")]
    public string? Password { get; init; }

    /// <summary>A token instead of name and password.</summary>
    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }

    /// <summary>The registry.</summary>
    [JsonPropertyName("serveraddress")]
    public string? ServerAddress { get; init; }

    /// <summary>Says no secret.</summary>
    public override string ToString() => $"{UserName}@{ServerAddress}";
}

/// <summary>What <c>docker login</c> leaves in <c>~/.docker/config.json</c>.</summary>
internal sealed record DockerConfigFile
{
    /// <summary>Credentials by registry.</summary>
    [JsonPropertyName("auths")]
    public Dictionary<string, DockerConfigAuth>? Auths { get; init; }
}

/// <summary>Credentials of one registry.</summary>
internal sealed record DockerConfigAuth
{
    /// <summary>Name and password with a colon between, as Base64.</summary>
    [JsonPropertyName("auth")]
    public string? Auth { get; init; }

    /// <summary>A token instead.</summary>
    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }

    /// <summary>Says no secret.</summary>
    public override string ToString() => nameof(DockerConfigAuth);
}
