using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Orrery.Core.Secrets;

/// <summary>Hides known secrets in a text: as they are, and as JSON, URLs and forms carry them. Immutable.</summary>
/// <remarks>
/// Secrets of several lines are hidden line by line, since logs are written so. What is shorter than <see cref="MinLength"/> characters is not
/// hidden: it would turn up in innocent words, and tell by that what it is.
/// </remarks>
public sealed partial class SecretMask
{
    /// <summary>Shortest secret that is hidden, in characters: 5.</summary>
    public const int MinLength = 5;

    /// <summary>Longest piece that is looked for at once, in characters; longer secrets are hidden piece by piece.</summary>
    public const int MaxPiece = 1_024;

    /// <summary>Hides nothing.</summary>
    public static SecretMask None { get; } = new([]);

    private readonly string[] _needles;
    private readonly SearchValues<string>? _search;

    private SecretMask(string[] needles)
    {
        _needles = needles;
        _search = needles.Length == 0 ? null : SearchValues.Create(needles, StringComparison.Ordinal);
    }

    /// <summary>Whether nothing is hidden.</summary>
    public bool IsEmpty => _search is null;

    /// <summary>A mask for secrets.</summary>
    public static SecretMask Of(IEnumerable<string> secrets)
    {
        var needles = secrets.SelectMany(LinesOf).SelectMany(FormsOf).SelectMany(PiecesOf).Distinct(StringComparer.Ordinal).OrderByDescending(n => n.Length).ToArray();
        return needles.Length == 0 ? None : new SecretMask(needles);
    }

    /// <summary>The text with each secret replaced by <c>***</c>. Never longer than the text was.</summary>
    public string Mask(string text)
    {
        if (_search is null || FindFrom(text, 0) is not { } found)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var written = 0;
        while (true)
        {
            masked.Append(text, written, found.Start - written).Append(SensitiveNames.Mask);
            written = found.End;
            if (FindFrom(text, written) is not { } next)
            {
                return masked.Append(text, written, text.Length - written).ToString();
            }

            found = next;
        }
    }

    /// <summary>Where a text may be cut at or before a place without cutting through a secret; the place itself when a secret reaches back to the start.</summary>
    /// <param name="text">The text. What follows the place is looked at too: the whole of it, or at least <see cref="MaxPiece"/> characters.</param>
    /// <param name="at">Where it should be cut.</param>
    public int CutBefore(string text, int at)
    {
        for (var found = FindFrom(text, 0); found is { } range && range.Start < at; found = FindFrom(text, range.End))
        {
            if (range.End > at)
            {
                return range.Start > 0 ? range.Start : at;
            }
        }

        return at;
    }

    /// <summary>The next stretch that is to be hidden: secrets that overlap or touch are one.</summary>
    private (int Start, int End)? FindFrom(string text, int from)
    {
        if (_search is null)
        {
            return null;
        }

        var start = text.AsSpan(from).IndexOfAny(_search);
        if (start < 0)
        {
            return null;
        }

        start += from;
        var end = start;
        for (var at = start; at >= 0 && at <= end; at = Next(at))
        {
            end = Math.Max(end, at + LongestAt(text, at));
        }

        return (start, end);

        int Next(int at)
        {
            var next = at + 1 < text.Length ? text.AsSpan(at + 1, Math.Min(text.Length, end + _needles[0].Length) - at - 1).IndexOfAny(_search) : -1;
            return next < 0 ? -1 : next + at + 1;
        }
    }

    // Needles are ordered, longest first.
    private int LongestAt(string text, int at) => Array.Find(_needles, n => string.CompareOrdinal(text, at, n, 0, n.Length) == 0)?.Length ?? 0;

    private static IEnumerable<string> LinesOf(string secret) =>
        secret.Split('\n').Select(l => l.Trim()).Append(secret.Trim()).Where(l => l.Length >= MinLength);

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return AsciiJson(secret);
        var escaped = Uri.EscapeDataString(secret);
        yield return escaped;
        yield return escaped.Replace("%2F", "/", StringComparison.Ordinal);
        yield return escaped.Replace("%20", "+", StringComparison.Ordinal);
        yield return PercentDigits().Replace(escaped, static m => m.Value.ToLowerInvariant());
    }

    /// <summary>As Python's <c>json.dumps</c> writes it: only quotes, backslashes, control characters and what is not ASCII are escaped.</summary>
    private static string AsciiJson(string secret)
    {
        var text = new StringBuilder(secret.Length);
        foreach (var c in secret)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or > '~' => text.Append("\\u").Append(((int)c).ToString("x4")),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    private static IEnumerable<string> PiecesOf(string form)
    {
        for (var at = 0; at < form.Length; at += MaxPiece)
        {
            // A rest too short to be told from innocent text goes with the piece before it.
            var rest = form.Length - at - MaxPiece;
            var length = rest is > 0 and < MinLength ? form.Length - at : Math.Min(MaxPiece, form.Length - at);
            yield return form.Substring(at, length);
            if (rest < MinLength)
            {
                yield break;
            }
        }
    }

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex PercentDigits();
}
