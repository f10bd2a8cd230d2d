using System.Text.Json.Nodes;
using Orrery.Core.Validation;

namespace Orrery.Rest.Tests.Support;

/// <summary>Answers held against the schemas of an OpenAPI document.</summary>
/// <param name="document">The document.</param>
internal sealed class JsonShapes(JsonObject document)
{
    private readonly Dictionary<string, JsonNode> _resolved = new(StringComparer.Ordinal);

    /// <summary>What is wrong with an answer; empty: nothing.</summary>
    public IReadOnlyList<string> Problems(JsonNode schema, JsonNode? answer) =>
        [.. JsonSchemaCheck.Validate(answer, Resolve(schema)).Take(5).Select(e => e.ToString())];

    /// <summary>The schema with what it refers to in its place.</summary>
    private JsonNode Resolve(JsonNode schema)
    {
        switch (schema)
        {
            case JsonObject reference when reference["$ref"]?.GetValue<string>() is { } name:
                if (!_resolved.TryGetValue(name, out var resolved))
                {
                    // Of a type that names itself the inner one may be anything.
                    _resolved[name] = new JsonObject();
                    _resolved[name] = resolved = Resolve(Find(name));
                }

                return resolved.DeepClone();
            case JsonObject part:
                return new JsonObject(part.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Resolve(p.Value))));
            case JsonArray list:
                return new JsonArray([.. list.Select(item => item is null ? null : Resolve(item))]);
            default:
                return schema.DeepClone();
        }
    }

    private JsonNode Find(string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode)document, (node, part) => node[part]!);
}
