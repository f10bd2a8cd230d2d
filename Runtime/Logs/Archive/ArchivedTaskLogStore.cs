using System.Runtime.CompilerServices;

namespace Orrery.Runtime.Logs.Archive;

/// <summary>Reads logs from this host where it has them, else from the archive: those of other hosts, and of those that are gone.</summary>
/// <param name="local">The logs of this host.</param>
/// <param name="archive">The archive.</param>
/// <param name="clock">Clock.</param>
public sealed class ArchivedTaskLogStore(FileTaskLogStore local, ILogArchive archive, TimeProvider clock) : ITaskLogStore
{
    /// <summary>How often a log that grows elsewhere, or is nowhere yet, is looked for.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private const int MaxWindowBytes = 8 << 20;
    private const int BatchLines = 2_000;

    /// <inheritdoc/>
    public async ValueTask<LogWindow?> ReadAsync(TaskLogKey key, long fromLine, int count, CancellationToken cancellationToken = default) =>
        await local.ReadAsync(key, fromLine, count, cancellationToken).ConfigureAwait(false)
        ?? await ReadArchivedAsync(key, fromLine, count, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(
        TaskLogKey key, long fromLine = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromLine, 1);
        while (!File.Exists(local.PathOf(key)))
        {
            var window = await ReadArchivedAsync(key, fromLine, BatchLines, cancellationToken).ConfigureAwait(false);
            if (window is { Lines: { Count: > 0 } lines })
            {
                yield return lines;
                fromLine = lines[^1].Number + 1;
            }
            else if (window is { IsComplete: true })
            {
                yield break;
            }
            else
            {
                await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
            }
        }

        await foreach (var lines in local.FollowAsync(key, fromLine, cancellationToken).ConfigureAwait(false))
        {
            yield return lines;
        }
    }

    /// <inheritdoc/>
    public void DeleteRun(string dagId, string runId) => local.DeleteRun(dagId, runId);

    private async Task<LogWindow?> ReadArchivedAsync(TaskLogKey key, long fromLine, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fromLine);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var pieces = await LogPiece.ListAsync(archive, key, cancellationToken).ConfigureAwait(false);
        if (pieces is not [.., var last])
        {
            return null;
        }

        var first = fromLine > 0 ? fromLine : Math.Max(1, last.LastLine + fromLine + 1);
        var lines = new List<LogLine>();
        var bytes = 0;
        foreach (var piece in pieces.Where(p => p.LastLine >= first && p.FirstLine < first + count))
        {
            if (bytes >= MaxWindowBytes || await archive.GetAsync(piece.Name, cancellationToken).ConfigureAwait(false) is not { } content)
            {
                break;
            }

            bytes = Take(piece, content, first, count, bytes, lines);
        }

        return new LogWindow(lines, last.LastLine, last.IsLast);
    }

    /// <summary>Takes the lines that are wanted of a piece; answers how many bytes all lines taken so far have.</summary>
    private static int Take(LogPiece piece, ReadOnlySpan<byte> content, long first, int count, int bytes, List<LogLine> lines)
    {
        var number = piece.FirstLine;
        foreach (var range in content.Split((byte)'\n'))
        {
            // The piece ends with the end of a line.
            if (range.Start.Value == content.Length || number >= first + count || bytes >= MaxWindowBytes)
            {
                break;
            }

            if (number >= first)
            {
                var line = content[range];
                lines.Add(LogFormat.Parse(number, line));
                bytes += line.Length;
            }

            number++;
        }

        return bytes;
    }
}
