using System.Text.Json;
using Orrery.Core.Runs;

namespace Orrery.Grains.Runs;

/// <summary>From the value a branch or gate yields to its decision.</summary>
internal static class DecidedValue
{
    private static readonly HashSet<string> FalseTexts = new(["", "false", "no", "off", "0", "none", "null"], StringComparer.OrdinalIgnoreCase);
    private static readonly char[] Separators = [',', '\n', '\r', ' ', '\t'];

    /// <summary>A branch's decision: one id, a list of ids, a text with several ids, or nothing.</summary>
    public static TaskOutcome ToBranch(string taskId, JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case null or JsonValueKind.Null or JsonValueKind.Undefined:
                return new TaskOutcome.Branch([]);
            case JsonValueKind.String:
                return new TaskOutcome.Branch(value.Value.GetString()!.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
            case JsonValueKind.Array when value.Value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String):
                return new TaskOutcome.Branch([.. value.Value.EnumerateArray().Select(e => e.GetString()!)]);
            default:
                return new TaskOutcome.Fail(new TaskFailure(
                    TaskFailureReason.InvalidDecision,
                    $"Branch '{taskId}' yielded {Shorten(value.Value)}, which names no task: it must yield a task id, a list of task ids, or nothing."));
        }
    }

    /// <summary>A gate's decision: false, nothing, zero, an empty list or object, and the texts for false close it.</summary>
    public static TaskOutcome ToGate(JsonElement? value, bool ignoreDownstreamTriggerRules) =>
        new TaskOutcome.Gate(IsTrue(value), ignoreDownstreamTriggerRules);

    private static bool IsTrue(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.Value.GetDouble() != 0,
        JsonValueKind.String => !FalseTexts.Contains(value.Value.GetString()!.Trim()),
        JsonValueKind.Array => value.Value.GetArrayLength() > 0,
        JsonValueKind.Object => value.Value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Shorten(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
