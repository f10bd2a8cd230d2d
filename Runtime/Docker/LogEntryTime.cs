using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Orrery.Runtime.Docker;

/// <summary>The time before each piece of a container's output, to the nanosecond: <c>2026-01-01T00:00:00.123456789Z text</c>.</summary>
internal static class LogEntryTime
{
    private const int LongestTime = 40;
    private const int DateLength = 19;
    private const int FractionDigits = 9;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    /// <summary>Takes the time off a piece.</summary>
    /// <param name="entry">The piece; what follows the time remains.</param>
    /// <param name="nanoseconds">The time since 1970.</param>
    /// <returns>False when it begins with none; it is left as it is then.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> entry, out long nanoseconds)
    {
        nanoseconds = 0;
        var end = entry[..Math.Min(entry.Length, LongestTime)].IndexOf((byte)' ');
        if (end < DateLength
            || !DateTime.TryParseExact(
                Encoding.UTF8.GetString(entry[..DateLength]), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var second)
            || !TryReadRest(entry[DateLength..end], out var fraction, out var offset))
        {
            return false;
        }

        nanoseconds = ((second - DateTime.UnixEpoch).Ticks * NanosecondsPerTick) - offset + fraction;
        entry = entry[(end + 1)..];
        return true;
    }

    /// <summary>The time as one of the log, which has milliseconds.</summary>
    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick);

    /// <summary>What follows the second: a fraction, and Z or an offset.</summary>
    private static bool TryReadRest(ReadOnlySpan<byte> rest, out long fraction, out long offset)
    {
        (fraction, offset) = (0, 0);
        if (rest is [(byte)'.', .. var digits])
        {
            var count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var other ? other : digits.Length;
            if (count is 0 or > FractionDigits || !Utf8Parser.TryParse(digits[..count], out fraction, out int _))
            {
                return false;
            }

            for (var i = count; i < FractionDigits; i++)
            {
                fraction *= 10;
            }

            rest = digits[count..];
        }

        if (rest is [(byte)'Z'])
        {
            return true;
        }

        if (rest is [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            && Utf8Parser.TryParse(rest[1..3], out int hours, out _) && Utf8Parser.TryParse(rest[4..], out int minutes, out _))
        {
            offset = ((hours * 60L) + minutes) * 60 * NanosecondsPerSecond * (rest[0] == '-' ? -1 : 1);
            return true;
        }

        return false;
    }
}
