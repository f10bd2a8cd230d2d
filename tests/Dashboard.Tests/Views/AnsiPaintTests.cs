using Orrery.Dashboard.Views.Logs;

namespace Orrery.Dashboard.Tests.Views;

public sealed class AnsiPaintTests
{
    [Fact]
    public void Of_ColourOfTheTheme_IsAClass() =>
        AnsiPaint.Of(new AnsiStyle { Foreground = AnsiColor.FromTable(1), Bold = true }).ShouldBe(new AnsiPaint("a-bold a-1", null, null));

    [Fact]
    public void Of_ExactColours_CanBeReadInBothThemes()
    {
        for (var value = 0; value < 4_096; value++)
        {
            var color = AnsiColor.FromRgb((byte)((value >> 8) * 17), (byte)(((value >> 4) & 15) * 17), (byte)((value & 15) * 17));
            var inks = AnsiPaint.Of(new AnsiStyle { Foreground = color }).Ink!.Split(' ');
            Rgb.Contrast(Rgb.Parse(inks[0]), Rgb.White).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
            Rgb.Contrast(Rgb.Parse(inks[1]), Rgb.Parse("#17191f")).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
        }
    }

    [Fact]
    public void Of_GroundAndInk_CanBeReadTogether()
    {
        for (var ground = 0; ground < 256; ground++)
        {
            for (var ink = 0; ink < 256; ink += 5)
            {
                var paint = AnsiPaint.Of(new AnsiStyle { Foreground = AnsiColor.FromTable(ink), Background = AnsiColor.FromTable(ground) });
                Rgb.Contrast(Rgb.Parse(paint.Ink!.Split(' ')[0]), Rgb.Parse(paint.Paper!)).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
            }
        }
    }

    [Fact]
    public void Of_Inverse_ChangesLettersAndGroundOver()
    {
        AnsiPaint.Of(new AnsiStyle { Inverse = true }).ShouldBe(new AnsiPaint("a-inverse", null, null));
        AnsiPaint.Of(new AnsiStyle { Inverse = true, Foreground = AnsiColor.FromRgb(0, 0, 0) }).Paper.ShouldBe("#000000");
    }
}
