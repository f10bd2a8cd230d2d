using System.Globalization;
using System.Numerics;

namespace Orrery.Core.Templating.Values;

/// <summary>Python's numbers: int and bool are integers, float is a double, and they mix.</summary>
internal static class Numbers
{
    /// <summary>Longest integer that is read: what <see cref="IntValue.MaxBits"/> take in base 2.</summary>
    private const int MaxDigits = IntValue.MaxBits;

    public static bool IsNumber(TemplateValue value) => value is IntValue or FloatValue or BoolValue;

    public static bool IsInteger(TemplateValue value) => value is IntValue or BoolValue;

    public static BigInteger ToInteger(TemplateValue value) => value switch
    {
        IntValue number => number.Value,
        BoolValue flag => flag.Value ? BigInteger.One : BigInteger.Zero,
        _ => throw TemplateFault.Runtime($"an integer is needed here, not '{value.TypeName}'"),
    };

    public static double ToDouble(TemplateValue value)
    {
        if (value is FloatValue number)
        {
            return number.Value;
        }
        double result = (double)ToInteger(value);
        return double.IsFinite(result) ? result : throw TemplateFault.Runtime("the integer is too large for a float");
    }

    public static int ToInt32(TemplateValue value, string what)
    {
        PythonEquality.Use(value);
        if (!IsInteger(value))
        {
            throw TemplateFault.Runtime($"{what} must be an integer, not '{value.TypeName}'");
        }
        var number = ToInteger(value);
        return number >= int.MinValue && number <= int.MaxValue
            ? (int)number
            : throw TemplateFault.Runtime($"{what} must be between {int.MinValue} and {int.MaxValue}, was {number}");
    }

    /// <summary>An index as Python has it: negative ones count from the end.</summary>
    public static bool TryIndex(TemplateValue key, int length, out int index)
    {
        index = -1;
        if (!IsInteger(key))
        {
            return false;
        }
        var at = ToInteger(key);
        at = at.Sign < 0 ? at + length : at;
        if (at.Sign < 0 || at >= length)
        {
            return false;
        }
        index = (int)at;
        return true;
    }

    public static bool AreEqual(TemplateValue a, TemplateValue b) => IsInteger(a) && IsInteger(b)
        ? ToInteger(a) == ToInteger(b)
        : !IsNaN(a) && !IsNaN(b) && Compare(a, b) == 0;

    public static int Compare(TemplateValue a, TemplateValue b)
    {
        if (a is FloatValue x && b is FloatValue y)
        {
            return x.Value.CompareTo(y.Value);
        }
        if (a is FloatValue left)
        {
            return -CompareWithFloat(ToInteger(b), left.Value);
        }
        return b is FloatValue right ? CompareWithFloat(ToInteger(a), right.Value) : ToInteger(a).CompareTo(ToInteger(b));
    }

    /// <summary>Reads what Python's <c>int(text, base)</c> accepts.</summary>
    public static bool TryParseInteger(string text, int radix, out BigInteger value)
    {
        value = BigInteger.Zero;
        string digits = text.Trim().ToLowerInvariant();
        bool negative = digits.StartsWith('-');
        digits = negative || digits.StartsWith('+') ? digits[1..] : digits;
        string prefix = radix switch { 16 => "0x", 8 => "0o", 2 => "0b", _ => "" };
        digits = prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.Ordinal) ? digits[2..] : digits;
        if (digits.Length is 0 or > MaxDigits || digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (radix == 10)
        {
            bool valid = digits.All(char.IsAsciiDigit);
            value = valid ? BigInteger.Parse((negative ? "-" : "") + digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : value;
            return valid;
        }
        foreach (char c in digits)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterLower(c) ? c - 'a' + 10 : int.MaxValue;
            if (digit >= radix)
            {
                return false;
            }
            value = (value * radix) + digit;
        }
        value = negative ? -value : value;
        return true;
    }

    /// <summary>Reads what Python's <c>float(text)</c> accepts.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        string trimmed = text.Trim().ToLowerInvariant();
        switch (trimmed.TrimStart('+', '-'))
        {
            case "inf" or "infinity":
                value = trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan":
                value = double.NaN;
                return true;
            default:
                return double.TryParse(
                    trimmed.Replace("_", "", StringComparison.Ordinal),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out value);
        }
    }

    private static bool IsNaN(TemplateValue value) => value is FloatValue { Value: double.NaN };

    private static int CompareWithFloat(BigInteger integer, double number)
    {
        if (!double.IsFinite(number))
        {
            return number > 0 ? -1 : 1;
        }
        int whole = integer.CompareTo(new BigInteger(Math.Floor(number)));
        return whole != 0 ? whole : double.IsInteger(number) ? 0 : -1;
    }
}
