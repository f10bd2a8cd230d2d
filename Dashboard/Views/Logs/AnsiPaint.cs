using System.Text;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>How a style is drawn: classes for what a theme decides, and exact colours, each made readable, for what it does not.</summary>
/// <param name="Classes">Names of classes; empty: none.</param>
/// <param name="Ink">Colour of the letters on a light and on a dark page, as in <c>#aa0000 #ff8888</c>; null: by class.</param>
/// <param name="Paper">Colour behind the letters; null: the page's.</param>
public sealed record AnsiPaint(string Classes, string? Ink, string? Paper)
{
    private static readonly Rgb LightPage = Rgb.White;
    private static readonly Rgb DarkPage = Rgb.Parse("#17191f");

    /// <summary>How <paramref name="style"/> is drawn.</summary>
    public static AnsiPaint Of(AnsiStyle style)
    {
        var (ink, paper) = style.Inverse ? (style.Background, style.Foreground) : (style.Foreground, style.Background);
        var classes = new StringBuilder();
        Add(classes, style.Bold, "a-bold");
        Add(classes, style.Dim, "a-dim");
        Add(classes, style.Italic, "a-italic");
        Add(classes, style.Underline, "a-underline");
        Add(classes, style.Strike, "a-strike");

        if (paper is { } ground)
        {
            // A ground of its own is the same in both themes, and so is the ink on it.
            var readable = (ink?.Color ?? Rgb.White).ReadableOn(ground.Color).Hex;
            Add(classes, true, "a-ink");
            return new AnsiPaint(classes.ToString(), $"{readable} {readable}", ground.Color.Hex);
        }

        Add(classes, style.Inverse && ink is null, "a-inverse");
        if (ink is not { } color)
        {
            return new AnsiPaint(classes.ToString(), null, null);
        }

        if (color.Index >= 0)
        {
            Add(classes, true, $"a-{color.Index}");
            return new AnsiPaint(classes.ToString(), null, null);
        }

        Add(classes, true, "a-ink");
        return new AnsiPaint(classes.ToString(), $"{color.Color.ReadableOn(LightPage).Hex} {color.Color.ReadableOn(DarkPage).Hex}", null);
    }

    private static void Add(StringBuilder classes, bool applies, string name)
    {
        if (applies)
        {
            classes.Append(classes.Length > 0 ? " " : "").Append(name);
        }
    }
}
