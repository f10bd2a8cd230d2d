using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Dashboard.Views.Dags;

/// <summary>The params of a DAG as a form, which can be turned into JSON and back.</summary>
public sealed class ParamForm
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Values of names the DAG does not know: a run may have them all the same.
    private JsonObject _others = [];

    private ParamForm(IReadOnlyList<ParamField> fields) => Fields = fields;

    /// <summary>The fields, in the order of the params.</summary>
    public IReadOnlyList<ParamField> Fields { get; }

    /// <summary>Makes the form of a DAG.</summary>
    /// <param name="document">Its document; null: it is not known, so there are no fields.</param>
    public static ParamForm Of(JsonObject? document) =>
        new(document?["params"] is JsonObject known ? [.. known.Select(p => new ParamField(p.Key, p.Value as JsonObject ?? []))] : []);

    /// <summary>What is wrong with the values, field by field; empty when a run may start with them.</summary>
    public IReadOnlyList<string> Problems() => [.. Fields.Where(f => f.IsChanged).Select(f => f.Read().Problem).OfType<string>()];

    /// <summary>The values that differ from the defaults as a JSON object; empty when none does. What cannot be read is left out.</summary>
    public string ToJson()
    {
        var values = _others.DeepClone().AsObject();
        foreach (var field in Fields.Where(f => f.IsChanged))
        {
            if (field.Read() is { Problem: null } read)
            {
                values[field.Name] = read.Value;
            }
        }

        return values.Count == 0 ? "" : values.ToJsonString(Indented);
    }

    /// <summary>Writes a JSON object into the fields; what it does not name has its default.</summary>
    /// <param name="json">The object, or empty.</param>
    public void Load(string json)
    {
        var values = string.IsNullOrWhiteSpace(json) ? [] : JsonNode.Parse(json)!.AsObject();
        foreach (var field in Fields)
        {
            field.Load(values[field.Name], values.ContainsKey(field.Name));
        }

        var known = Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        _others = new JsonObject(values.Where(v => !known.Contains(v.Key)).Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone())));
    }
}
