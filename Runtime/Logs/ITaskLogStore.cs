namespace Orrery.Runtime.Logs;

/// <summary>Reads the logs of tries, running or ended.</summary>
public interface ITaskLogStore
{
    /// <summary>Reads a window of a log; its cost depends on the window, not on the size of the log.</summary>
    /// <param name="key">Which try.</param>
    /// <param name="fromLine">First line, from 1; beyond the end answers no lines. Negative counts from the end: -100 is the last hundred.</param>
    /// <param name="count">How many lines at most, 1 to 100,000; no more are answered once they come to 8 MiB.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The window; null when there is no such log (yet).</returns>
    ValueTask<LogWindow?> ReadAsync(TaskLogKey key, long fromLine, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a log as it grows, in batches, until the try has ended. Waits for a log that does not exist yet.
    /// Growth is noticed at once when the try runs under this process.
    /// </summary>
    /// <param name="key">Which try.</param>
    /// <param name="fromLine">First line, from 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(TaskLogKey key, long fromLine = 1, CancellationToken cancellationToken = default);

    /// <summary>Removes the logs of a run whose tries have all ended; nothing happens when there are none.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runId">Id of the run.</param>
    void DeleteRun(string dagId, string runId);
}
