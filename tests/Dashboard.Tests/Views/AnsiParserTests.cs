using System.Text;
using AngleSharp.Html.Parser;
using Orrery.Dashboard.Views.Logs;

namespace Orrery.Dashboard.Tests.Views;

public sealed class AnsiParserTests
{
    private static readonly string[] Pieces =
    [
        "\e[31m", "\e[0m", "\e[1;4;38;5;200m", "\e[38;2;1;2;3m", "\e[48;2;300;2;3m", "\e]8;;https://example.com/a?b=<c>\e\\", "\e]8;;javascript:alert(1)\a", "\e]8;;\e\\",
        "\e]0;title\a", "\e[2J", "\e[", "\e", "\e]", "\eP", "\e\\", "\x9b31m", "<b>", "&amp;", "\"'>", "text", "\r", "\t", "\a", "\b", "\0", "é", "😀", "https://example.com/x.", ";;;", "m", "\e(B", "\e[?25l", "\e[38;5m", "\e[;m",
    ];

    [Fact]
    public void Line_Plain_IsOneSegment() => AnsiParser.Line("hello").ShouldBe([new AnsiSegment("hello", default)]);

    [Fact]
    public void Line_SixteenColours_AreTheThemes()
    {
        var segments = AnsiParser.Line("\e[31mred\e[92mbright\e[39mplain\e[44mground");
        segments.Select(s => s.Text).ShouldBe(["red", "bright", "plain", "ground"]);
        segments[0].Style.Foreground!.Value.Index.ShouldBe(1);
        segments[1].Style.Foreground!.Value.Index.ShouldBe(10);
        segments[2].Style.Foreground.ShouldBeNull();
        segments[3].Style.Background!.Value.Index.ShouldBe(4);
    }

    [Theory]
    [InlineData("\e[38;5;196mx", "#ff0000")]
    [InlineData("\e[38;5;232mx", "#080808")]
    [InlineData("\e[38;5;255mx", "#eeeeee")]
    [InlineData("\e[38;5;17mx", "#00005f")]
    [InlineData("\e[38;2;1;2;3mx", "#010203")]
    [InlineData("\e[38:2:10:20:30mx", "#0a141e")]
    public void Line_ExactColours_AreTaken(string line, string expected)
    {
        var color = AnsiParser.Line(line).ShouldHaveSingleItem().Style.Foreground!.Value;
        color.Index.ShouldBe(-1);
        color.Color.Hex.ShouldBe(expected);
    }

    [Theory]
    [InlineData("\e[38;5;999mx")]
    [InlineData("\e[38;2;1;2mx")]
    [InlineData("\e[38mx")]
    [InlineData("\e[99999999999mx")]
    public void Line_ImpossibleColours_ChangeNothing(string line) => AnsiParser.Line(line).ShouldHaveSingleItem().Style.Foreground.ShouldBeNull();

    [Fact]
    public void Line_Attributes_AreSetAndReset()
    {
        var segments = AnsiParser.Line("\e[1;3;4;9;7mall\e[22;23;24;29;27mnone\e[2mdim\e[mplain");
        segments[0].Style.ShouldBe(new AnsiStyle { Bold = true, Italic = true, Underline = true, Strike = true, Inverse = true });
        segments[1].Style.ShouldBe(default);
        segments[2].Style.ShouldBe(new AnsiStyle { Dim = true });
        segments[3].Style.ShouldBe(default);
    }

    [Theory]
    [InlineData("\e[2Ja\e[Hb\e[?25lc", "abc")]
    [InlineData("\e]0;title\ax\e]2;other\e\\y", "xy")]
    [InlineData("\ePsecret\e\\x", "x")]
    [InlineData("\e(Bx\e=y\e>z", "xyz")]
    [InlineData("a\bb\ac\0d", "abcd")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("10%\r20%", "10%↵20%")]
    [InlineData("x\e[31", "x")]
    [InlineData("x\e]0;never ends", "x")]
    public void Line_OtherSequences_AreSwallowed(string line, string expected) => Text(AnsiParser.Line(line)).ShouldBe(expected);

    [Fact]
    public void Line_SequenceThatNeverEnds_DoesNotHideTheLine()
    {
        var line = "\e]0;" + new string('x', AnsiParser.LongestSequence * 2) + "end";
        Text(AnsiParser.Line(line)).ShouldEndWith("end");
    }

    [Fact]
    public void Line_Links_AreHttpOrNothing()
    {
        var segments = AnsiParser.Line("\e]8;id=1;https://example.com/a\e\\good\e]8;;\e\\ \e]8;;javascript:alert(1)\e\\bad\e]8;;\e\\ \e]8;;/relative\abad too");
        segments.Single(s => s.Text == "good").Link.ShouldBe("https://example.com/a");
        segments.Where(s => s.Text != "good").ShouldAllBe(s => s.Link == null);
    }

    [Theory]
    [InlineData("see https://example.com/a?b=1.", "https://example.com/a?b=1")]
    [InlineData("(http://example.com/x)", "http://example.com/x")]
    [InlineData("javascript://example.com", null)]
    [InlineData("https://", null)]
    public void WithLinks_BareAddresses_BecomeLinks(string line, string? expected) =>
        LogLinks.WithLinks(AnsiParser.Line(line)).Select(s => s.Link).FirstOrDefault(l => l is not null).ShouldBe(expected);

    [Fact]
    public void Feed_SplitAnywhere_GivesTheSame()
    {
        const string Text = "a\e[1;31mred\e[0m \e]8;;https://example.com/\e\\link\e]8;;\e\\ \x9b4munder\e[38;2;9;8;7mexact\ePskip\e\\end";
        var whole = Merge(AnsiParser.Line(Text));
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            var parser = new AnsiParser();
            Merge([.. parser.Feed(Text.AsSpan(0, cut)), .. parser.Feed(Text.AsSpan(cut)), .. parser.Finish()]).ShouldBe(whole, $"cut at {cut}");
        }
    }

    [Fact]
    public void Line_AnyInput_HoldsNoControlCharactersAndNoOtherLinks()
    {
        var random = new Random(20260821);
        for (var round = 0; round < 5_000; round++)
        {
            var segments = LogLinks.WithLinks(AnsiParser.Line(Random(random)));
            foreach (var segment in segments)
            {
                segment.Text.ShouldNotBeEmpty();
                segment.Text.ShouldAllBe(c => c == '\t' || !char.IsControl(c));
                if (segment.Link is { } link)
                {
                    link.ShouldMatch("^https?://");
                }
            }
        }
    }

    // What a line may put into a page: text the parser kept, in elements this test wrote, and nothing else.
    [Fact]
    public void Line_AnyInput_PutsNoMarkupIntoAPage()
    {
        var random = new Random(7);
        var html = new HtmlParser();
        for (var round = 0; round < 1_000; round++)
        {
            var segments = AnsiParser.Line(Random(random));
            var markup = new StringBuilder();
            foreach (var segment in segments)
            {
                var paint = AnsiPaint.Of(segment.Style);
                markup.Append($"<span class=\"{paint.Classes}\" data-ink=\"{paint.Ink}\" data-paper=\"{paint.Paper}\">{System.Net.WebUtility.HtmlEncode(segment.Text)}</span>");
            }

            var body = html.ParseDocument(markup.ToString()).Body!;
            body.QuerySelectorAll("*").ShouldAllBe(e => e.LocalName == "span");
            body.TextContent.ShouldBe(Text(segments));
            body.QuerySelectorAll("*").SelectMany(e => e.Attributes).ShouldAllBe(a => System.Text.RegularExpressions.Regex.IsMatch(a.Value, "^[a-z0-9# -]*$"));
        }
    }

    private static string Random(Random random)
    {
        var line = new StringBuilder();
        for (var i = random.Next(1, 14); i > 0; i--)
        {
            line.Append(random.Next(5) == 0 ? ((char)random.Next(0xff)).ToString() : Pieces[random.Next(Pieces.Length)]);
        }

        return line.ToString();
    }

    private static string Text(IEnumerable<AnsiSegment> segments) => string.Concat(segments.Select(s => s.Text));

    private static List<AnsiSegment> Merge(IEnumerable<AnsiSegment> segments)
    {
        var merged = new List<AnsiSegment>();
        foreach (var segment in segments)
        {
            if (merged.Count > 0 && merged[^1].Style == segment.Style && merged[^1].Link == segment.Link)
            {
                merged[^1] = merged[^1] with { Text = merged[^1].Text + segment.Text };
            }
            else
            {
                merged.Add(segment);
            }
        }

        return merged;
    }
}
