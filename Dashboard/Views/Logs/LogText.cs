namespace Orrery.Dashboard.Views.Logs;

/// <summary>Makes what is shown of a line: styles, links, and what a search has found.</summary>
public static class LogText
{
    /// <summary>Characters shown of a line; the download holds all.</summary>
    public const int LongestShown = 4_000;

    /// <summary>The pieces of a line in order; those that match <paramref name="query"/> are hits.</summary>
    public static IReadOnlyList<(AnsiSegment Segment, bool IsHit)> Pieces(string text, string query)
    {
        var segments = AnsiParser.Line(Cut(text, LongestShown * 2));
        var shown = Shorten(segments, text.Length);
        var plain = string.Concat(shown.Select(s => s.Text));
        var hits = query.Length == 0 ? [] : Hits(plain, query);
        return hits.Count == 0 ? [.. LogLinks.WithLinks(shown).Select(s => (s, false))] : Split(shown, hits);
    }

    /// <summary>Text of a line without control sequences, for searching.</summary>
    public static string Plain(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 ? text : string.Concat(AnsiParser.Line(text).Select(s => s.Text));

    private static List<AnsiSegment> Shorten(IReadOnlyList<AnsiSegment> segments, int length)
    {
        var shown = new List<AnsiSegment>();
        var room = LongestShown;
        foreach (var segment in segments)
        {
            if (segment.Text.Length > room)
            {
                shown.Add(segment with { Text = Cut(segment.Text, room) });
                room = 0;
                break;
            }

            shown.Add(segment);
            room -= segment.Text.Length;
        }

        if (room == 0)
        {
            shown.Add(new AnsiSegment($" … {length - LongestShown:N0} more characters in the download", new AnsiStyle { Dim = true }));
        }

        return shown;
    }

    // Never between the halves of a surrogate pair.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static List<(int From, int To)> Hits(string plain, string query)
    {
        var hits = new List<(int, int)>();
        for (var at = plain.IndexOf(query, StringComparison.OrdinalIgnoreCase); at >= 0; at = plain.IndexOf(query, at + query.Length, StringComparison.OrdinalIgnoreCase))
        {
            hits.Add((at, at + query.Length));
        }

        return hits;
    }

    private static List<(AnsiSegment, bool)> Split(List<AnsiSegment> segments, List<(int From, int To)> hits)
    {
        var pieces = new List<(AnsiSegment, bool)>();
        var offset = 0;
        foreach (var segment in segments)
        {
            var at = 0;
            foreach (var (from, to) in hits)
            {
                var (start, end) = (Math.Clamp(from - offset, at, segment.Text.Length), Math.Clamp(to - offset, at, segment.Text.Length));
                if (end > start)
                {
                    Add(segment, at, start, false);
                    Add(segment, start, end, true);
                    at = end;
                }
            }

            Add(segment, at, segment.Text.Length, false);
            offset += segment.Text.Length;
        }

        return pieces;

        void Add(AnsiSegment segment, int from, int to, bool isHit)
        {
            if (to > from)
            {
                pieces.Add((segment with { Text = segment.Text[from..to] }, isHit));
            }
        }
    }
}
