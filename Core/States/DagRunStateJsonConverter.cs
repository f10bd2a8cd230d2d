using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Core.States;

/// <summary>A run's state in JSON: its wire name.</summary>
public sealed class DagRunStateJsonConverter : JsonConverter<DagRunState>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no state.</exception>
    public override DagRunState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && StateExtensions.TryParseRunState(reader.GetString()!, out var state)
            ? state
            : throw new JsonException($"Not the state of a run: expected one of {string.Join(", ", Enum.GetValues<DagRunState>().Select(s => s.WireName()))}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DagRunState value, JsonSerializerOptions options) => writer.WriteStringValue(value.WireName());
}
