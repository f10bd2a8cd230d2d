using System.Globalization;
using System.Numerics;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Filters that make or change numbers.</summary>
internal static class NumberFilters
{
    private static readonly string[] DecimalUnits = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    private static readonly string[] BinaryUnits = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

    public static IReadOnlyDictionary<string, FilterBody> All { get; } = new Dictionary<string, FilterBody>(StringComparer.Ordinal)
    {
        ["abs"] = (_, v, _) => Operators.Absolute(v),
        ["int"] = ToInt,
        ["float"] = ToFloat,
        ["round"] = Round,
        ["filesizeformat"] = FileSize,
    };

    private static TemplateValue ToInt(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var otherwise = arguments.Take("default") ?? IntValue.Of(0);
        int radix = arguments.Integer("base", 10);
        // Reading a long number costs more than its length.
        session.Charge(value is StringValue { Value.Length: var length } ? length : 1);
        return value switch
        {
            StringValue text when Numbers.TryParseInteger(text.Value, radix, out var integer) => IntValue.Of(integer),
            StringValue text when Numbers.TryParseFloat(text.Value, out double number) => Truncated(number, otherwise),
            FloatValue number => Truncated(number.Value, otherwise),
            _ when Numbers.IsInteger(value) => IntValue.Of(Numbers.ToInteger(value)),
            _ => otherwise,
        };
    }

    private static TemplateValue Truncated(double number, TemplateValue otherwise) =>
        double.IsFinite(number) ? IntValue.Of(new BigInteger(number)) : otherwise;

    private static TemplateValue ToFloat(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        var otherwise = arguments.Take("default") ?? new FloatValue(0);
        return value switch
        {
            StringValue text => Numbers.TryParseFloat(text.Value, out double number) ? new FloatValue(number) : otherwise,
            _ => Numbers.IsNumber(value) ? new FloatValue(Numbers.ToDouble(value)) : otherwise,
        };
    }

    private static TemplateValue Round(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        int precision = arguments.Integer("precision", 0);
        string method = arguments.OptionalText("method") ?? "common";
        if (!Numbers.IsNumber(value) || Math.Abs((long)precision) > NumberFormat.MaxPrecision)
        {
            throw TemplateFault.Runtime($"round needs a number and a precision of at most {NumberFormat.MaxPrecision}");
        }
        if (method == "common" && Numbers.IsInteger(value))
        {
            return IntValue.Of(RoundInteger(Numbers.ToInteger(value), -precision));
        }
        double number = Numbers.ToDouble(value);
        double scale = Math.Pow(10, precision);
        double rounded = method switch
        {
            "common" => NumberFormat.Round(number, precision),
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => throw TemplateFault.Runtime($"round knows the methods common, ceil and floor, not '{method}'"),
        };
        return new FloatValue(rounded);
    }

    /// <summary>Rounds the last digits away, ties to even.</summary>
    private static BigInteger RoundInteger(BigInteger value, int digits)
    {
        if (digits <= 0)
        {
            return value;
        }
        var unit = BigInteger.Pow(10, digits);
        var (quotient, rest) = BigInteger.DivRem(BigInteger.Abs(value), unit);
        int half = (rest * 2).CompareTo(unit);
        quotient += half > 0 || (half == 0 && !quotient.IsEven) ? 1 : 0;
        return quotient * unit * value.Sign;
    }

    private static StringValue FileSize(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        bool binary = arguments.Flag("binary", false);
        double bytes = value is StringValue text && Numbers.TryParseFloat(text.Value, out double parsed) ? parsed : Numbers.ToDouble(value);
        double step = binary ? 1024 : 1000;
        if (bytes == 1)
        {
            return new StringValue("1 Byte");
        }
        if (bytes < step)
        {
            return new StringValue(((long)bytes).ToString(CultureInfo.InvariantCulture) + " Bytes");
        }
        string[] units = binary ? BinaryUnits : DecimalUnits;
        int unit = 0;
        for (bytes /= step; bytes >= step && unit < units.Length - 1; bytes /= step)
        {
            unit++;
        }
        var (_, digits) = new NumberFormat('f', 1, Alternate: false, Grouping: "").Format(new FloatValue(bytes));
        return new StringValue($"{digits} {units[unit]}");
    }
}
