using System.Globalization;

namespace Orrery.Runtime.Logs.Archive;

/// <summary>
/// A piece of a log in an archive: whole lines, as they stand in the log's file. Its name tells which, so that a list of names is all it takes to
/// find a line, to know how long the log is, and where to go on.
/// </summary>
/// <param name="Name">Name of the object.</param>
/// <param name="FirstLine">Number of its first line, from 1.</param>
/// <param name="LastLine">Number of its last line.</param>
/// <param name="IsLast">Whether no line follows.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record LogPiece(string Name, long FirstLine, long LastLine, bool IsLast, long Size)
{
    /// <summary>Most bytes of a piece: much less than anybody minds to fetch for one line.</summary>
    public const int MaxBytes = 4 << 20;

    private const string LastMark = "-last";

    /// <summary>Beginning of the names of a run's pieces.</summary>
    public static string PrefixOf(string dagId, string runId) => $"{PathSegment.Encode(dagId)}/{PathSegment.Encode(runId)}/";

    /// <summary>Beginning of the names of a log's pieces.</summary>
    public static string PrefixOf(TaskLogKey key)
    {
        var place = key.MapIndex < 0 ? "" : $".map_index={key.MapIndex}";
        return $"{PrefixOf(key.DagId, key.RunId)}{PathSegment.Encode(key.TaskId)}{place}.attempt={key.TryNumber}/";
    }

    /// <summary>The name of a new piece.</summary>
    public static string NameOf(TaskLogKey key, long firstLine, long lastLine, bool isLast) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(key)}{firstLine:D12}-{lastLine:D12}{(isLast ? LastMark : "")}");

    /// <summary>The pieces of a log, in order.</summary>
    public static async Task<List<LogPiece>> ListAsync(ILogArchive archive, TaskLogKey key, CancellationToken cancellationToken)
    {
        var pieces = new List<LogPiece>();
        foreach (var item in await archive.ListAsync(PrefixOf(key), cancellationToken).ConfigureAwait(false))
        {
            // What somebody else put there is none of ours.
            if (Parse(item) is { } piece && piece.FirstLine == (pieces is [.., var before] ? before.LastLine + 1 : 1))
            {
                pieces.Add(piece);
            }
        }

        return pieces;
    }

    private static LogPiece? Parse(LogObject item)
    {
        var name = item.Name[(item.Name.LastIndexOf('/') + 1)..];
        var isLast = name.EndsWith(LastMark, StringComparison.Ordinal);
        var lines = (isLast ? name[..^LastMark.Length] : name).Split('-');
        return lines is [var first, var last] && Number(first) is { } from && Number(last) is { } to ? new LogPiece(item.Name, from, to, isLast, item.Size) : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
