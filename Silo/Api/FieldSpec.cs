using System.Text.Json.Nodes;

namespace Orrery.Silo.Api;

/// <summary>A parameter or field in a word: <c>name</c>, <c>name[]</c>, <c>name:type</c>, <c>name[]:type</c>, with <c>!</c> when it must be given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: string, integer, number, boolean, object, any, date-time.</param>
/// <param name="IsList">Whether there may be several.</param>
/// <param name="IsRequired">Whether it must be given.</param>
internal sealed record FieldSpec(string Name, string Type, bool IsList, bool IsRequired)
{
    /// <summary>Reads the word.</summary>
    public static FieldSpec Parse(string text)
    {
        var word = text.TrimEnd('!').Split(':');
        var name = word[0];
        var isList = name.EndsWith("[]", StringComparison.Ordinal);
        return new FieldSpec(isList ? name[..^2] : name, word.Length > 1 ? word[1] : "string", isList, text.EndsWith('!'));
    }

    /// <summary>Its schema.</summary>
    public JsonObject Schema()
    {
        var one = Type switch
        {
            "any" => [],
            "date-time" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = Type },
        };
        return IsList ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
    }

    /// <summary>The schema of an object with these fields and no others; what need not be given may be null.</summary>
    public static JsonObject Object(IEnumerable<string> fields)
    {
        var specs = fields.Select(Parse).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(specs.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)(s.IsRequired ? s.Schema() : OrNull(s.Schema()))))),
            ["additionalProperties"] = false,
        };
        if (specs.Where(s => s.IsRequired).Select(s => (JsonNode)s.Name).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
        }

        return schema;
    }
}
