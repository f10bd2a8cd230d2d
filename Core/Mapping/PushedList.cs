using System.Text.Json.Nodes;

namespace Orrery.Core.Mapping;

/// <summary>What a task may push when another one is expanded over it.</summary>
public static class PushedList
{
    /// <summary>Why the pushing task fails; null when the value can be gone through.</summary>
    /// <param name="value">What it pushed; null when it pushed nothing.</param>
    /// <param name="mapped">The task or group that is expanded over it.</param>
    /// <param name="maxLength">The longest list or mapping it may push.</param>
    public static string? Problem(JsonNode? value, string mapped, int maxLength) => ExpandItems.Of(value)?.Count switch
    {
        null => $"'{mapped}' is expanded over what this task returns, and it returned {(value is null ? "nothing" : "neither a list nor a mapping")}: return one.",
        var length when length > maxLength =>
            $"'{mapped}' is expanded over what this task returns, and it returned {length} items, where max_map_length allows {maxLength}: return less, or raise max_map_length.",
        _ => null,
    };
}
