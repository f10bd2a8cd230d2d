using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Core.States;

/// <summary>A task instance's state in JSON: its wire name; null while nothing is decided, as in Airflow.</summary>
public sealed class TaskInstanceStateJsonConverter : JsonConverter<TaskInstanceState>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no state.</exception>
    public override TaskInstanceState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return TaskInstanceState.None;
        }

        return reader.TokenType == JsonTokenType.String && TaskInstanceStateFacts.TryParse(reader.GetString()!, out var state)
            ? state
            : throw new JsonException($"Not the state of a task instance: expected null or one of {string.Join(", ", TaskInstanceStateFacts.All.Skip(1).Select(f => f.WireName))}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TaskInstanceState value, JsonSerializerOptions options)
    {
        if (value == TaskInstanceState.None)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value.WireName());
        }
    }
}
