using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class implements, usually through <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation this object is the grain of.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called once before the first request, with state already read. A failure fails the callers and removes the activation.</summary>
    /// <param name="token">Cancelled when activation takes too long.</param>
    /// <returns>A task that ends when the grain is ready for requests.</returns>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called once when the activation goes away in an orderly manner; not called when the process dies.</summary>
    /// <param name="reason">Why it goes away.</param>
    /// <param name="token">Cancelled when deactivation takes too long.</param>
    /// <returns>A task that ends when the grain has put its affairs in order.</returns>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
