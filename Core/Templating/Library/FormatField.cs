using System.Globalization;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Width, alignment and sign of one formatted value: what is around the digits.</summary>
/// <param name="Width">Least width in characters.</param>
/// <param name="Fill">Character that fills up.</param>
/// <param name="Align">&lt;, &gt;, ^, or = for filling between sign and digits; null for the default of the type.</param>
/// <param name="Sign">What a number that is not negative starts with: nothing, + or a space.</param>
internal readonly record struct FormatField(int Width, string Fill, char? Align, string Sign)
{
    public string Number(RenderSession session, TemplateValue value, NumberFormat format)
    {
        RequirePrecision(format.Precision);
        var (negative, digits) = format.Format(value);
        string sign = negative ? "-" : Sign;
        if (Align == '=')
        {
            // Zeros go between 0x and the digits.
            int prefix = format.Alternate && digits.Length > 1 && char.IsAsciiLetter(digits[1]) ? 2 : 0;
            string filled = TextOperations.Pad(session, digits[prefix..], Width - sign.Length - prefix, Fill, Alignment.Right);
            return sign + digits[..prefix] + filled;
        }
        return Pad(session, sign + digits, Alignment.Right);
    }

    public string Text(RenderSession session, string text, int? precision) =>
        Pad(session, precision is { } most && most < CodePoints.Count(text) ? CodePoints.Slice(text, 0, most) : text, Alignment.Left);

    /// <summary>Reads digits of a width or precision.</summary>
    public static int? ReadDigits(string format, ref int at)
    {
        int start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            at++;
        }
        if (at == start)
        {
            return null;
        }
        return int.TryParse(format.AsSpan(start, at - start), CultureInfo.InvariantCulture, out int number)
            ? number
            : throw TemplateFault.Runtime("the width or precision is too large");
    }

    private string Pad(RenderSession session, string text, Alignment otherwise) => TextOperations.Pad(session, text, Width, Fill, Align switch
    {
        '<' => Alignment.Left,
        '>' => Alignment.Right,
        '^' => Alignment.FormatCenter,
        _ => otherwise,
    });

    private static void RequirePrecision(int? precision)
    {
        if (precision > NumberFormat.MaxPrecision)
        {
            throw TemplateFault.Runtime($"the precision {precision} is larger than {NumberFormat.MaxPrecision}");
        }
    }
}
