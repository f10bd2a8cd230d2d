using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orrery.Embedded.Activations;

namespace Orleans;

/// <summary>The base class of grains: one object per activation, whose methods run one turn at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Binds the grain to the activation being created.</summary>
    protected Grain() => _activation = Activation.Constructing;

    /// <inheritdoc/>
    public IGrainContext GrainContext => Current;

    /// <summary>Makes references to other grains; also while this activation goes away, and after.</summary>
    protected IGrainFactory GrainFactory => Current.Silo.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => Current.ActivationServices;

    private Activation Current => _activation ?? throw new InvalidOperationException(
        $"{GetType().Name} was created with 'new' and belongs to no activation. Get grains from IGrainFactory.GetGrain.");

    /// <summary>Called once before the first request, with state already read. A failure fails the callers and removes the activation.</summary>
    /// <param name="cancellationToken">Cancelled when activation takes too long.</param>
    /// <returns>A task that ends when the grain is ready for requests.</returns>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called once when the activation goes away in an orderly manner; not called when the process dies.</summary>
    /// <param name="reason">Why it goes away.</param>
    /// <param name="cancellationToken">Cancelled when deactivation takes too long.</param>
    /// <returns>A task that ends when the grain has put its affairs in order.</returns>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets this activation go away once its running requests have ended; later requests get a fresh activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps this activation from idle collection for a while.</summary>
    /// <param name="timeSpan">How long; <see cref="Timeout.InfiniteTimeSpan"/> means forever, zero and less take back an earlier call.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => Current.DelayDeactivation(timeSpan);
}
