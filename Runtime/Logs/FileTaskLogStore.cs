using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Logs;

/// <summary>Logs as files: <c>dag_id/run_id/task_id[.map_index=N].attempt=N.log</c> in <see cref="RuntimeOptions.LogDirectory"/>.</summary>
/// <remarks>No folder for each task: it would be larger than most logs. Ids become names as they are as long as they hold only letters, digits and <c>_ - . + : @ ~</c>; anything else is escaped.</remarks>
/// <param name="options">Where the logs are.</param>
public sealed partial class FileTaskLogStore(IOptions<RuntimeOptions> options) : ITaskLogStore
{
    private const int MaxCount = 100_000;
    private const int MaxWindowBytes = 8 << 20;
    private const int BatchLines = 2_000;

    private readonly string _root = options.Value.LogPath;
    private readonly LogSignals _signals = new();

    /// <inheritdoc/>
    public ValueTask<LogWindow?> ReadAsync(TaskLogKey key, long fromLine, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fromLine);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(PathOf(key), fromLine, count));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(
        TaskLogKey key, long fromLine = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromLine, 1);
        var path = PathOf(key);
        using var follower = _signals.Follow(path);
        var at = default(LogIndexEntry);
        while (true)
        {
            // In this order: a change after the first line wakes the last, and an end seen here means that all lines are there.
            var change = follower.NextChange();
            var isComplete = IsComplete(path);
            if (at == default)
            {
                at = LogIndex.Read(path).Before(fromLine - 1);
            }

            var (lines, reached) = ReadFrom(path, at, fromLine - 1, BatchLines);
            at = reached;
            if (lines.Count > 0)
            {
                yield return lines;
            }
            else if (isComplete)
            {
                yield break;
            }
            else
            {
                await change.WaitAsync(cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void DeleteRun(string dagId, string runId)
    {
        var folder = Path.Combine(_root, PathSegment.Encode(dagId), PathSegment.Encode(runId));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where the log of a try is, or will be.</summary>
    public string PathOf(TaskLogKey key)
    {
        var place = key.MapIndex < 0 ? "" : $".map_index={key.MapIndex}";
        return Path.Combine(_root, PathSegment.Encode(key.DagId), PathSegment.Encode(key.RunId), $"{PathSegment.Encode(key.TaskId)}{place}.attempt={key.TryNumber}.log");
    }

    /// <summary>Called after every write to a log; null (default): nobody wants to know. To be set before the first write.</summary>
    internal Action<TaskLogKey>? Written { get; set; }

    /// <summary>Opens the log of a try for writing; see <see cref="TaskLogWriter"/>.</summary>
    internal TaskLogWriter OpenWriter(TaskLogKey key, long length, long lines)
    {
        var path = PathOf(key);
        return new TaskLogWriter(path, length, lines, () =>
        {
            _signals.Pulse(path);
            Written?.Invoke(key);
        });
    }

    /// <summary>Opens the log of a try to go on after all that is in it: a try may have several processes, one after the other.</summary>
    internal TaskLogWriter OpenToAppend(TaskLogKey key)
    {
        var (length, lines) = EndOf(key);
        return OpenWriter(key, length, lines);
    }

    /// <summary>How long the log of a try is by now: bytes and lines, up to the end of its last whole line.</summary>
    internal (long Length, long Lines) EndOf(TaskLogKey key)
    {
        var path = PathOf(key);
        using var log = Open(path);
        if (log is null)
        {
            return default;
        }

        using var cursor = new LogCursor(log, LogIndex.Read(path).Before(long.MaxValue));
        _ = cursor.SkipTo(long.MaxValue);
        return (cursor.Offset, cursor.Line);
    }

    /// <summary>Adds a line of Orrery's own to the log of a try.</summary>
    /// <param name="key">Which try.</param>
    /// <param name="timestamp">When.</param>
    /// <param name="text">The line.</param>
    /// <param name="isLast">Whether the log is complete with it.</param>
    internal void AppendSystem(TaskLogKey key, DateTimeOffset timestamp, string text, bool isLast)
    {
        using var writer = OpenToAppend(key);
        if (isLast)
        {
            writer.Complete(timestamp, text);
        }
        else
        {
            writer.AppendSystem(timestamp, text);
            writer.Flush();
        }
    }

    private static LogWindow? Read(string path, long fromLine, int count)
    {
        // This first: an end that was seen means that all lines are there.
        var isComplete = IsComplete(path);
        if (!File.Exists(path))
        {
            return null;
        }

        var index = LogIndex.Read(path);
        var total = CountLines(path, index);
        var skip = fromLine > 0 ? fromLine - 1 : Math.Max(0, total + fromLine);
        var lines = skip < total ? ReadFrom(path, index.Before(skip), skip, (int)Math.Min(count, total - skip)).Lines : [];
        return new LogWindow(lines, total, isComplete);
    }

    private static bool IsComplete(string path)
    {
        using var log = Open(path);
        if (log is null)
        {
            return false;
        }

        Span<byte> end = stackalloc byte[LogFormat.MaxLastLineLength + LogFormat.PrefixLength + 2];
        return LogFormat.IsComplete(end[..RandomAccess.Read(log, end, Math.Max(0, RandomAccess.GetLength(log) - end.Length))]);
    }

    private static long CountLines(string path, LogIndex index)
    {
        using var log = Open(path);
        if (log is null)
        {
            return 0;
        }

        using var cursor = new LogCursor(log, index.Before(long.MaxValue));
        _ = cursor.SkipTo(long.MaxValue);
        return cursor.Line;
    }

    private static (List<LogLine> Lines, LogIndexEntry Reached) ReadFrom(string path, LogIndexEntry start, long skip, int count)
    {
        using var log = Open(path);
        if (log is null)
        {
            return ([], start);
        }

        using var cursor = new LogCursor(log, start);
        var lines = new List<LogLine>();
        if (cursor.SkipTo(skip))
        {
            var from = cursor.Offset;
            while (lines.Count < count && cursor.Offset - from < MaxWindowBytes && cursor.TryRead(out var line))
            {
                lines.Add(LogFormat.Parse(cursor.Line, line));
            }
        }

        return (lines, new LogIndexEntry(cursor.Line, cursor.Offset));
    }

    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
