using System.Buffers;
using System.Globalization;
using Orrery.Core.Timetables;

namespace Orrery.Core.DagFiles;

/// <summary>
/// Durations as people write them: a number of seconds (<c>90</c>), units (<c>5 minutes</c>, <c>1 h 30 m</c>) or ISO 8601 (<c>PT5M</c>).
/// </summary>
public static class DurationText
{
    /// <summary>Longest duration: 100 years of 365.25 days, in seconds.</summary>
    public const double MaxSeconds = 3_155_760_000;

    /// <summary>What a duration looks like, for messages.</summary>
    public const string Examples = "write a number of seconds, '5 minutes', '1 h 30 m' or 'PT5M'";

    private const int MaxMonths = 1_200;
    private const decimal MaxSecondsExact = 3_155_760_000m;

    // Longer numbers are no durations, and would not fit a decimal.
    private const int MaxDigits = 16;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration that may have calendar months and years.</summary>
    /// <returns>False when the text is no duration, or one over 100 years.</returns>
    public static bool TryParse(string text, out CalendarDelta duration)
    {
        var rest = text.AsSpan().Trim();
        var parts = new Parts();
        var valid = rest is ['P' or 'p', ..] ? ReadIso(rest[1..], ref parts) : ReadUnits(rest, ref parts);
        duration = parts.ToDelta();
        return valid && parts.IsInRange;
    }

    /// <summary>Reads a duration of fixed length: months and years, whose length differs, are refused.</summary>
    /// <returns>False when the text is no duration, one of months, or one over 100 years.</returns>
    public static bool TryParseFixed(string text, out TimeSpan duration)
    {
        var valid = TryParse(text, out var calendar) && calendar.TotalMonths == 0;
        duration = valid ? calendar.Time : default;
        return valid;
    }

    private static bool ReadUnits(ReadOnlySpan<char> rest, ref Parts parts)
    {
        var count = 0;
        while (!rest.IsEmpty)
        {
            if (!TakeNumber(ref rest, out var number))
            {
                return false;
            }

            rest = rest.TrimStart();
            var letters = rest.IndexOfAnyExceptInRange('A', 'z') is >= 0 and var end ? end : rest.Length;
            var unit = rest[..letters];
            rest = rest[letters..].TrimStart(" \t,");
            if (!(unit.IsEmpty ? count == 0 && rest.IsEmpty && parts.Add(number, 1) : AddUnit(ref parts, number, unit)))
            {
                return false;
            }

            count++;
        }

        return count > 0;
    }

    private static bool AddUnit(ref Parts parts, decimal number, ReadOnlySpan<char> unit)
    {
        Span<char> lower = stackalloc char[unit.Length <= 8 ? unit.Length : 0];
        unit.ToLowerInvariant(lower);
        return unit.Length <= 8 && (ReadOnlySpan<char>)lower switch
        {
            "ms" or "millis" => parts.Add(number, 0.001m),
            "s" or "sec" or "secs" or "second" or "seconds" => parts.Add(number, 1),
            "m" or "min" or "mins" or "minute" or "minutes" => parts.Add(number, 60),
            "h" or "hr" or "hrs" or "hour" or "hours" => parts.Add(number, 3_600),
            "d" or "day" or "days" => parts.Add(number, 86_400),
            "w" or "week" or "weeks" => parts.Add(number, 604_800),
            "month" or "months" => parts.AddMonths(number, 1),
            "y" or "year" or "years" => parts.AddMonths(number, 12),
            _ => false,
        };
    }

    private static bool ReadIso(ReadOnlySpan<char> rest, ref Parts parts)
    {
        var inTime = false;
        var any = false;
        var lastRank = -1;
        while (!rest.IsEmpty)
        {
            if (!inTime && rest[0] is 'T' or 't')
            {
                inTime = true;
                any = false;
                rest = rest[1..];
                continue;
            }

            if (!TakeNumber(ref rest, out var number) || rest.IsEmpty)
            {
                return false;
            }

            // Designators come once each and in this order; M is months before the T and minutes after it.
            var rank = (inTime ? "HMS" : "YMWD").IndexOf(char.ToUpperInvariant(rest[0]), StringComparison.Ordinal) + (inTime ? 10 : 0);
            rest = rest[1..];
            any = rank > lastRank && rank switch
            {
                0 => parts.AddMonths(number, 12),
                1 => parts.AddMonths(number, 1),
                2 => parts.Add(number, 604_800),
                3 => parts.Add(number, 86_400),
                10 => parts.Add(number, 3_600),
                11 => parts.Add(number, 60),
                12 => parts.Add(number, 1),
                _ => false,
            };
            if (!any)
            {
                return false;
            }

            lastRank = rank;
        }

        return any;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var end = rest.IndexOfAnyExcept(NumberCharacters);
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        number = 0;
        return digits.Length is > 0 and <= MaxDigits && char.IsAsciiDigit(digits[0])
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private struct Parts
    {
        private decimal _seconds;
        private decimal _months;

        public readonly bool IsInRange => _seconds <= MaxSecondsExact && _months <= MaxMonths;

        public bool Add(decimal number, decimal seconds)
        {
            _seconds += number * seconds;
            return true;
        }

        public bool AddMonths(decimal number, int months)
        {
            _months += number * months;
            return number == decimal.Truncate(number);
        }

        public readonly CalendarDelta ToDelta() => IsInRange ? CalendarDelta.Of(months: (int)_months, seconds: (double)_seconds) : default;
    }
}
