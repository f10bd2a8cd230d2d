using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Values of any type: scalars by YAML 1.2's core schema, lists and mappings as JSON's arrays and objects.</summary>
internal sealed partial class ValueReader
{
    // The largest integers a double, and so JSON between systems, holds exactly.
    private const long MaxExact = 1L << 53;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The value as JSON; what JSON cannot carry is reported, and null in its place.</summary>
    public JsonNode? Json(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                var json = new JsonObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    json[key.Text] = Json(value);
                }

                return json;
            case YamlList list:
                return new JsonArray([.. list.Items.Select(Json)]);
            default:
                var scalar = (YamlScalar)node;
                return scalar.IsPlain ? Resolve(scalar) : JsonValue.Create(scalar.Text);
        }
    }

    private JsonValue? Resolve(YamlScalar scalar)
    {
        var text = scalar.Text;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        var unsigned = text.AsSpan().TrimStart("+-");
        if (text.Length - unsigned.Length > 1 || unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.'))
        {
            return JsonValue.Create(text);
        }

        if (unsigned is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
        {
            report.Error(scalar.Start, DagProblemCodes.InvalidValue,
                $"{Field} holds {Shown.Quote(text)}, which JSON has no number for", "put it in quotes, or leave it out");
            return null;
        }

        return IsInteger(unsigned, out var isDecimal) ? Integer(scalar, unsigned, isDecimal) : Float(scalar);
    }

    private static bool IsInteger(ReadOnlySpan<char> unsigned, out bool isDecimal)
    {
        isDecimal = !unsigned.ContainsAnyExceptInRange('0', '9');
        return isDecimal
            || (unsigned is ['0', 'x', _, ..] && !unsigned[2..].ContainsAnyExcept(HexDigits))
            || (unsigned is ['0', 'o', _, ..] && !unsigned[2..].ContainsAnyExceptInRange('0', '7'));
    }

    private JsonValue? Integer(YamlScalar scalar, ReadOnlySpan<char> unsigned, bool isDecimal)
    {
        var valid = isDecimal ? long.TryParse(unsigned, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            : unsigned[1] == 'x' ? long.TryParse(unsigned[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : TryParseOctal(unsigned[2..], out number);
        if (!valid || number is > MaxExact or < 0)
        {
            report.Error(scalar.Start, DagProblemCodes.InvalidValue,
                $"{Field} holds {Shown.Quote(scalar.Text)}, an integer JSON does not carry exactly", "put it in quotes");
            return null;
        }

        return JsonValue.Create(scalar.Text[0] == '-' ? -number : number);
    }

    private JsonValue? Float(YamlScalar scalar)
    {
        // YAML's floats: digits around an optional point, an optional exponent. Anything else that starts with a digit is a text, as a date is.
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(scalar.Text, Style, CultureInfo.InvariantCulture, out var number))
        {
            return JsonValue.Create(scalar.Text);
        }

        if (!double.IsFinite(number))
        {
            report.Error(scalar.Start, DagProblemCodes.InvalidValue,
                $"{Field} holds {Shown.Quote(scalar.Text)}, which is too large a number", "put it in quotes");
            return null;
        }

        return JsonValue.Create(number);
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            number = (number * 8) + (digit - '0');
            if (number > MaxExact)
            {
                return false;
            }
        }

        return true;
    }
}
