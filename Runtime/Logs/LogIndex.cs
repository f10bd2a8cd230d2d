using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Logs;

/// <summary>An entry of a log's index.</summary>
/// <param name="Line">How many lines lie before <see cref="Offset"/>.</param>
/// <param name="Offset">Place in the log file.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LogIndexEntry(long Line, long Offset)
{
    /// <summary>Size in the file.</summary>
    public const int Size = 16;
}

/// <summary>
/// Which line is where, sparsely: an entry for each 64 KiB of log, so that any line is found by reading that much. It lies beside the log
/// and is written after it: what it lacks is found by reading on, and nothing depends on its being complete. A short log has none.
/// </summary>
/// <param name="Entries">The entries, ascending.</param>
internal sealed record LogIndex(IReadOnlyList<LogIndexEntry> Entries)
{
    /// <summary>Bytes of log between two entries, at least.</summary>
    public const int Stride = 64 * 1024;

    /// <summary>The file beside a log.</summary>
    public static string PathOf(string logPath) => logPath + ".idx";

    /// <summary>Reads an index; one that does not exist is empty.</summary>
    public static LogIndex Read(string logPath)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(logPath), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LogIndex([]);
        }
    }

    /// <summary>Reads an index from its open file.</summary>
    public static LogIndex Read(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file) / LogIndexEntry.Size * LogIndexEntry.Size];
        var length = RandomAccess.Read(file, bytes, 0);
        return new LogIndex(MemoryMarshal.Cast<byte, LogIndexEntry>(bytes.AsSpan(0, length - (length % LogIndexEntry.Size))).ToArray());
    }

    /// <summary>The last place known at or before a line.</summary>
    /// <param name="line">How many lines lie before the place that is looked for.</param>
    public LogIndexEntry Before(long line)
    {
        var low = 0;
        var high = Entries.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Entries[middle].Line <= line)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? default : Entries[low - 1];
    }
}
