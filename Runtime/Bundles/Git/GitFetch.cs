namespace Orrery.Runtime.Bundles.Git;

/// <summary>Gets a branch, tag or commit into a repository of the server.</summary>
internal sealed class GitFetch(GitCommand git, string repository, GitBundleOptions options, TimeSpan timeout)
{
    private const int FullIdLength = 40;
    private const int FullId256Length = 64;
    private const int ShortestId = 7;
    private static readonly TimeSpan LocalTimeout = TimeSpan.FromMinutes(1);

    private bool IsHex => options.Ref.Length >= ShortestId && options.Ref.All(char.IsAsciiHexDigit);

    private bool IsFullId => IsHex && options.Ref.Length is FullIdLength or FullId256Length;

    /// <summary>Fetches, and lets a name point to what came; answers the commit.</summary>
    /// <exception cref="BundleException">It cannot be got; the message says why.</exception>
    public async Task<string> RunAsync(string name, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        var commit = await FindAsync(cancellationToken).ConfigureAwait(false);
        await git.RunAsync(["update-ref", name, commit], LocalTimeout, null, cancellationToken).ConfigureAwait(false);

        // What is older than two weeks and no more needed goes, once enough has come together.
        await git.RunAsync(["gc", "--auto", "--quiet"], timeout, null, cancellationToken).ConfigureAwait(false);
        return commit;
    }

    private static string Last(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "git says nothing";

    /// <summary>Makes the repository, whole or not at all, and takes away locks of a git that was killed.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isThere = Directory.Exists(repository);
            if (!isThere || await git.LineAsync(["rev-parse", "--git-dir"], LocalTimeout, cancellationToken).ConfigureAwait(false) is null)
            {
                if (isThere)
                {
                    Directory.Delete(repository, recursive: true);
                }

                _ = Directory.CreateDirectory(Path.GetDirectoryName(repository)!);
                var result = await git.RunAsync(["init", "--bare", "--quiet"], LocalTimeout, null, cancellationToken).ConfigureAwait(false);
                if (!result.Succeeded)
                {
                    throw new BundleException($"The repository for '{options.Url}' cannot be made in '{repository}': {Last(result.Error)}");
                }

                return;
            }

            foreach (var stale in Directory.EnumerateFiles(repository, "*.lock", SearchOption.AllDirectories).ToList())
            {
                File.Delete(stale);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The folder '{repository}' cannot be written: {e.Message} Check the space on the disk and the rights on the folder.", e);
        }
    }

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (IsFullId && await CommitAsync(options.Ref, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var result = await FetchAsync(["--depth=1", "--", options.Url, options.Ref], cancellationToken).ConfigureAwait(false);
        var commit = result.Succeeded ? await CommitAsync("FETCH_HEAD", cancellationToken).ConfigureAwait(false) : null;
        if (commit is null && IsHex)
        {
            // A part of a commit's name, or a server that does not give commits by name: all of it has to come.
            result = await FetchAsync(["--", options.Url, "+refs/heads/*:refs/remotes/all/*", "+refs/tags/*:refs/tags/*"], cancellationToken).ConfigureAwait(false);
            commit = result.Succeeded ? await CommitAsync(options.Ref, cancellationToken).ConfigureAwait(false) : null;
        }

        return commit ?? throw new BundleException(
            result.Succeeded || result.Error.Contains("find remote ref", StringComparison.Ordinal)
                ? $"The repository '{options.Url}' has no branch, tag or commit '{options.Ref}'. Correct the ref, or push it."
                : $"'{options.Ref}' cannot be fetched from '{options.Url}': {Last(result.Error)} Check the address, the network and the credentials.");
    }

    private Task<GitCommand.Result> FetchAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        git.RunAsync(["fetch", "--quiet", "--force", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", .. arguments], timeout, null, cancellationToken);

    private Task<string?> CommitAsync(string name, CancellationToken cancellationToken) =>
        git.LineAsync(["rev-parse", "--verify", "--quiet", $"{name}^{{commit}}"], LocalTimeout, cancellationToken);
}
