using System.Globalization;
using System.Text;

namespace Orrery.Core.Templating.Values;

/// <summary>Python's <c>str</c> and <c>repr</c>.</summary>
internal static class PythonText
{
    public static string Str(TemplateValue value, int maxLength)
    {
        if (value is StringValue text)
        {
            return text.Value;
        }
        var output = new BoundedText(maxLength);
        value.AppendStr(output, depth: 0);
        return output.ToString();
    }

    public static string Repr(TemplateValue value, int maxLength)
    {
        var output = new BoundedText(maxLength);
        value.AppendRepr(output, depth: 0);
        return output.ToString();
    }

    public static void AppendItems(BoundedText text, string open, IReadOnlyList<TemplateValue> items, string close, int depth)
    {
        BoundedText.GuardDepth(depth);
        text.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(", ");
            }
            items[i].AppendRepr(text, depth + 1);
        }
        text.Append(close);
    }

    public static void AppendQuoted(BoundedText text, string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        for (int i = 0; i < value.Length;)
        {
            bool valid = Rune.TryGetRuneAt(value, i, out var rune);
            int length = valid ? rune.Utf16SequenceLength : 1;
            AppendEscaped(text, value.AsSpan(i, length), valid ? rune.Value : value[i], valid && IsPrintable(rune), quote);
            i += length;
        }
        text.Append(quote);
    }

    private static void AppendEscaped(BoundedText text, ReadOnlySpan<char> raw, int codePoint, bool printable, char quote)
    {
        switch (codePoint)
        {
            case '\\':
                text.Append(@"\\");
                break;
            case '\n':
                text.Append(@"\n");
                break;
            case '\r':
                text.Append(@"\r");
                break;
            case '\t':
                text.Append(@"\t");
                break;
            case var c when c == quote:
                text.Append('\\').Append(quote);
                break;
            case var _ when printable:
                text.Append(raw);
                break;
            case < 0x100:
                text.Append($@"\x{codePoint:x2}");
                break;
            case < 0x10000:
                text.Append($@"\u{codePoint:x4}");
                break;
            default:
                text.Append($@"\U{codePoint:x8}");
                break;
        }
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
