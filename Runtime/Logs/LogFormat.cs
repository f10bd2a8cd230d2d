using System.Globalization;
using System.Text;

namespace Orrery.Runtime.Logs;

/// <summary>The form of a line in a log file: <c>2026-01-01T00:00:00.000Z O text</c>, with O, E or S for where it comes from, and L for the last.</summary>
internal static class LogFormat
{
    /// <summary>Bytes before the text.</summary>
    public const int PrefixLength = 27;

    /// <summary>Longest piece of a line in bytes of what the task wrote; longer ones are split.</summary>
    public const int MaxLineLength = 64 * 1024;

    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int TimestampLength = 24;
    private const char Last = 'L';

    /// <summary>Longest text of a last line in bytes: it is found by reading that much of the log's end.</summary>
    public const int MaxLastLineLength = 4096 - PrefixLength - 2;

    /// <summary>Writes what stands before the text.</summary>
    public static void WritePrefix(Span<byte> target, DateTimeOffset timestamp, LogStream stream, bool isLast = false)
    {
        _ = timestamp.UtcDateTime.TryFormat(target, out _, TimestampFormat, CultureInfo.InvariantCulture);
        target[TimestampLength] = (byte)' ';
        target[TimestampLength + 1] = (byte)(isLast ? Last : stream switch { LogStream.Output => 'O', LogStream.Error => 'E', _ => 'S' });
        target[TimestampLength + 2] = (byte)' ';
    }

    /// <summary>Whether the end of a log is a line that says that nothing will follow.</summary>
    /// <param name="end">The last bytes of the log: at least the longest last line with both its ends, or all of it.</param>
    public static bool IsComplete(ReadOnlySpan<byte> end)
    {
        if (!end.EndsWith("\n"u8))
        {
            return false;
        }

        var line = end[..^1];
        line = line[(line.LastIndexOf((byte)'\n') + 1)..];
        return line.Length >= PrefixLength && line[TimestampLength + 1] == Last;
    }

    /// <summary>Reads a line without its end. What has no such form, as after a damage, comes as text of Orrery's own.</summary>
    public static LogLine Parse(long number, ReadOnlySpan<byte> line)
    {
        if (line.Length < PrefixLength
            || !DateTimeOffset.TryParseExact(
                Encoding.UTF8.GetString(line[..TimestampLength]), TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp))
        {
            return new LogLine(number, DateTimeOffset.UnixEpoch, LogStream.System, Encoding.UTF8.GetString(line));
        }

        var stream = line[TimestampLength + 1] switch { (byte)'O' => LogStream.Output, (byte)'E' => LogStream.Error, _ => LogStream.System };
        return new LogLine(number, timestamp, stream, Encoding.UTF8.GetString(line[PrefixLength..]));
    }
}
