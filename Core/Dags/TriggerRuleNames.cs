using System.Collections.Frozen;

namespace Orrery.Core.Dags;

/// <summary>The trigger rules' names on the wire.</summary>
public static class TriggerRuleNames
{
    private static readonly string[] Names =
    [
        "all_success", "all_failed", "all_done", "one_success", "one_failed", "one_done", "none_failed",
        "none_failed_min_one_success", "none_skipped", "all_skipped", "always", "all_done_min_one_success",
        "all_done_setup_success",
    ];

    private static readonly FrozenDictionary<string, TriggerRule> ByName =
        Names.Select((name, i) => (name, rule: (TriggerRule)i)).ToFrozenDictionary(p => p.name, p => p.rule, StringComparer.Ordinal);

    /// <summary>All names, in the order of the rules' numbers.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The snake_case name of the rule.</summary>
    public static string WireName(this TriggerRule rule) => Names[(int)rule];

    /// <summary>The rule with this name; false when there is none.</summary>
    public static bool TryParse(string name, out TriggerRule rule) => ByName.TryGetValue(name, out rule);
}
