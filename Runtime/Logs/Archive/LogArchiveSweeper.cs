namespace Orrery.Runtime.Logs.Archive;

/// <summary>Removes the logs of runs that are no more from an archive. It asks for each run whether it is there, so it also finds what an earlier round left.</summary>
/// <param name="archive">The archive; all that is in it belongs to this installation.</param>
public sealed class LogArchiveSweeper(ILogArchive archive)
{
    private const int PageSize = 500;

    /// <summary>Sweeps; answers how many runs' logs it removed.</summary>
    /// <param name="findRuns">Which of these runs of a DAG there are.</param>
    /// <param name="cancellationToken">Gives up between two runs.</param>
    /// <exception cref="IOException">The archive cannot be reached.</exception>
    public async Task<int> SweepAsync(Func<string, IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlySet<string>>> findRuns, CancellationToken cancellationToken = default)
    {
        var removed = 0;
        await foreach (var dag in archive.ListFoldersAsync("", cancellationToken).ConfigureAwait(false))
        {
            if (PathSegment.Decode(dag) is not { } dagId)
            {
                continue;
            }

            var runs = new List<string>();
            await foreach (var run in archive.ListFoldersAsync($"{dag}/", cancellationToken).ConfigureAwait(false))
            {
                if (PathSegment.Decode(run) is { } runId)
                {
                    runs.Add(runId);
                }
            }

            foreach (var page in runs.Chunk(PageSize))
            {
                var there = await findRuns(dagId, page, cancellationToken).ConfigureAwait(false);
                foreach (var runId in page.Where(r => !there.Contains(r)))
                {
                    await archive.DeleteAsync(LogPiece.PrefixOf(dagId, runId), cancellationToken).ConfigureAwait(false);
                    removed++;
                }
            }
        }

        return removed;
    }
}
