using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Core.Identity;

/// <summary>A run's type in JSON: its wire name.</summary>
public sealed class DagRunTypeJsonConverter : JsonConverter<DagRunType>
{
    private static readonly DagRunType[] All = Enum.GetValues<DagRunType>();

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no type of run.</exception>
    public override DagRunType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        var index = Array.FindIndex(All, t => t.WireName() == name);
        return index >= 0
            ? All[index]
            : throw new JsonException($"Not the type of a run: expected one of {string.Join(", ", All.Select(t => t.WireName()))}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DagRunType value, JsonSerializerOptions options) => writer.WriteStringValue(value.WireName());
}
