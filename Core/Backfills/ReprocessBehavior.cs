namespace Orrery.Core.Backfills;

/// <summary>What a backfill does with dates that have a finished run already. The numbers are stored and sent: never renumber, only append.</summary>
public enum ReprocessBehavior : byte
{
    /// <summary>Leaves them alone.</summary>
    None = 0,

    /// <summary>Runs those again that failed.</summary>
    Failed = 1,

    /// <summary>Runs all of them again.</summary>
    Completed = 2,
}

/// <summary>Names of the behaviours.</summary>
public static class ReprocessBehaviors
{
    private static readonly string[] Names = ["none", "failed", "completed"];

    /// <summary>All names, in the order of the values.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The snake_case name.</summary>
    public static string WireName(this ReprocessBehavior behavior) => Names[(int)behavior];

    /// <summary>The behaviour of this name.</summary>
    public static bool TryParse(string name, out ReprocessBehavior behavior)
    {
        var index = Array.IndexOf(Names, name);
        behavior = (ReprocessBehavior)Math.Max(index, 0);
        return index >= 0;
    }
}
