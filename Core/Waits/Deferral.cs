using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Core.Waits;

/// <summary>
/// The wish of a process to be started again, as the same try, once something is there: what it wrote to <c>$ORRERY_DEFER</c>. A JSON object
/// with either <c>wait</c> or <c>sensor</c> as in DAG files, and optionally <c>state</c>, any value it gets back.
/// </summary>
public sealed class Deferral
{
    private Deferral(string json, TaskAction action, string? stateJson) => (Json, Action, StateJson) = (json, action, stateJson);

    /// <summary>The wish as it was written.</summary>
    public string Json { get; }

    /// <summary>What it waits for: a <see cref="TaskAction.Wait"/> or <see cref="TaskAction.Sensor"/>. Its texts are no templates.</summary>
    public TaskAction Action { get; }

    /// <summary>What the process gets back, as JSON; null: nothing.</summary>
    public string? StateJson { get; }

    /// <summary>Reads a wish.</summary>
    /// <param name="json">What the process wrote.</param>
    /// <param name="deferral">The wish; null when it is none.</param>
    /// <param name="problem">What is wrong with it, all of it, and the remedy; null when nothing is.</param>
    public static bool TryParse(string json, out Deferral? deferral, out string? problem)
    {
        (deferral, problem) = (null, null);
        JsonObject? body = null;
        try
        {
            body = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            // Said below, with what would be right.
        }

        if (body is null || body.Any(p => p.Key is not ("wait" or "sensor" or "state")) || body.ContainsKey("wait") == body.ContainsKey("sensor"))
        {
            problem = "What the task wrote to $ORRERY_DEFER is no JSON object with either 'wait' or 'sensor' and optionally 'state': write for example {\"wait\": \"10 minutes\"}.";
            return false;
        }

        if (ActionReader.Read(body, out var errors) is not { } action)
        {
            problem = $"What the task wrote to $ORRERY_DEFER cannot be waited for: {errors}.";
            return false;
        }

        deferral = new Deferral(json, action, body["state"]?.ToJsonString());
        return true;
    }

    /// <summary>What the process finds at <c>$ORRERY_EVENT</c> when it is started again.</summary>
    /// <param name="now">When what it waited for was there.</param>
    /// <param name="valueJson">What that brought, as JSON; null: nothing.</param>
    public string EventJson(DateTimeOffset now, string? valueJson) => new JsonObject
    {
        ["fired_at"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["value"] = valueJson is null ? null : JsonNode.Parse(valueJson),
        ["state"] = StateJson is null ? null : JsonNode.Parse(StateJson),
    }.ToJsonString();
}
