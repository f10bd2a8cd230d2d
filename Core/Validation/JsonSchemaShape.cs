using System.Text.Json;
using System.Text.Json.Nodes;
using static Orrery.Core.Validation.JsonValues;

namespace Orrery.Core.Validation;

/// <summary>Whether a JSON Schema is itself well formed, and uses only what is supported.</summary>
internal static class JsonSchemaShape
{
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    public static IReadOnlyList<JsonSchemaError> Errors(JsonNode? schema)
    {
        var errors = new List<JsonSchemaError>();
        Check(schema, "$", errors);
        return errors;
    }

    private static void Check(JsonNode? schema, string path, List<JsonSchemaError> errors)
    {
        if (schema is not JsonObject rules)
        {
            if (Kind(schema) is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors.Add(new(path, $"is {Show(schema)}, which is no schema: write a mapping of keywords, true or false"));
            }

            return;
        }

        foreach (var (keyword, value) in rules)
        {
            var at = $"{path}.{keyword}";
            if (Expected(keyword, value) is { } expected)
            {
                errors.Add(new(at, $"is {Show(value)}; {expected}"));
                continue;
            }

            foreach (var (inner, innerPath) in Inner(keyword, value, at))
            {
                Check(inner, innerPath, errors);
            }
        }
    }

    // What is wrong with the keyword's value; null when nothing is.
    private static string? Expected(string keyword, JsonNode? value)
    {
        switch (keyword)
        {
            case "type":
                return (value is JsonArray list ? list : [value?.DeepClone()]).All(t => IsString(t, out var name) && Types.Contains(name))
                    ? null : $"a type is one of {string.Join(", ", Types)}, or a list of them";
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                return IsNumber(value, out _) ? null : "write a number";
            case "multipleOf":
                return IsNumber(value, out var factor) && factor > 0 ? null : "write a number above 0";
            case "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties" or "minContains" or "maxContains":
                return IsInteger(value) && IsNumber(value, out var count) && count >= 0 ? null : "write a whole number, 0 or more";
            case "uniqueItems":
                return Kind(value) is JsonValueKind.True or JsonValueKind.False ? null : "write true or false";
            case "format" or "title":
                return IsString(value, out _) ? null : "write a text";
            case "pattern":
                return IsPattern(value) ? null : "write a regular expression without look-arounds and back-references";
            case "patternProperties":
                return value is JsonObject patterns && patterns.All(p => IsPattern(p.Key))
                    ? null : "write a mapping of regular expressions to schemas";
            case "enum" or "examples":
                return value is JsonArray ? null : "write a list";
            case "required":
                return IsTexts(value) ? null : "write a list of names";
            case "dependentRequired":
                return value is JsonObject lists && lists.All(l => IsTexts(l.Value)) ? null : "write a mapping of names to lists of names";
            case "anyOf" or "oneOf" or "allOf" or "prefixItems":
                return value is JsonArray { Count: > 0 } ? null : "write a list of schemas";
            case "properties" or "dependentSchemas":
                return value is JsonObject ? null : "write a mapping of names to schemas";
            case "$ref" or "$dynamicRef" or "unevaluatedItems" or "unevaluatedProperties":
                return "this keyword is not supported; write the schema out";
            default:
                return null;
        }
    }

    private static IEnumerable<(JsonNode? Schema, string Path)> Inner(string keyword, JsonNode? value, string path) => (keyword, value) switch
    {
        ("items" or "contains" or "additionalProperties" or "propertyNames" or "not" or "if" or "then" or "else", _) => [(value, path)],
        ("anyOf" or "oneOf" or "allOf" or "prefixItems", JsonArray list) => list.Select((s, i) => (s, $"{path}[{i}]")),
        ("properties" or "patternProperties" or "dependentSchemas", JsonObject map) => map.Select(p => (p.Value, $"{path}.{p.Key}")),
        _ => [],
    };

    private static bool IsPattern(JsonNode? value) => IsString(value, out var pattern) && JsonSchemaCheck.Pattern(pattern) is not null;

    private static bool IsTexts(JsonNode? value) => value is JsonArray list && list.All(t => IsString(t, out _));
}
