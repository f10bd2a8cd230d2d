using System.Text.RegularExpressions;

namespace Orrery.Cli.Terminal;

/// <summary>Makes text from tasks and files harmless for a terminal: it may colour, but not move, clear or retitle anything.</summary>
internal static partial class PlainText
{
    /// <summary>One line without any control character.</summary>
    public static string OneLine(string text) => Controls().IsMatch(text) ? Controls().Replace(Sequences().Replace(text, ""), " ") : text;

    /// <summary>A log line: colours stay if they may, every other control sequence goes.</summary>
    public static string LogLine(string text, bool keepColor)
    {
        if (!Controls().IsMatch(text))
        {
            return text;
        }

        var isColored = false;
        var clean = Sequences().Replace(text, m =>
        {
            var keep = keepColor && Colors().IsMatch(m.Value);
            isColored |= keep;
            return keep ? m.Value : "";
        });
        clean = StrayControls().Replace(clean, "");
        return isColored ? clean + "\e[0m" : clean;
    }

    /// <summary>The text cut to a width, so that a line stays one line.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(width - 1, 0)), "…");

    // CSI sequences, OSC strings up to their end, and two-character escapes.
    [GeneratedRegex(@"\e\[[0-?]*[ -/]*[@-~]|\e\][^\a\e]*(?:\a|\e\\)?|\e[^\[\]]?", RegexOptions.NonBacktracking)]
    private static partial Regex Sequences();

    [GeneratedRegex(@"^\e\[[0-9;:]*m$", RegexOptions.NonBacktracking)]
    private static partial Regex Colors();

    [GeneratedRegex(@"\p{Cc}", RegexOptions.NonBacktracking)]
    private static partial Regex Controls();

    [GeneratedRegex(@"[\x00-\x08\x0A-\x1A\x1C-\x1F\x7F-\x9F]", RegexOptions.NonBacktracking)]
    private static partial Regex StrayControls();
}
