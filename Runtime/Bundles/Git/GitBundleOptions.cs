using Orrery.Core.Bundles;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Runtime.Bundles.Git;

/// <summary>Which files of which repository, and how to get at them.</summary>
public sealed record GitBundleOptions
{
    private const int MaxRefLength = 250;

    /// <summary>Address of the repository: <c>https://…</c>, <c>ssh://…</c>, <c>git@host:path</c>, or a folder of this machine. Never with a password in it.</summary>
    public required string Url { get; init; }

    /// <summary>A branch, tag or commit. Default: <c>HEAD</c>, what the repository has as its main branch.</summary>
    public string Ref { get; init; } = "HEAD";

    /// <summary>Folder in the repository that is the bundle; null (default): all of it.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>User name that goes with the token. Default <c>git</c>; hosts that take tokens mostly do not look at it.</summary>
    public string Username { get; init; } = "git";

    /// <summary>Variable of the server's environment that holds a token or password; null (default): none.</summary>
    public string? TokenEnv { get; init; }

    /// <summary>File that holds a token or password; null (default): none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>File with the private key for ssh; null (default): what ssh finds by itself.</summary>
    public string? SshKey { get; init; }

    /// <summary>The options that settings of a bundle mean; see <see cref="Problems"/>.</summary>
    public static GitBundleOptions Of(BundleSettings settings) => new()
    {
        Url = settings.Location,
        Ref = settings.Ref ?? "HEAD",
        Subdirectory = settings.Subdirectory?.Trim('/') is { Length: > 0 } below ? below : null,
        Username = settings.Username ?? "git",
        TokenEnv = settings.TokenEnv,
        TokenFile = settings.TokenFile,
        SshKey = settings.SshKey,
    };

    /// <summary>What is wrong; sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (Url.Length == 0 || Url.StartsWith('-') || Url.Any(char.IsControl))
        {
            yield return $"'{Url}' is no address of a repository: name it, as in https://example.org/dags.git.";
        }
        else if (Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            // Not even here in full: messages are logged.
            yield return $"The address of the repository at '{uri.Host}' has a password in it: put it into a file or a variable of the server's environment, and name that.";
        }
        else if (Url.Contains("::", StringComparison.Ordinal))
        {
            yield return $"'{Url}' names a helper program, which is not run. Use https, ssh or a folder.";
        }

        if (Ref.Length is 0 or > MaxRefLength || Ref.StartsWith('-') || Ref.Contains("..", StringComparison.Ordinal) || Ref.Any(c => c <= ' ' || c == 127 || "~^:?*[\\".Contains(c, StringComparison.Ordinal)))
        {
            yield return $"'{Ref}' is no name of a branch, tag or commit.";
        }

        if (Subdirectory is not null && TreeNames.Problem(Subdirectory) is { } problem)
        {
            yield return $"The subdirectory '{Subdirectory}' {problem}.";
        }

        if (TokenEnv is not null && TokenFile is not null)
        {
            yield return "The token is either in a variable of the environment or in a file: name one of them.";
        }

        if (SshKey is not null && (!Path.IsPathRooted(SshKey) || SshKey.Any(c => c is '\'' or '"' || char.IsControl(c))))
        {
            yield return $"'{SshKey}' is no absolute path of a key.";
        }
    }

    /// <summary>The token as it is now; null: none is named.</summary>
    /// <exception cref="BundleException">It is named and not there.</exception>
    internal string? ReadToken()
    {
        if (TokenEnv is not null)
        {
            return Environment.GetEnvironmentVariable(TokenEnv) is { Length: > 0 } value
                ? value
                : throw new BundleException($"The variable '{TokenEnv}', which is to hold the token of the repository, is not set in the server's environment. Set it and start the server again.");
        }

        if (TokenFile is null)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(TokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The file '{TokenFile}', which is to hold the token of the repository, cannot be read: {e.Message}", e);
        }
    }
}
