using System.Globalization;
using System.Text.RegularExpressions;

namespace Orrery.Runtime.Logs;

/// <content>What an archive needs: which logs there are, and their bytes.</content>
public sealed partial class FileTaskLogStore
{
    /// <summary>Whole lines of a log from a place on.</summary>
    /// <param name="Bytes">The lines; empty when there are none (yet).</param>
    /// <param name="IsLast">Whether the log is complete and ends with them.</param>
    internal readonly record struct Piece(ReadOnlyMemory<byte> Bytes, bool IsLast);

    /// <summary>The lines of a log from <paramref name="offset"/> on, of at most <paramref name="maxBytes"/> bytes, which is more than a line has; null: there is no such log.</summary>
    internal Piece? ReadPiece(TaskLogKey key, long offset, int maxBytes)
    {
        var path = PathOf(key);

        // This first: an end that was seen means that all lines are there.
        var isComplete = IsComplete(path);
        using var log = Open(path);
        if (log is null)
        {
            return null;
        }

        var length = RandomAccess.GetLength(log);
        var bytes = new byte[Math.Clamp(length - offset, 0, maxBytes)];
        var read = RandomAccess.Read(log, bytes, offset);
        var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        return new Piece(bytes.AsMemory(0, whole), isComplete && offset + whole == length);
    }

    /// <summary>Whether a line begins at a place of a log, or would if there were one more; null: there is no such log.</summary>
    internal bool? IsLineStart(TaskLogKey key, long offset)
    {
        using var log = Open(PathOf(key));
        Span<byte> before = stackalloc byte[1];
        return log is null ? null : offset == 0 || (RandomAccess.Read(log, before, offset - 1) == 1 && before[0] == '\n');
    }

    /// <summary>The logs of runs in which a try was begun since a moment.</summary>
    internal IEnumerable<TaskLogKey> FindSince(DateTimeOffset since)
    {
        foreach (var (dagId, ofDag) in Named(_root))
        {
            foreach (var (runId, ofRun) in Named(ofDag).Where(r => Directory.GetLastWriteTimeUtc(r.Path) >= since.UtcDateTime))
            {
                foreach (var file in Directory.EnumerateFiles(ofRun, "*.log"))
                {
                    if (Names().Match(Path.GetFileName(file)) is { Success: true } name && PathSegment.Decode(name.Groups["task"].Value) is { } taskId)
                    {
                        yield return new TaskLogKey(dagId, runId, taskId, Number(name.Groups["index"], -1), Number(name.Groups["attempt"], 1));
                    }
                }
            }
        }
    }

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

    private static int Number(Group digits, int otherwise) => digits.Success ? int.Parse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"^(?<task>.+?)(\.map_index=(?<index>[0-9]{1,9}))?\.attempt=(?<attempt>[0-9]{1,9})\.log$", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
