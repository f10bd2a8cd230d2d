using System.Runtime.CompilerServices;
using Orrery.Runtime.Logs;

namespace Orrery.Client.InProcess;

/// <summary>Logs as the runtime keeps them, as clients read them.</summary>
internal static class LogPages
{
    private const int MaxLines = 5_000;

    /// <summary>The answer while there is no log.</summary>
    public static LogPage None { get; } = new(Exists: false, [], TotalLines: 0, IsComplete: false);

    /// <summary>Reads a part of a log.</summary>
    public static async Task<LogPage> ReadAsync(ITaskLogStore logs, LogAddress log, long firstLine, int count, CancellationToken cancellationToken)
    {
        var from = firstLine == 0 ? 1 : firstLine;
        return await logs.ReadAsync(KeyOf(log), from, Math.Clamp(count, 1, MaxLines), cancellationToken) is { } window
            ? new LogPage(Exists: true, [.. window.Lines.Select(LineOf)], window.TotalLines, window.IsComplete)
            : None;
    }

    /// <summary>Reads a log as it grows; the last page is empty and says that the try has ended.</summary>
    public static async IAsyncEnumerable<LogPage> FollowAsync(
        ITaskLogStore logs, LogAddress log, long firstLine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = firstLine;
        if (firstLine < 0)
        {
            var end = await ReadAsync(logs, log, firstLine, count: 1, cancellationToken);
            from = end.Lines is [var line, ..] ? line.Number : 1;
        }

        from = Math.Max(from, 1);
        var total = from - 1;
        await foreach (var lines in logs.FollowAsync(KeyOf(log), from, cancellationToken))
        {
            if (lines.Count > 0)
            {
                total = lines[^1].Number;
                yield return new LogPage(Exists: true, [.. lines.Select(LineOf)], total, IsComplete: false);
            }
        }

        yield return new LogPage(Exists: true, [], total, IsComplete: true);
    }

    private static TaskLogKey KeyOf(LogAddress log) => new(log.DagId, log.RunId, log.TaskId, log.MapIndex, log.TryNumber);

    private static LogLine LineOf(Runtime.Logs.LogLine line) => new(line.Number, line.Timestamp, SourceOf(line.Stream), line.Text);

    private static LogSource SourceOf(LogStream stream) => stream switch
    {
        LogStream.Output => LogSource.Stdout,
        LogStream.Error => LogSource.Stderr,
        _ => LogSource.System,
    };
}
