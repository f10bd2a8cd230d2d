using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Validation;

namespace Orrery.Dashboard.Views.Dags;

/// <summary>One param of a DAG in a form: what is asked for, and what was written so far.</summary>
public sealed class ParamField
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _schema;
    private readonly bool _hasDefault;
    private readonly string _initial;

    /// <summary>Makes a field of what the document of a DAG says about a param.</summary>
    /// <param name="name">Name of the param.</param>
    /// <param name="schema">JSON Schema keywords, <c>description</c> and <c>default</c>.</param>
    public ParamField(string name, JsonObject schema)
    {
        (Name, _schema, _hasDefault) = (name, schema, schema.ContainsKey("default"));
        Kind = KindOf(schema);
        Choices = Kind == ParamKind.Choice ? [.. schema["enum"]!.AsArray().Select(v => (Write(v), LabelOf(v)))] : [];
        _initial = Text = _hasDefault ? TextOf(schema["default"]) : "";
    }

    /// <summary>Name of the param.</summary>
    public string Name { get; }

    /// <summary>What it is called.</summary>
    public string Title => Word("title") ?? Name;

    /// <summary>What it is for.</summary>
    public string? Description => Word("description");

    /// <summary>How it is asked for.</summary>
    public ParamKind Kind { get; }

    /// <summary>Whether a run needs a value for it, since there is no default.</summary>
    public bool IsRequired => !_hasDefault;

    /// <summary>The values of <see cref="ParamKind.Choice"/>, as JSON, and what they are called.</summary>
    public IReadOnlyList<(string Json, string Label)> Choices { get; }

    /// <summary>What is written in the field.</summary>
    public string Text { get; set; }

    /// <summary>Whether it is no longer the default.</summary>
    public bool IsChanged => !_hasDefault || Text != _initial;

    /// <summary>Whether a text may have several lines.</summary>
    public bool IsLong => Kind == ParamKind.Text && (Word("format") == "multiline" || _initial.Contains('\n', StringComparison.Ordinal));

    /// <summary>What may be written, in a few words; empty when the field shows it.</summary>
    public string Hint => string.Join(", ", new[]
    {
        IsRequired ? "needed" : null,
        Kind is ParamKind.Whole or ParamKind.Number or ParamKind.Json ? Wanted : Kind == ParamKind.Lines ? "one a line" : null,
        Kind == ParamKind.Text && !IsLong ? Word("format") : null,
        Range("minimum", "maximum"),
        Range("minLength", "maxLength") is { } length ? $"{length} characters" : null,
    }.OfType<string>());

    private string Wanted => Kind switch
    {
        ParamKind.Whole => "whole number",
        ParamKind.Number => "number",
        _ => "JSON",
    };

    /// <summary>The value that is written, and what is wrong with it; the latter is null when nothing is.</summary>
    public (JsonNode? Value, string? Problem) Read()
    {
        if (!TryParse(out var value))
        {
            return (null, Text.Length == 0 ? $"{Title} needs a value." : $"{Title}: '{Text}' is no {Wanted}.");
        }

        return (value, JsonSchemaCheck.Validate(value, _schema) is [var error, ..] ? $"{Title}{error.Path[1..]} {error.Message}." : null);
    }

    /// <summary>Writes a value into the field; its default when there is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isThere">Whether there is one; null may be.</param>
    public void Load(JsonNode? value, bool isThere) => Text = isThere ? TextOf(value) : _initial;

    private static ParamKind KindOf(JsonObject schema)
    {
        if (schema["enum"] is JsonArray { Count: > 0 })
        {
            return ParamKind.Choice;
        }

        var (type, fallback) = (TypeOf(schema["type"]), schema["default"]);
        return (type ?? TypeOf(fallback?.GetValueKind())) switch
        {
            "boolean" => ParamKind.Switch,
            "integer" => ParamKind.Whole,
            "number" => ParamKind.Number,
            "string" => schema["format"] is JsonValue format && format.TryGetValue<string>(out var text) && text == "date" ? ParamKind.Date : ParamKind.Text,
            "array" when IsOfTexts(schema["items"], fallback) => ParamKind.Lines,
            _ => ParamKind.Json,
        };
    }

    // A type beside null is asked for as if null were none: an empty field is null.
    private static string? TypeOf(JsonNode? type) => type switch
    {
        JsonValue one => one.GetValue<string>(),
        JsonArray many when many.Select(t => t!.GetValue<string>()).Where(t => t != "null").ToList() is [var only] => only,
        JsonArray => "",
        _ => null,
    };

    private static string? TypeOf(JsonValueKind? kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => null,
    };

    private static bool IsOfTexts(JsonNode? items, JsonNode? fallback) =>
        items is JsonObject described ? described["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String && type.GetValue<string>() == "string"
        : items is null && fallback is JsonArray { Count: > 0 } list && list.All(i => i?.GetValueKind() == JsonValueKind.String);

    private static string Write(JsonNode? value) => value?.ToJsonString(Indented) ?? "null";

    private static bool IsText(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String;

    private bool TryParse(out JsonNode? value)
    {
        value = null;
        switch (Kind)
        {
            case ParamKind.Text or ParamKind.Date:
                value = Text.Length > 0 ? JsonValue.Create(Text) : AllowsNull() || Kind == ParamKind.Date ? null : JsonValue.Create("");
                return Text.Length > 0 || _hasDefault || AllowsNull();
            case ParamKind.Switch:
                value = JsonValue.Create(Text == "true");
                return true;
            case ParamKind.Lines:
                value = new JsonArray([.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => (JsonNode?)JsonValue.Create(l))]);
                return true;
            case var _ when Text.Length == 0:
                return AllowsNull();
            case ParamKind.Whole:
                var isWhole = long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole);
                value = JsonValue.Create(whole);
                return isWhole;
            case ParamKind.Number:
                return TryJson(out value) && value?.GetValueKind() == JsonValueKind.Number;
            default:
                return TryJson(out value);
        }
    }

    private bool TryJson(out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(Text);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }

    private bool AllowsNull() => _schema["type"] is JsonArray types && types.Any(t => t!.GetValue<string>() == "null");

    private string TextOf(JsonNode? value) => Kind switch
    {
        ParamKind.Choice => Write(value),
        ParamKind.Lines when value is JsonArray list && list.All(IsText) => string.Join('\n', list.Select(i => i!.GetValue<string>())),
        _ when value is null => Kind == ParamKind.Json ? "null" : "",
        ParamKind.Text or ParamKind.Date when IsText(value) => value.GetValue<string>(),
        _ => Write(value),
    };

    private string LabelOf(JsonNode? value)
    {
        var plain = IsText(value) ? value!.GetValue<string>() : Write(value);
        return _schema["values_display"] is JsonObject labels && labels[plain] is JsonValue label && IsText(label) ? label.GetValue<string>() : plain;
    }

    private string? Word(string keyword) => _schema[keyword] is JsonValue text && IsText(text) && text.GetValue<string>() is { Length: > 0 } word ? word : null;

    private string? Range(string from, string to) => (_schema[from]?.ToJsonString(), _schema[to]?.ToJsonString()) switch
    {
        ({ } least, { } most) => $"{least} to {most}",
        ({ } least, null) => $"at least {least}",
        (null, { } most) => $"at most {most}",
        _ => null,
    };
}
