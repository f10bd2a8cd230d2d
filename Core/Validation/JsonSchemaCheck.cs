using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Orrery.Core.Validation.JsonValues;

namespace Orrery.Core.Validation;

/// <summary>Checks values against JSON Schema 2020-12, without references (<c>$ref</c>) and unevaluated parts.</summary>
/// <remarks>
/// Patterns run without backtracking, in time linear in the text; look-arounds and back-references are therefore errors of the schema
/// (<see cref="SchemaErrors"/>). Of formats, <c>date-time</c>, <c>date</c>, <c>time</c> (HH:MM:SS) and <c>ipv4</c> are checked.
/// Keywords that are not known are annotations.
/// </remarks>
public static class JsonSchemaCheck
{
    /// <summary>The keywords a parameter may use: those that are checked, and annotations for people and forms.</summary>
    public static IReadOnlyList<string> Keywords { get; } =
    [
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "format",
        "items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired", "dependentSchemas",
        "minProperties", "maxProperties",
        "anyOf", "oneOf", "allOf", "not", "if", "then", "else",
        "title", "examples", "deprecated", "readOnly", "writeOnly", "values_display", "section", "description_md", "$comment",
    ];

    /// <summary>All reasons why the value does not satisfy the schema; empty when it does.</summary>
    /// <param name="value">The value; null is JSON's null.</param>
    /// <param name="schema">An object or a boolean; null accepts everything.</param>
    public static IReadOnlyList<JsonSchemaError> Validate(JsonNode? value, JsonNode? schema)
    {
        var errors = new List<JsonSchemaError>();
        Check(value, schema, "$", errors);
        return errors;
    }

    /// <summary>Everything that makes a schema unusable; empty when it is fine.</summary>
    public static IReadOnlyList<JsonSchemaError> SchemaErrors(JsonNode? schema) => JsonSchemaShape.Errors(schema);

    /// <summary>Compiles a pattern; null when it is none, or one that needs backtracking.</summary>
    internal static Regex? Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool Accepts(JsonNode? value, JsonNode? schema)
    {
        var errors = new List<JsonSchemaError>();
        Check(value, schema, "$", errors);
        return errors.Count == 0;
    }

    private static void Check(JsonNode? value, JsonNode? schema, string path, List<JsonSchemaError> errors)
    {
        if (Kind(schema) == JsonValueKind.False)
        {
            errors.Add(new(path, "is not allowed here"));
        }

        if (schema is not JsonObject rules)
        {
            return;
        }

        CheckAny(value, rules, path, errors);
        switch (Kind(value))
        {
            case JsonValueKind.Number:
                CheckNumber(value!, rules, path, errors);
                break;
            case JsonValueKind.String:
                CheckString(value!.GetValue<string>(), rules, path, errors);
                break;
            case JsonValueKind.Array:
                CheckArray(value!.AsArray(), rules, path, errors);
                break;
            case JsonValueKind.Object:
                CheckObject(value!.AsObject(), rules, path, errors);
                break;
        }

        CheckCombinations(value, rules, path, errors);
    }

    private static void CheckAny(JsonNode? value, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        if (rules["type"] is { } type)
        {
            var names = (type is JsonArray several ? several : [type.DeepClone()]).Select(t => t?.ToString() ?? "").ToList();
            if (!names.Exists(name => IsOfType(value, name)))
            {
                errors.Add(new(path, $"is {Show(value)}, which is not of type {string.Join(" or ", names)}"));
            }
        }

        if (rules["enum"] is JsonArray allowed && !allowed.Any(a => AreEqual(a, value)))
        {
            errors.Add(new(path, $"is {Show(value)}, which is not one of {string.Join(", ", allowed.Select(Show))}"));
        }

        if (rules.TryGetPropertyValue("const", out var only) && !AreEqual(only, value))
        {
            errors.Add(new(path, $"is {Show(value)} instead of {Show(only)}"));
        }
    }

    private static bool IsOfType(JsonNode? value, string type) => (type, Kind(value)) switch
    {
        ("integer", JsonValueKind.Number) => IsInteger(value),
        ("number", JsonValueKind.Number) or ("string", JsonValueKind.String) or ("null", JsonValueKind.Null) or ("array", JsonValueKind.Array)
            or ("object", JsonValueKind.Object) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static void CheckNumber(JsonNode value, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        _ = IsNumber(value, out var number);
        Limit("minimum", l => number >= l, "less than the minimum");
        Limit("maximum", l => number <= l, "more than the maximum");
        Limit("exclusiveMinimum", l => number > l, "not more than");
        Limit("exclusiveMaximum", l => number < l, "not less than");
        if (rules["multipleOf"] is { } factor && !IsMultiple(value, factor))
        {
            errors.Add(new(path, $"is {Show(value)}, which is no multiple of {Show(factor)}"));
        }

        void Limit(string keyword, Func<double, bool> holds, string problem)
        {
            if (IsNumber(rules[keyword], out var limit) && !holds(limit))
            {
                errors.Add(new(path, $"is {Show(value)}, {problem} {Show(rules[keyword])}"));
            }
        }
    }

    private static void CheckString(string text, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        CheckCount(text.EnumerateRunes().Count(), "Length", "characters", rules, path, errors);
        if (IsString(rules["pattern"], out var pattern) && Pattern(pattern) is { } regex && !regex.IsMatch(text))
        {
            errors.Add(new(path, $"is {Shown.Quote(text)}, which does not match the pattern {Shown.Quote(pattern)}"));
        }

        if (IsString(rules["format"], out var format) && !JsonFormats.Matches(format, text))
        {
            errors.Add(new(path, $"is {Shown.Quote(text)}, which is no {format}"));
        }
    }

    private static void CheckArray(JsonArray list, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        CheckCount(list.Count, "Items", "items", rules, path, errors);
        var prefix = rules["prefixItems"] as JsonArray ?? [];
        for (var i = 0; i < list.Count; i++)
        {
            Check(list[i], i < prefix.Count ? prefix[i] : rules["items"], $"{path}[{i}]", errors);
        }

        if (rules["contains"] is { } contains)
        {
            var count = list.Count(item => Accepts(item, contains));
            var least = IsNumber(rules["minContains"], out var min) ? min : 1;
            if (count < least || (IsNumber(rules["maxContains"], out var most) && count > most))
            {
                errors.Add(new(path, $"has {count} items as 'contains' describes them"));
            }
        }

        if (Kind(rules["uniqueItems"]) == JsonValueKind.True && list.Select(Key).Distinct(StringComparer.Ordinal).Count() < list.Count)
        {
            errors.Add(new(path, "has an item twice"));
        }
    }

    private static void CheckObject(JsonObject map, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        CheckCount(map.Count, "Properties", "properties", rules, path, errors);
        RequireAll(rules["required"], "");
        foreach (var (name, needed) in rules["dependentRequired"] as JsonObject ?? [])
        {
            if (map.ContainsKey(name))
            {
                RequireAll(needed, $", which {Shown.Quote(name)} needs");
            }
        }

        foreach (var (name, dependent) in rules["dependentSchemas"] as JsonObject ?? [])
        {
            if (map.ContainsKey(name))
            {
                Check(map, dependent, path, errors);
            }
        }

        var properties = rules["properties"] as JsonObject ?? [];
        var patterns = (rules["patternProperties"] as JsonObject ?? []).Select(p => (Regex: Pattern(p.Key), Schema: p.Value)).ToList();
        foreach (var (name, value) in map)
        {
            var known = properties.TryGetPropertyValue(name, out var schema);
            var at = $"{path}.{name}";
            Check(value, schema, at, errors);
            foreach (var pattern in patterns.Where(p => p.Regex?.IsMatch(name) == true))
            {
                known = true;
                Check(value, pattern.Schema, at, errors);
            }

            if (!known)
            {
                Check(value, rules["additionalProperties"], at, errors);
            }

            if (!Accepts(JsonValue.Create(name), rules["propertyNames"]))
            {
                errors.Add(new(at, "has a name that 'propertyNames' does not allow"));
            }
        }

        void RequireAll(JsonNode? names, string why)
        {
            foreach (var name in names as JsonArray ?? [])
            {
                if (IsString(name, out var text) && !map.ContainsKey(text))
                {
                    errors.Add(new(path, $"lacks {Shown.Quote(text)}{why}"));
                }
            }
        }
    }

    private static void CheckCombinations(JsonNode? value, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        foreach (var schema in rules["allOf"] as JsonArray ?? [])
        {
            Check(value, schema, path, errors);
        }

        if (rules["anyOf"] is JsonArray any && !any.Any(s => Accepts(value, s)))
        {
            errors.Add(new(path, $"is {Show(value)}, which fits none of 'anyOf'"));
        }

        if (rules["oneOf"] is JsonArray one && one.Count(s => Accepts(value, s)) is not 1 and var fits)
        {
            errors.Add(new(path, $"is {Show(value)}, which fits {fits} of 'oneOf' instead of 1"));
        }

        if (rules["not"] is { } not && Accepts(value, not))
        {
            errors.Add(new(path, $"is {Show(value)}, which 'not' excludes"));
        }

        if (rules["if"] is { } condition)
        {
            Check(value, rules[Accepts(value, condition) ? "then" : "else"], path, errors);
        }
    }

    private static void CheckCount(int count, string keyword, string what, JsonObject rules, string path, List<JsonSchemaError> errors)
    {
        if (IsNumber(rules[$"min{keyword}"], out var min) && count < min)
        {
            errors.Add(new(path, $"has {count} {what}, fewer than {min}"));
        }

        if (IsNumber(rules[$"max{keyword}"], out var max) && count > max)
        {
            errors.Add(new(path, $"has {count} {what}, more than {max}"));
        }
    }
}
