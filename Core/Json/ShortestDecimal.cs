using System.Globalization;

namespace Orrery.Core.Json;

/// <summary>
/// The shortest decimal that reads back as the same double: 0.d₁d₂d₃… × 10^<paramref name="Point"/>.
/// JSON's canonical form and Python's <c>repr</c> print these digits with different rules for the exponent.
/// </summary>
/// <param name="Negative">Whether the sign bit is set; true for -0.0.</param>
/// <param name="Digits">Significant digits without leading or trailing zeros; "0" for zero.</param>
/// <param name="Point">Number of digits in front of the decimal point; negative or zero for small fractions.</param>
internal readonly record struct ShortestDecimal(bool Negative, string Digits, int Point)
{
    /// <summary>Decomposes a finite double.</summary>
    /// <param name="value">Any finite value.</param>
    public static ShortestDecimal Of(double value)
    {
        // "E16" would give 17 digits, not the shortest; "R" gives the shortest but chooses the notation itself.
        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        int point = exponent + (dot < 0 ? mantissa.Length : dot);
        string all = dot < 0 ? mantissa : mantissa.Remove(dot, 1);
        string significant = all.TrimStart('0');
        point -= all.Length - significant.Length;
        significant = significant.TrimEnd('0');
        return significant.Length == 0
            ? new ShortestDecimal(double.IsNegative(value), "0", 1)
            : new ShortestDecimal(double.IsNegative(value), significant, point);
    }

    /// <summary>The digits without an exponent: 0.00012, 12300, 1.5.</summary>
    /// <param name="integerSuffix">What follows a value without a fraction: nothing in JSON, <c>.0</c> in Python.</param>
    public string ToFixed(string integerSuffix)
    {
        string sign = Negative ? "-" : "";
        if (Point <= 0)
        {
            return Digits == "0" ? $"{sign}0{integerSuffix}" : $"{sign}0.{new string('0', -Point)}{Digits}";
        }
        return Point >= Digits.Length
            ? $"{sign}{Digits}{new string('0', Point - Digits.Length)}{integerSuffix}"
            : $"{sign}{Digits[..Point]}.{Digits[Point..]}";
    }

    /// <summary>One digit before the point and an exponent: 1e+30, 1.5e-7.</summary>
    /// <param name="exponentDigits">Least number of digits of the exponent: 1 in JSON, 2 in Python.</param>
    public string ToExponential(int exponentDigits)
    {
        int exponent = Point - 1;
        string fraction = Digits.Length > 1 ? $".{Digits[1..]}" : "";
        string magnitude = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(exponentDigits, '0');
        return $"{(Negative ? "-" : "")}{Digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{magnitude}";
    }
}
