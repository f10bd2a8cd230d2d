using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded;

/// <summary>For tests: makes go wrong what can go wrong in a cluster. Resolved from the host's services.</summary>
public sealed class EmbeddedFaults
{
    private readonly Silo _silo;

    internal EmbeddedFaults(Silo silo) => _silo = silo;

    /// <summary>
    /// Makes the activations of a grain go away as if their process had died: no further turn runs, not even a finally block, and callers get
    /// <see cref="SiloUnavailableException"/>. The next call gets a fresh activation.
    /// </summary>
    /// <param name="grainId">The grain.</param>
    /// <returns>Whether there was an activation.</returns>
    public bool KillActivation(GrainId grainId) => _silo.Catalog.Kill(grainId);

    /// <summary>Makes all activations go away as if their process had died.</summary>
    public void KillAll()
    {
        // In an order of its own, not that of a hash table.
        foreach (var activation in _silo.Catalog.Activations.OrderBy(a => a.GrainId.ToString(), StringComparer.Ordinal).ToArray())
        {
            activation.Kill();
        }
    }

    /// <summary>Waits until, with <see cref="EmbeddedChaosOptions"/>, nothing is left to do before the clock moves on.</summary>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="InvalidOperationException">The host runs grains in parallel.</exception>
    public Task WhenQuietAsync() => _silo.Executor is SeededTurnExecutor executor
        ? executor.WhenQuietAsync()
        : throw new InvalidOperationException("Only a host with UseChaos(...) knows when it is quiet.");
}
