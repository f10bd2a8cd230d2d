using Orleans;
using Orleans.Runtime;

namespace Orrery.Embedded.Activations;

internal abstract class Activation : IGrainContext
{
    public static Activation? Constructing => null;

    public abstract GrainId GrainId { get; }

    public abstract GrainReference GrainReference { get; }

    public abstract object? GrainInstance { get; }

    public abstract IServiceProvider ActivationServices { get; }

    public abstract Task Deactivated { get; }

    public abstract void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    public abstract bool Equals(IGrainContext? other);

    public abstract void DelayDeactivation(TimeSpan timeSpan);

    public abstract IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options);
}
