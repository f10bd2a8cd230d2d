using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Silo.Api;

/// <summary>The schemas of the types that go over the wire, each once, as the serializer writes them.</summary>
internal sealed class SchemaBook
{
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of a type.</summary>
    public JsonNode Reference(JsonTypeInfo type)
    {
        if (!IsOurs(type.Type))
        {
            return Export(type);
        }

        var name = NameOf(type.Type);
        if (!_schemas.ContainsKey(name))
        {
            // Its place is kept while it is written, since it may name itself.
            _schemas[name] = new JsonObject();
            _schemas[name] = Export(type);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>All of them.</summary>
    public JsonObject ToJson() => new(_schemas.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));

    private static bool IsOurs(Type type) => type.Name.EndsWith("Wire", StringComparison.Ordinal);

    private static string NameOf(Type type) => type.Name[..^"Wire".Length];

    private JsonNode Export(JsonTypeInfo type) => JsonSchemaExporter.GetJsonSchemaAsNode(
        type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isNullable = type != context.TypeInfo.Type || MayBeNull(schema) || context.PropertyInfo is { IsGetNullable: true };
        if (context.PropertyInfo?.CustomConverter is RawJsonConverter)
        {
            return new JsonObject();
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && schema["required"] is JsonArray required)
        {
            // What is left out when it is null is not always there.
            var optional = context.TypeInfo.Properties.Where(p => p.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) == true).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            schema["required"] = new JsonArray([.. required.Select(n => n!.GetValue<string>()).Where(n => !optional.Contains(n)).Select(n => (JsonNode)n)]);
        }

        JsonNode? known = type switch
        {
            _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ when type == typeof(Guid) => new JsonObject { ["type"] = "string", ["format"] = "uuid" },
            _ when type == typeof(DagRunState) => Words(Enum.GetValues<DagRunState>().Select(s => s.WireName())),
            _ when type == typeof(DagRunType) => Words(DagRunTypes.AllNames),
            _ when type == typeof(TaskInstanceState) => OrNull(Words(Enum.GetValues<TaskInstanceState>().Where(s => s != TaskInstanceState.None).Select(s => s.WireName()))),
            _ when type.IsEnum => Words(Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ when IsOurs(type) && !context.Path.IsEmpty && context.TypeInfo.Kind == JsonTypeInfoKind.Object => Reference(context.TypeInfo),
            _ => null,
        };
        return known is null ? schema : isNullable && type != typeof(TaskInstanceState) ? OrNull(known) : known;
    }

    private static bool MayBeNull(JsonNode schema) => schema is JsonObject && schema["type"] is JsonArray types && types.Any(t => t?.GetValue<string>() == "null");

    private static JsonObject Words(IEnumerable<string> words) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    private static JsonObject OrNull(JsonNode schema) => new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
}
