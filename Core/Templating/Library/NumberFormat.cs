using System.Globalization;
using System.Numerics;
using Orrery.Core.Json;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Formatting a number with a presentation type, as <c>%</c> and <c>str.format</c> of Python do.</summary>
/// <param name="Type">d, x, X, o, b, e, E, f, F, g, G, %, c or s.</param>
/// <param name="Precision">Digits after the point, or significant ones for g.</param>
/// <param name="Alternate">The flag <c>#</c>: 0x, 0o, 0b.</param>
/// <param name="Grouping">Separator of thousands, or nothing.</param>
internal readonly record struct NumberFormat(char Type, int? Precision, bool Alternate, string Grouping)
{
    public const int MaxPrecision = 100;

    /// <summary>Sign and digits of the number; the caller pads them.</summary>
    public (bool Negative, string Digits) Format(TemplateValue value) => Type switch
    {
        'd' or 'i' or 'u' or 'n' => Integer(Whole(value), 10, ""),
        'x' => Integer(Whole(value), 16, "0x"),
        'X' => Upper(Integer(Whole(value), 16, "0x")),
        'o' => Integer(Whole(value), 8, "0o"),
        'b' => Integer(Whole(value), 2, "0b"),
        'f' or 'F' => Float(value, Fixed),
        'e' => Float(value, Exponential),
        'E' => Upper(Float(value, Exponential)),
        'g' => Float(value, General),
        'G' => Upper(Float(value, General)),
        '%' => Percent(value),
        _ => throw TemplateFault.Runtime($"'{Type}' is no format for a number"),
    };

    /// <summary>Rounds to a number of decimals exactly, ties to even, as Python's <c>round</c>.</summary>
    public static double Round(double value, int decimals) => !double.IsFinite(value) || decimals > 323
        ? value
        : double.Parse(RoundExactly(value, decimals), CultureInfo.InvariantCulture);

    private static BigInteger Whole(TemplateValue value) => value switch
    {
        FloatValue number when double.IsFinite(number.Value) => new BigInteger(number.Value),
        IntValue or BoolValue => Numbers.ToInteger(value),
        _ => throw TemplateFault.Runtime($"a number is needed, not '{value.TypeName}'"),
    };

    private (bool, string) Integer(BigInteger value, int radix, string prefix)
    {
        var rest = BigInteger.Abs(value);
        string digits = radix == 10 ? rest.ToString(CultureInfo.InvariantCulture) : "";
        for (; radix != 10 && (digits.Length == 0 || !rest.IsZero); rest /= radix)
        {
            digits = "0123456789abcdef"[(int)(rest % radix)] + digits;
        }
        digits = Precision is { } least ? digits.PadLeft(least, '0') : digits;
        return (value.Sign < 0, (Alternate ? prefix : "") + Group(digits));
    }

    private static (bool, string) Upper((bool Negative, string Digits) number) => (number.Negative, number.Digits.ToUpperInvariant());

    private (bool, string) Percent(TemplateValue value)
    {
        var (negative, digits) = Float(new FloatValue(Numbers.ToDouble(value) * 100), Fixed);
        return (negative, digits + "%");
    }

    private static (bool, string) Float(TemplateValue value, Func<double, string> format)
    {
        double number = Numbers.IsNumber(value)
            ? Numbers.ToDouble(value)
            : throw TemplateFault.Runtime($"a number is needed, not '{value.TypeName}'");
        bool negative = double.IsNegative(number) && !double.IsNaN(number);
        return (negative, double.IsFinite(number) ? format(Math.Abs(number)) : double.IsNaN(number) ? "nan" : "inf");
    }

    private string Fixed(double number) => Group(RoundExactly(number, Precision ?? 6));

    private string Exponential(double number)
    {
        int precision = Precision ?? 6;
        // .NET rounds exactly here but writes three exponent digits; Python writes two.
        string text = number.ToString("e" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int at = text.IndexOf('e', StringComparison.Ordinal);
        string exponent = text[(at + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(at + 2)] + exponent;
    }

    private string General(double number)
    {
        int significant = Math.Max(Precision ?? 6, 1);
        string rounded = number.ToString("e" + (significant - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var digits = ShortestDecimal.Of(double.Parse(rounded, CultureInfo.InvariantCulture));
        return digits.Point > -4 && digits.Point <= significant
            ? Group(digits.ToFixed(integerSuffix: ""))
            : digits.ToExponential(exponentDigits: 2);
    }

    private static string RoundExactly(double value, int decimals)
    {
        // value = mantissa × 2^exponent; scaled by 10^decimals it is a fraction of two integers, rounded half to even.
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        exponent = Math.Max(exponent, 1) - 1075;
        var numerator = mantissa * BigInteger.Pow(10, Math.Max(decimals, 0)) * BigInteger.Pow(2, Math.Max(exponent, 0));
        var denominator = BigInteger.Pow(10, Math.Max(-decimals, 0)) * BigInteger.Pow(2, Math.Max(-exponent, 0));
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        int half = (rest * 2).CompareTo(denominator);
        quotient += half > 0 || (half == 0 && !quotient.IsEven) ? 1 : 0;
        string digits = (quotient * BigInteger.Pow(10, Math.Max(-decimals, 0))).ToString(CultureInfo.InvariantCulture);
        string sign = double.IsNegative(value) ? "-" : "";
        if (decimals <= 0)
        {
            return sign + digits;
        }
        digits = digits.PadLeft(decimals + 1, '0');
        return $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private string Group(string digits)
    {
        int whole = digits.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0 ? digits.Length : dot;
        if (Grouping.Length > 0)
        {
            for (int at = whole - 3; at > 0; at -= 3)
            {
                digits = digits.Insert(at, Grouping);
            }
        }
        return digits;
    }
}
