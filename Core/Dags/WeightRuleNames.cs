namespace Orrery.Core.Dags;

/// <summary>The weight rules' names on the wire.</summary>
public static class WeightRuleNames
{
    private static readonly string[] Names = ["downstream", "upstream", "absolute"];

    /// <summary>All names, in the order of the rules' numbers.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name of the rule.</summary>
    public static string WireName(this WeightRule rule) => Names[(int)rule];

    /// <summary>The rule with this name; false when there is none.</summary>
    public static bool TryParse(string name, out WeightRule rule)
    {
        var number = Array.IndexOf(Names, name);
        rule = number < 0 ? default : (WeightRule)number;
        return number >= 0;
    }
}
