namespace Orrery.Dashboard.Views.Logs;

/// <summary>A colour a log asks for: one of the sixteen a theme decides, or an exact one.</summary>
/// <param name="Index">0 to 15 for a colour of the theme; -1 for an exact one.</param>
/// <param name="Color">The exact colour, or the customary value of the theme's.</param>
public readonly record struct AnsiColor(int Index, Rgb Color)
{
    private static readonly Rgb[] Customary =
    [
        new(0x00, 0x00, 0x00), new(0xcd, 0x31, 0x31), new(0x0d, 0xbc, 0x79), new(0xe5, 0xe5, 0x10),
        new(0x24, 0x72, 0xc8), new(0xbc, 0x3f, 0xbc), new(0x11, 0xa8, 0xcd), new(0xe5, 0xe5, 0xe5),
        new(0x66, 0x66, 0x66), new(0xf1, 0x4c, 0x4c), new(0x23, 0xd1, 0x8b), new(0xf5, 0xf5, 0x43),
        new(0x3b, 0x8e, 0xea), new(0xd6, 0x70, 0xd6), new(0x29, 0xb8, 0xdb), new(0xff, 0xff, 0xff),
    ];

    /// <summary>An entry of the 256-colour table: sixteen of the theme, a 6 × 6 × 6 cube, 24 greys.</summary>
    /// <param name="index">0 to 255.</param>
    public static AnsiColor FromTable(int index)
    {
        if (index < 16)
        {
            return new AnsiColor(index, Customary[index]);
        }

        if (index >= 232)
        {
            var grey = (byte)(8 + ((index - 232) * 10));
            return FromRgb(grey, grey, grey);
        }

        var cube = index - 16;
        return FromRgb(Level(cube / 36), Level(cube / 6 % 6), Level(cube % 6));
        static byte Level(int step) => (byte)(step == 0 ? 0 : 55 + (step * 40));
    }

    /// <summary>An exact colour.</summary>
    public static AnsiColor FromRgb(byte red, byte green, byte blue) => new(-1, new Rgb(red, green, blue));
}

/// <summary>How a piece of a log looks.</summary>
public readonly record struct AnsiStyle
{
    /// <summary>Colour of the letters; null: the page's.</summary>
    public AnsiColor? Foreground { get; init; }

    /// <summary>Colour behind the letters; null: the page's.</summary>
    public AnsiColor? Background { get; init; }

    /// <summary>Heavy letters.</summary>
    public bool Bold { get; init; }

    /// <summary>Faint letters.</summary>
    public bool Dim { get; init; }

    /// <summary>Slanted letters.</summary>
    public bool Italic { get; init; }

    /// <summary>A line under the letters.</summary>
    public bool Underline { get; init; }

    /// <summary>A line through the letters.</summary>
    public bool Strike { get; init; }

    /// <summary>Letters and ground changed over.</summary>
    public bool Inverse { get; init; }
}

/// <summary>A piece of a log that looks the same throughout.</summary>
/// <param name="Text">Its text: no control characters, plain text and never markup.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Link">Where it leads, always http or https; null: nowhere.</param>
public sealed record AnsiSegment(string Text, AnsiStyle Style, string? Link = null);
