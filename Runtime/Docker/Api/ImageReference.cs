using System.Text.RegularExpressions;

namespace Orrery.Runtime.Docker.Api;

/// <summary>The name of an image: <c>[registry/]repository[:tag][@digest]</c>.</summary>
/// <param name="Repository">The name without tag and digest, as it was written.</param>
/// <param name="Tag">The tag; null when there is none.</param>
/// <param name="Digest">The digest; null when there is none.</param>
internal sealed partial record ImageReference(string Repository, string? Tag, string? Digest)
{
    private const string DefaultRegistry = "https://index.docker.io/v1/";
    private const string DefaultTag = "latest";
    private const int MaxLength = 512;

    /// <summary>By which credentials are looked up.</summary>
    public string Registry => Repository.IndexOf('/') is > 0 and var end && Repository[..end] is var first && (first.AsSpan().IndexOfAny('.', ':') >= 0 || first == "localhost")
        ? first
        : DefaultRegistry;

    /// <summary>What exactly is pulled: the digest, or the tag, which is <c>latest</c> when none is named.</summary>
    public string Version => Digest ?? Tag ?? DefaultTag;

    /// <summary>Reads a name.</summary>
    /// <exception cref="DockerException">It is none.</exception>
    public static ImageReference Parse(string text) => text.Length <= MaxLength && Pattern().Match(text) is { Success: true } match
        ? new ImageReference(match.Groups["name"].Value, Value(match.Groups["tag"]), Value(match.Groups["digest"]))
        : throw new DockerException(
            DockerErrorKind.BadParameter, $"'{text}' is no name of an image. Write it as 'repository:tag' or 'registry.example:5000/team/image@sha256:…', in lower case.");

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    private static string? Value(Group group) => group.Success ? group.Value : null;

    // A registry may have capitals and a port; all that follows is lower case.
    [GeneratedRegex(
        """^(?<name>(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,128}))?$""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
