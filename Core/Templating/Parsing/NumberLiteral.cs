using System.Numerics;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Parsing;

/// <summary>Number literals: 42, 1_000, 0x1f, 0o17, 0b11, 1.5, 1e3.</summary>
internal static class NumberLiteral
{
    /// <summary>Kind and length of the literal that starts at a digit.</summary>
    public static (TokenKind Kind, int Length) Measure(string text, int start, bool integerOnly)
    {
        int at = start;
        if (text[at] == '0' && at + 1 < text.Length && char.ToLowerInvariant(text[at + 1]) is 'x' or 'o' or 'b')
        {
            at += 2;
            while (at < text.Length && (text[at] == '_' || char.IsAsciiHexDigit(text[at])))
            {
                at++;
            }
            return (TokenKind.Integer, at - start);
        }
        at = Digits(text, at);
        if (integerOnly)
        {
            return (TokenKind.Integer, at - start);
        }
        bool isFloat = false;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at = Digits(text, at + 1);
            isFloat = true;
        }
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            int exponent = at + 1 < text.Length && text[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                at = Digits(text, exponent);
                isFloat = true;
            }
        }
        return (isFloat ? TokenKind.Float : TokenKind.Integer, at - start);
    }

    /// <summary>The value, or null when the literal is malformed.</summary>
    public static TemplateValue? Parse(Token token)
    {
        if (token.Kind == TokenKind.Float)
        {
            return Numbers.TryParseFloat(token.Text, out double number) ? new FloatValue(number) : null;
        }
        int radix = token.Text.Length > 1 ? char.ToLowerInvariant(token.Text[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 } : 10;
        return Numbers.TryParseInteger(token.Text, radix, out BigInteger value) && value.GetBitLength() <= IntValue.MaxBits
            ? IntValue.Of(value)
            : null;
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }
        return at;
    }
}
