using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Json;

namespace Orrery.Core.Validation;

/// <summary>JSON values as JSON Schema sees them: 1 and 1.0 are the same integer.</summary>
internal static class JsonValues
{
    public static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;

    public static bool IsString(JsonNode? node, out string text)
    {
        text = Kind(node) == JsonValueKind.String ? node!.GetValue<string>() : "";
        return Kind(node) == JsonValueKind.String;
    }

    public static bool IsNumber(JsonNode? node, out double number)
    {
        number = 0;
        return Kind(node) == JsonValueKind.Number
            && double.TryParse(node!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public static bool IsInteger(JsonNode? node) => IsNumber(node, out var number) && Math.Floor(number) == number;

    /// <summary>Whether the number is a multiple, decimally where it fits: 0.3 is one of 0.1.</summary>
    public static bool IsMultiple(JsonNode value, JsonNode of)
    {
        if (decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(of.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && b != 0)
        {
            return a % b == 0;
        }

        return IsNumber(value, out var x) && IsNumber(of, out var y) && y != 0 && x % y == 0;
    }

    /// <summary>A text that is the same for equal values, and only for those.</summary>
    public static string Key(JsonNode? node)
    {
        try
        {
            return Encoding.UTF8.GetString(CanonicalJson.Canonicalize(node));
        }
        catch (CanonicalJsonException)
        {
            // Integers beyond a double's: as they are written.
            return node!.ToJsonString();
        }
    }

    public static bool AreEqual(JsonNode? a, JsonNode? b) => Kind(a) == Kind(b) && Key(a) == Key(b);

    /// <summary>The value for a message.</summary>
    public static string Show(JsonNode? node) => Kind(node) switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => Shown.Quote(node!.GetValue<string>()),
        _ => Shown.Plain(node?.ToJsonString() ?? "null"),
    };
}
