namespace Orrery.Grains.Interfaces.Search;

/// <summary>What bounds the work of one search, whatever the history holds.</summary>
public static class SearchLimits
{
    /// <summary>
    /// How many runs or task instances one search looks at where no index serves its filters or its order. A list then ends early and its
    /// cursor goes on; what is sorted is sorted among the newest of them.
    /// </summary>
    public const int LookedAt = 20_000;

    /// <summary>Up to here totals are exact; above, a total says only that there are more than what was skipped and shown.</summary>
    public const int Counted = 10_000;

    /// <summary>How many DAGs a search may name and still follow their indices side by side.</summary>
    public const int NamedDags = 100;
}
