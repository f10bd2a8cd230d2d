using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orrery.Core.Bundles;

namespace Orrery.Runtime.Bundles.Git;

/// <summary>A bundle in a git repository, at a branch, tag or commit.</summary>
/// <remarks>
/// The repository is fetched into a folder of the server, without history and without a work tree: files are listed and read from git's own
/// database, so that nothing in the repository is run and no link is followed on this machine. A link to a file of the bundle is that file; other
/// links and submodules are not there. Files of Git LFS are their pointers.
/// </remarks>
public sealed class GitBundleBackend : IBundleBackend
{
    private const string Current = "refs/orrery/current";
    private const int MaxLinks = 5;
    private const int MaxLinkLength = 4_096;
    private static readonly TimeSpan LocalTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Two that fetch the same repository do it one after the other.</summary>
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new(StringComparer.Ordinal);

    private readonly GitBundleOptions _options;
    private readonly string _repository;
    private readonly GitFetch _fetch;
    private readonly GitCommand _git;
    private readonly GitObjects _objects;
    private readonly SemaphoreSlim _turn;
    private volatile Listing? _listing;

    /// <summary>Opens the bundle; nothing is fetched yet.</summary>
    /// <param name="options">Which files of which repository.</param>
    /// <param name="dataFolder">Folder in which repositories are kept.</param>
    /// <param name="fetchTimeout">How long a fetch may take.</param>
    /// <param name="clock">Clock of time limits.</param>
    /// <exception cref="BundleException">The options are not right; the message says everything that is wrong.</exception>
    public GitBundleBackend(GitBundleOptions options, string dataFolder, TimeSpan fetchTimeout, TimeProvider clock)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new BundleException(string.Join(' ', problems));
        }

        _options = options;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Url}\n{options.Ref}")))[..16];
        _repository = Path.Combine(Path.GetFullPath(dataFolder), $"{name}.git");
        _git = new GitCommand(_repository, options, clock);
        _fetch = new GitFetch(_git, _repository, options, fetchTimeout);
        _objects = new GitObjects(_git, clock);
        _turn = Turns.GetOrAdd(_repository, _ => new SemaphoreSlim(1));
    }

    /// <summary>The commit that is listed; null before anything was.</summary>
    public string? SourceReference => _listing?.Commit;

    /// <inheritdoc/>
    public async Task FetchAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var commit = await _fetch.RunAsync(Current, cancellationToken).ConfigureAwait(false);
            if (commit != _listing?.Commit)
            {
                _listing = await ReadListingAsync(commit, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default) =>
        (await ListingAsync(cancellationToken).ConfigureAwait(false)).Files;

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default)
    {
        var listing = await ListingAsync(cancellationToken).ConfigureAwait(false);
        return listing.Ids.TryGetValue(path, out var id)
            ? await _objects.ReadAsync(id, path, maxBytes, cancellationToken).ConfigureAwait(false)
            : throw new BundleException($"The commit {listing.Commit} of '{_options.Url}' holds no file '{path}'.");
    }

    /// <summary>What is listed: what was fetched last, also by a server before this one; fetched now if nothing was.</summary>
    private async Task<Listing> ListingAsync(CancellationToken cancellationToken)
    {
        if (_listing is { } listing)
        {
            return listing;
        }

        var known = Directory.Exists(_repository)
            ? await _git.LineAsync(["rev-parse", "--verify", "--quiet", $"{Current}^{{commit}}"], LocalTimeout, cancellationToken).ConfigureAwait(false)
            : null;
        if (known is not null)
        {
            return _listing = await ReadListingAsync(known, cancellationToken).ConfigureAwait(false);
        }

        await FetchAsync(cancellationToken).ConfigureAwait(false);
        return _listing!;
    }

    private async Task<Listing> ReadListingAsync(string commit, CancellationToken cancellationToken)
    {
        var root = _options.Subdirectory is { } below ? $"{commit}:{below}" : commit;
        var committedAt = await _git.LineAsync(["show", "-s", "--format=%ct", commit], LocalTimeout, cancellationToken).ConfigureAwait(false);
        var modified = long.TryParse(committedAt, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;
        var entries = new List<GitEntry>();
        var result = await _git.RunAsync(
            ["ls-tree", "-r", "-z", "-l", "--full-tree", root], LocalTimeout, async (output, cancelled) => entries = await GitEntry.ReadAsync(output, cancelled).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new BundleException(_options.Subdirectory is null
                ? $"The commit {commit} of '{_options.Url}' cannot be listed: {result.Error}"
                : $"'{_options.Ref}' of '{_options.Url}' ({commit}) has no folder '{_options.Subdirectory}'. Correct the subdirectory, or push the folder.");
        }

        var byPath = entries.ToDictionary(e => e.Path, StringComparer.Ordinal);
        var rules = await RulesAsync(entries, cancellationToken).ConfigureAwait(false);
        var (files, ids) = (new List<BundleFile>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var entry in entries.Where(e => !rules.IgnoresFile(e.Path)).OrderBy(e => e.Path, StringComparer.Ordinal))
        {
            if (await FollowAsync(entry, byPath, cancellationToken).ConfigureAwait(false) is { } file)
            {
                files.Add(new BundleFile(entry.Path, file.Size, modified, file.IsExecutable, file.Id));
                ids[entry.Path] = file.Id;
            }
        }

        return new Listing(commit, files, ids);
    }

    private async Task<IgnoreRules> RulesAsync(List<GitEntry> entries, CancellationToken cancellationToken)
    {
        var rules = IgnoreRules.Default;
        foreach (var name in IgnoreRules.FileNames)
        {
            // Those of folders further in come later, and decide.
            foreach (var entry in entries.Where(e => e.IsFile && Path.GetFileName(e.Path) == name).OrderBy(e => e.Path.Count(c => c == '/')))
            {
                var text = await _objects.ReadAsync(entry.Id, entry.Path, IgnoreRules.MaxFileBytes, cancellationToken).ConfigureAwait(false);
                rules = rules.With(Path.GetDirectoryName(entry.Path)!, Encoding.UTF8.GetString(text));
            }
        }

        return rules;
    }

    /// <summary>The file that an entry is or leads to; null when it is none of the bundle.</summary>
    private async Task<GitEntry?> FollowAsync(GitEntry entry, Dictionary<string, GitEntry> byPath, CancellationToken cancellationToken)
    {
        var at = entry;
        for (var links = 0; at is { IsLink: true } && links < MaxLinks; links++)
        {
            var target = at.Size <= MaxLinkLength ? Encoding.UTF8.GetString(await _objects.ReadAsync(at.Id, at.Path, MaxLinkLength, cancellationToken).ConfigureAwait(false)) : "";
            at = GitEntry.Resolve(at.Path, target) is { } path ? byPath.GetValueOrDefault(path) : null;
        }

        return at is { IsFile: true } ? at : null;
    }

    private sealed record Listing(string Commit, IReadOnlyList<BundleFile> Files, IReadOnlyDictionary<string, string> Ids);
}
