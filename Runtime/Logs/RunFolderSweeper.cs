using Microsoft.Extensions.Options;

namespace Orrery.Runtime.Logs;

/// <summary>What a sweep came to.</summary>
/// <param name="Removed">Folders that were removed.</param>
/// <param name="Kept">Folders that could not be removed, such as for files that a task made as another user.</param>
public sealed record SweepReport(int Removed, IReadOnlyList<string> Kept);

/// <summary>
/// Removes the logs and scratch directories of runs that are no more. It asks for each folder whether its run is there, rather than being told
/// which ones went: so it also finds what a server left that died in between, or that pruned a store which this host shares.
/// </summary>
/// <remarks>A folder whose name does not tell the id of its run (ids of more than 200 bytes) stays.</remarks>
/// <param name="options">Where the folders are.</param>
public sealed class RunFolderSweeper(IOptions<RuntimeOptions> options)
{
    private const int PageSize = 500;

    /// <summary>Sweeps.</summary>
    /// <param name="before">Only folders in which nothing was begun since this moment.</param>
    /// <param name="findRuns">Which of these runs of a DAG there are.</param>
    /// <param name="cancellationToken">Gives up between two folders.</param>
    public async Task<SweepReport> SweepAsync(
        DateTimeOffset before, Func<string, IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlySet<string>>> findRuns, CancellationToken cancellationToken = default)
    {
        var (removed, kept) = (0, new List<string>());
        foreach (var root in (string[])[options.Value.LogPath, options.Value.RunPath])
        {
            foreach (var (dagId, ofDag) in Named(root))
            {
                var old = Named(ofDag).Where(run => Directory.GetLastWriteTimeUtc(run.Path) < before.UtcDateTime);
                foreach (var page in old.Chunk(PageSize))
                {
                    var there = await findRuns(dagId, [.. page.Select(r => r.Id)], cancellationToken);
                    foreach (var (_, path) in page.Where(run => !there.Contains(run.Id)))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (TryDelete(path))
                        {
                            removed++;
                        }
                        else
                        {
                            kept.Add(path);
                        }
                    }
                }
            }
        }

        return new SweepReport(removed, kept);
    }

    /// <summary>The folders in a folder whose names tell an id.</summary>
    private static IEnumerable<(string Id, string Path)> Named(string folder)
    {
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (PathSegment.Decode(Path.GetFileName(path)) is { } id)
            {
                yield return (id, path);
            }
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
