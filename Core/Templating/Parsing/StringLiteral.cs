using System.Globalization;
using System.Text;

namespace Orrery.Core.Templating.Parsing;

/// <summary>String literals with Python's escapes.</summary>
internal static class StringLiteral
{
    /// <summary>Reads the literal at a quote and moves behind its end.</summary>
    public static string Read(SourceText source, ref int at)
    {
        string text = source.Text;
        int start = at;
        char quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                ReadEscape(source, value, ref at);
            }
            else
            {
                value.Append(text[at++]);
            }
        }
        if (at >= text.Length)
        {
            throw source.SyntaxError(start, $"the string is not closed; add {quote}");
        }
        at++;
        return value.ToString();
    }

    private static void ReadEscape(SourceText source, StringBuilder value, ref int at)
    {
        char c = source.Text[at++];
        switch (c)
        {
            case '\n':
                // A backslash at the end of a line joins it with the next.
                break;
            case '\\' or '\'' or '"':
                value.Append(c);
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'a':
                value.Append('\a');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 'f':
                value.Append('\f');
                break;
            case 'v':
                value.Append('\v');
                break;
            case 'x':
                AppendHex(source, value, 2, ref at);
                break;
            case 'u':
                AppendHex(source, value, 4, ref at);
                break;
            case 'U':
                AppendHex(source, value, 8, ref at);
                break;
            case >= '0' and <= '7':
                AppendOctal(source.Text, value, c - '0', ref at);
                break;
            default:
                // Python keeps the backslash of an escape it does not know.
                value.Append('\\').Append(c);
                break;
        }
    }

    private static void AppendHex(SourceText source, StringBuilder value, int digits, ref int at)
    {
        if (at + digits > source.Text.Length
            || !int.TryParse(source.Text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF)
        {
            throw source.SyntaxError(at - 2, $"the escape needs {digits} hexadecimal digits of a character");
        }
        at += digits;
        AppendCode(value, code);
    }

    private static void AppendOctal(string text, StringBuilder value, int code, ref int at)
    {
        for (int i = 0; i < 2 && at < text.Length && text[at] is >= '0' and <= '7'; i++)
        {
            code = (code * 8) + text[at++] - '0';
        }
        AppendCode(value, code);
    }

    // A surrogate may be written as two escapes of a pair.
    private static void AppendCode(StringBuilder value, int code) =>
        value.Append(code is >= 0x10000 ? char.ConvertFromUtf32(code) : ((char)code).ToString());
}
