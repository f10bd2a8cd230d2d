namespace Orleans.Runtime;

/// <summary>A rule for where activations are placed.</summary>
public abstract class PlacementStrategy;

/// <summary>Placement with the first caller.</summary>
public sealed class PreferLocalPlacement : PlacementStrategy;

/// <summary>Placement at random.</summary>
public sealed class RandomPlacement : PlacementStrategy;

/// <summary>Placement by the hash of the grain id.</summary>
public sealed class HashBasedPlacement : PlacementStrategy;

internal sealed class StatelessWorkerPlacement(int maxLocal) : PlacementStrategy
{
    public int MaxLocal { get; } = maxLocal > 0 ? maxLocal : Environment.ProcessorCount;
}
