namespace Orrery.Dashboard.Views.Logs;

/// <summary>A colour in sRGB.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>White.</summary>
    public static readonly Rgb White = new(255, 255, 255);

    /// <summary>Black.</summary>
    public static readonly Rgb Black = new(0, 0, 0);

    /// <summary>What WCAG asks of text.</summary>
    public const double TextContrast = 4.5;

    /// <summary>As in <c>#0d749a</c>.</summary>
    public string Hex => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>The colour written as <c>#rrggbb</c>.</summary>
    /// <exception cref="FormatException">The text is no such colour.</exception>
    public static Rgb Parse(string hex) => hex.Length == 7 && hex[0] == '#'
        ? new Rgb(Convert.FromHexString(hex.AsSpan(1, 2))[0], Convert.FromHexString(hex.AsSpan(3, 2))[0], Convert.FromHexString(hex.AsSpan(5, 2))[0])
        : throw new FormatException($"'{hex}' is no colour: expected '#rrggbb'.");

    /// <summary>The contrast of two colours by WCAG 2.2: 1 to 21.</summary>
    public static double Contrast(Rgb one, Rgb other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>This colour, made as much darker or lighter as text on <paramref name="ground"/> needs to be read.</summary>
    public Rgb ReadableOn(Rgb ground)
    {
        var end = Contrast(Black, ground) > Contrast(White, ground) ? Black : White;
        const int Steps = 20;
        for (var step = 0; step < Steps; step++)
        {
            var mixed = Mix(end, (double)step / Steps);
            if (Contrast(mixed, ground) >= TextContrast)
            {
                return mixed;
            }
        }

        return end;
    }

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private Rgb Mix(Rgb other, double share)
    {
        return new Rgb(Channel(Red, other.Red), Channel(Green, other.Green), Channel(Blue, other.Blue));
        byte Channel(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
    }
}
