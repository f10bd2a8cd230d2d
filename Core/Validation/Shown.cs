namespace Orrery.Core.Validation;

/// <summary>User text inside a message: one line, bounded, and nothing in it a terminal would obey.</summary>
internal static class Shown
{
    private const int MaxLength = 60;

    /// <summary>The text in single quotes, cut to 60 characters, what cannot be printed replaced by a dot.</summary>
    public static string Quote(string text) => $"'{Plain(text)}'";

    /// <summary>The same without quotes, cut to a length of one's own.</summary>
    public static string Plain(string text, int maxLength = MaxLength)
    {
        var cut = text.Length > maxLength ? string.Concat(text.AsSpan(0, maxLength - 1), "…") : text;
        return string.Create(cut.Length, cut, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = IsPrintable(from, i) ? from[i] : '·';
            }
        });
    }

    private static bool IsPrintable(string text, int i) =>
        char.IsSurrogate(text[i])
            ? (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) || (i > 0 && char.IsSurrogatePair(text[i - 1], text[i]))
            : char.GetUnicodeCategory(text[i]) is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
