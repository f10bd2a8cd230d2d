using System.Collections.Frozen;
using Orrery.Core.States;

namespace Orrery.Silo.Api;

/// <summary>Names of the states of task instances in requests.</summary>
internal static class TaskStateNames
{
    private static readonly FrozenDictionary<string, TaskInstanceState> States = new Dictionary<string, TaskInstanceState>(
        Enum.GetValues<TaskInstanceState>().Where(s => s != TaskInstanceState.None).Select(s => KeyValuePair.Create(s.WireName(), s)), StringComparer.Ordinal)
    {
        ["none"] = TaskInstanceState.None,
        ["no_status"] = TaskInstanceState.None,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => States.Keys.Order(StringComparer.Ordinal);

    /// <summary>The state of a name.</summary>
    public static bool TryParse(string name, out TaskInstanceState state) => States.TryGetValue(name, out state);
}
