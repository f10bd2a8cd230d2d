using System.Text.RegularExpressions;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>Addresses in logs.</summary>
public static partial class LogLinks
{
    /// <summary>The address if a page may lead there: http or https, absolute; otherwise null.</summary>
    public static string? Safe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri.AbsoluteUri : null;

    /// <summary>The same segments, with addresses in their text made into links of their own.</summary>
    public static IReadOnlyList<AnsiSegment> WithLinks(IReadOnlyList<AnsiSegment> segments)
    {
        if (!segments.Any(s => s.Link is null && s.Text.Contains("://", StringComparison.Ordinal)))
        {
            return segments;
        }

        var result = new List<AnsiSegment>();
        foreach (var segment in segments)
        {
            var done = 0;
            if (segment.Link is null)
            {
                foreach (var match in Address().EnumerateMatches(segment.Text))
                {
                    var text = segment.Text.AsSpan(match.Index, match.Length).TrimEnd(".,;:!?)]}'\"").ToString();
                    if (Safe(text) is { } link)
                    {
                        Add(result, segment, done, match.Index);
                        result.Add(segment with { Text = text, Link = link });
                        done = match.Index + text.Length;
                    }
                }
            }

            Add(result, segment, done, segment.Text.Length);
        }

        return result;
    }

    private static void Add(List<AnsiSegment> result, AnsiSegment segment, int from, int to)
    {
        if (to > from)
        {
            result.Add(segment with { Text = segment.Text[from..to] });
        }
    }

    [GeneratedRegex("""https?://[^\s<>"]+""", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
