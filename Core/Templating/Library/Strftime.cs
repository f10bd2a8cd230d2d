using System.Globalization;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Python's <c>strftime</c> in the C locale, with the flags <c>-</c>, <c>_</c>, <c>0</c> and <c>^</c> of the GNU library.</summary>
internal static class Strftime
{
    public static string Format(DateTimeValue value, string format, int maxLength)
    {
        var output = new BoundedText(maxLength);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }
            bool flagged = format[i + 1] is ('-' or '_' or '0' or '^') && i + 2 < format.Length;
            char directive = format[flagged ? i + 2 : i + 1];
            // As in the C library, what is no directive stays as it is written.
            string written = format.Substring(i, flagged ? 3 : 2);
            string? text = Directive(value, directive);
            output.Append(text is null ? written : flagged ? Flagged(text, format[i + 1]) : text);
            i += written.Length - 1;
        }
        return output.ToString();
    }

    private static string Flagged(string text, char flag) => flag switch
    {
        '-' when text.All(c => c is ' ' || char.IsAsciiDigit(c)) => text.TrimStart('0', ' ') is { Length: > 0 } digits ? digits : "0",
        '_' when text.All(char.IsAsciiDigit) => (text.TrimStart('0') is { Length: > 0 } digits ? digits : "0").PadLeft(text.Length),
        '0' => text.Replace(' ', '0'),
        '^' => text.ToUpperInvariant(),
        _ => text,
    };

    private static string? Directive(DateTimeValue value, char directive)
    {
        var time = value.Moment;
        string Net(string format) => time.ToString(format, CultureInfo.InvariantCulture);
        return directive switch
        {
            'a' => Net("ddd"),
            'A' => Net("dddd"),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => IsoWeekday(time).ToString(CultureInfo.InvariantCulture),
            'd' => Net("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'b' or 'h' => Net("MMM"),
            'B' => Net("MMMM"),
            'm' => Net("MM"),
            'y' => Net("yy"),
            'Y' => Net("yyyy"),
            'C' => (time.Year / 100).ToString("00", CultureInfo.InvariantCulture),
            'G' => ISOWeek.GetYear(time.DateTime).ToString("0000", CultureInfo.InvariantCulture),
            'g' => (ISOWeek.GetYear(time.DateTime) % 100).ToString("00", CultureInfo.InvariantCulture),
            'V' => ISOWeek.GetWeekOfYear(time.DateTime).ToString("00", CultureInfo.InvariantCulture),
            'U' => WeekOfYear(time, (int)time.DayOfWeek),
            'W' => WeekOfYear(time, IsoWeekday(time) - 1),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'H' => Net("HH"),
            'k' => time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'I' => Net("hh"),
            'l' => (((time.Hour + 11) % 12) + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'p' => time.Hour < 12 ? "AM" : "PM",
            'P' => time.Hour < 12 ? "am" : "pm",
            'M' => Net("mm"),
            'S' => Net("ss"),
            'f' => value.Microsecond.ToString("000000", CultureInfo.InvariantCulture),
            's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'z' => value.IsNaive ? "" : DateTimeValue.FormatOffset(time.Offset, ""),
            'Z' => value.IsNaive ? "" : ZoneAbbreviation(value),
            'c' => Net("ddd MMM ") + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + Net(" HH:mm:ss yyyy"),
            'x' or 'D' => Net("MM'/'dd'/'yy"),
            'X' or 'T' => Net("HH:mm:ss"),
            'F' => Net("yyyy-MM-dd"),
            'R' => Net("HH:mm"),
            'r' => Net("hh:mm:ss ") + (time.Hour < 12 ? "AM" : "PM"),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => null,
        };
    }

    public static int IsoWeekday(DateTimeOffset time) => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek;

    private static string WeekOfYear(DateTimeOffset time, int daysSinceWeekStart) =>
        ((time.DayOfYear + 6 - daysSinceWeekStart) / 7).ToString("00", CultureInfo.InvariantCulture);

    // .NET knows no abbreviations (CET, EST); the offset is right and cannot be mistaken.
    private static string ZoneAbbreviation(DateTimeValue value) =>
        value.Moment.Offset == TimeSpan.Zero ? "UTC" : DateTimeValue.FormatOffset(value.Moment.Offset, ":");
}
