using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Python's string operations that methods and filters share, with their limits.</summary>
internal static class TextOperations
{
    public static string Replace(RenderSession session, string text, string old, string replacement, int count)
    {
        session.ChargeSearch(text, old);
        var output = session.NewText();
        int at = 0;
        int left = count < 0 ? int.MaxValue : count;
        if (old.Length == 0)
        {
            // Python puts the replacement around every character.
            foreach (string c in CodePoints.Split(text))
            {
                output.Append(left-- > 0 ? replacement : "").Append(c);
                left = Math.Max(left, 0);
            }
            return session.Text(output.Append(left > 0 ? replacement : "")).Value;
        }
        for (int found; left > 0 && (found = text.IndexOf(old, at, StringComparison.Ordinal)) >= 0; left--)
        {
            output.Append(text.AsSpan(at, found - at)).Append(replacement);
            at = found + old.Length;
        }
        return session.Text(output.Append(text.AsSpan(at))).Value;
    }

    public static ListValue Split(RenderSession session, string text, string? separator, int limit)
    {
        if (separator is { Length: 0 })
        {
            throw TemplateFault.Runtime("the separator of split must not be empty");
        }
        session.ChargeSearch(text, separator ?? " ");
        var parts = new List<string>();
        int at = separator is null ? SkipWhiteSpace(text, 0) : 0;
        while (limit < 0 || parts.Count < limit)
        {
            int found = separator is null ? IndexOfWhiteSpace(text, at) : text.IndexOf(separator, at, StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }
            parts.Add(text[at..found]);
            at = separator is null ? SkipWhiteSpace(text, found) : found + separator.Length;
        }
        // Without a separator, white space at the end makes no empty part.
        if (separator is not null || at < text.Length)
        {
            parts.Add(text[at..]);
        }
        return Strings(session, parts);
    }

    public static ListValue SplitFromEnd(RenderSession session, string text, string? separator, int limit)
    {
        if (limit < 0)
        {
            return Split(session, text, separator, limit);
        }
        if (separator is { Length: 0 })
        {
            throw TemplateFault.Runtime("the separator of rsplit must not be empty");
        }
        session.ChargeSearch(text, separator ?? " ");
        var parts = new List<string>();
        int end = separator is null ? text.TrimEnd().Length : text.Length;
        while (parts.Count < limit)
        {
            int found = separator is null ? LastIndexOfWhiteSpace(text, end) : text.AsSpan(0, end).LastIndexOf(separator);
            if (found < 0)
            {
                break;
            }
            parts.Add(text[(found + (separator?.Length ?? 1))..end]);
            end = separator is null ? text.AsSpan(0, found).TrimEnd().Length : found;
        }
        if (separator is not null || end > 0)
        {
            parts.Add(text[..end]);
        }
        parts.Reverse();
        return Strings(session, parts);
    }

    public static IReadOnlyList<string> Lines(string text, bool keepEnds = false)
    {
        var lines = new List<string>();
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029'))
            {
                continue;
            }
            int end = i;
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
            lines.Add(text[start..(keepEnds ? i + 1 : end)]);
            start = i + 1;
        }
        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }
        return lines;
    }

    public static string Pad(RenderSession session, string text, int width, string fill, Alignment alignment)
    {
        if (CodePoints.Count(fill) != 1)
        {
            throw TemplateFault.Runtime("the fill must be one character");
        }
        int missing = width - CodePoints.Count(text);
        if (missing <= 0)
        {
            return text;
        }
        // The odd space of a centred text goes where Python puts it.
        int left = alignment switch
        {
            Alignment.Left => 0,
            Alignment.Right => missing,
            Alignment.FormatCenter => missing / 2,
            _ => (missing / 2) + (missing & width & 1),
        };
        return session.Text(session.Repeat(fill, left).Value, text, session.Repeat(fill, missing - left).Value).Value;
    }

    public static string Join(RenderSession session, string separator, IEnumerable<string> parts)
    {
        var output = session.NewText();
        bool first = true;
        foreach (string part in parts)
        {
            output.Append(first ? "" : separator).Append(part);
            first = false;
        }
        return session.Text(output).Value;
    }

    public static ListValue Strings(RenderSession session, IReadOnlyList<string> parts)
    {
        session.Charge(parts.Count);
        return new ListValue([.. parts.Select(p => new StringValue(p))]);
    }

    private static int IndexOfWhiteSpace(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }
        return at < text.Length ? at : -1;
    }

    private static int LastIndexOfWhiteSpace(string text, int end)
    {
        int at = end - 1;
        while (at >= 0 && !char.IsWhiteSpace(text[at]))
        {
            at--;
        }
        return at;
    }

    private static int SkipWhiteSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
        return at;
    }
}

/// <summary>Where a padded text stands.</summary>
internal enum Alignment
{
    Left,
    Right,

    /// <summary>As <c>str.center</c> does it.</summary>
    Center,

    /// <summary>As <c>'{:^9}'</c> does it, which treats an odd space differently.</summary>
    FormatCenter,
}
