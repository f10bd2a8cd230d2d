using System.Globalization;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>What the numbers of a "select graphic rendition" sequence mean.</summary>
internal static class AnsiGraphics
{
    /// <summary>The style after the sequence with these <paramref name="parameters"/>; what is unknown changes nothing.</summary>
    public static AnsiStyle Apply(AnsiStyle style, string parameters)
    {
        // Colons separate the parts of a colour in newer programs, semicolons in older ones; both mean the same here.
        var numbers = parameters.Split(';', ':').Select(Number).ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            style = numbers[i] switch
            {
                0 => default,
                1 => style with { Bold = true },
                2 => style with { Dim = true },
                3 => style with { Italic = true },
                4 => style with { Underline = true },
                7 => style with { Inverse = true },
                9 => style with { Strike = true },
                22 => style with { Bold = false, Dim = false },
                23 => style with { Italic = false },
                24 => style with { Underline = false },
                27 => style with { Inverse = false },
                29 => style with { Strike = false },
                >= 30 and <= 37 and var n => style with { Foreground = AnsiColor.FromTable(n - 30) },
                38 => style with { Foreground = Extended(numbers, ref i) ?? style.Foreground },
                39 => style with { Foreground = null },
                >= 40 and <= 47 and var n => style with { Background = AnsiColor.FromTable(n - 40) },
                48 => style with { Background = Extended(numbers, ref i) ?? style.Background },
                49 => style with { Background = null },
                >= 90 and <= 97 and var n => style with { Foreground = AnsiColor.FromTable(n - 82) },
                >= 100 and <= 107 and var n => style with { Background = AnsiColor.FromTable(n - 92) },
                _ => style,
            };
        }

        return style;
    }

    private static int Number(string text) => text.Length == 0 ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    // 38;5;n and 38;2;r;g;b. Leaves i at the last number used.
    private static AnsiColor? Extended(int[] numbers, ref int i)
    {
        var kind = At(numbers, i + 1);
        if (kind == 5)
        {
            i += 2;
            return At(numbers, i) is >= 0 and <= 255 and var index ? AnsiColor.FromTable(index) : null;
        }

        if (kind == 2)
        {
            i += 4;
            return (At(numbers, i - 2), At(numbers, i - 1), At(numbers, i)) is (>= 0 and <= 255 and var r, >= 0 and <= 255 and var g, >= 0 and <= 255 and var b)
                ? AnsiColor.FromRgb((byte)r, (byte)g, (byte)b)
                : null;
        }

        return null;
    }

    private static int At(int[] numbers, int index) => index < numbers.Length ? numbers[index] : -1;
}
