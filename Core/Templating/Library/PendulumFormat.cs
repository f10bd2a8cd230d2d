using System.Collections.Frozen;
using System.Globalization;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Pendulum's <c>format('YYYY-MM-DD')</c>: tokens instead of percent directives, <c>[text]</c> for literal text.</summary>
internal static class PendulumFormat
{
    private static readonly FrozenDictionary<string, Func<DateTimeValue, string>> Tokens =
        new Dictionary<string, Func<DateTimeValue, string>>(StringComparer.Ordinal)
        {
            ["YYYY"] = Net("yyyy"),
            ["YY"] = Net("yy"),
            ["Y"] = d => Text(d.Moment.Year),
            ["Q"] = d => Text(((d.Moment.Month - 1) / 3) + 1),
            ["MMMM"] = Net("MMMM"),
            ["MMM"] = Net("MMM"),
            ["MM"] = Net("MM"),
            ["M"] = d => Text(d.Moment.Month),
            ["DDDD"] = d => d.Moment.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            ["DDD"] = d => Text(d.Moment.DayOfYear),
            ["DD"] = Net("dd"),
            ["D"] = d => Text(d.Moment.Day),
            ["dddd"] = Net("dddd"),
            ["ddd"] = Net("ddd"),
            ["E"] = d => Text(Strftime.IsoWeekday(d.Moment)),
            ["HH"] = Net("HH"),
            ["H"] = d => Text(d.Moment.Hour),
            ["hh"] = Net("hh"),
            ["h"] = d => Text(((d.Moment.Hour + 11) % 12) + 1),
            ["mm"] = Net("mm"),
            ["m"] = d => Text(d.Moment.Minute),
            ["ss"] = Net("ss"),
            ["s"] = d => Text(d.Moment.Second),
            ["SSSSSS"] = Net("ffffff"),
            ["SSS"] = Net("fff"),
            ["A"] = d => d.Moment.Hour < 12 ? "AM" : "PM",
            ["X"] = d => d.Moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["x"] = d => d.Moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["ZZ"] = d => DateTimeValue.FormatOffset(d.Moment.Offset, ""),
            ["Z"] = d => DateTimeValue.FormatOffset(d.Moment.Offset, ":"),
            ["zz"] = d => d.ZoneName,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Format(DateTimeValue value, string format, int maxLength)
    {
        var output = new BoundedText(maxLength);
        for (int i = 0; i < format.Length;)
        {
            if (format[i] == '[')
            {
                int close = format.IndexOf(']', i);
                if (close < 0)
                {
                    throw TemplateFault.Runtime($"the format '{format}' has '[' without ']'");
                }
                output.Append(format.AsSpan(i + 1, close - i - 1));
                i = close + 1;
                continue;
            }
            int length = TokenLength(format, i);
            output.Append(length == 0 ? format.AsSpan(i, 1) : Tokens[format.Substring(i, length)](value));
            i += Math.Max(length, 1);
        }
        return output.ToString();
    }

    // The longest run of one letter that is a token.
    private static int TokenLength(string format, int start)
    {
        int run = 1;
        while (start + run < format.Length && format[start + run] == format[start] && run < 6)
        {
            run++;
        }
        while (run > 0 && !Tokens.ContainsKey(format.Substring(start, run)))
        {
            run--;
        }
        return run;
    }

    private static Func<DateTimeValue, string> Net(string format) => d => d.Moment.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
