using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Activations;

/// <summary>The one activation of a grain.</summary>
internal sealed class SingleActivation(Silo silo, GrainClass grainClass, GrainId grainId) : IActivationGroup
{
    // Two threads may make a group at once, of which one is dropped: the activation is made by the first call that the kept one gets.
    private readonly Lazy<Activation> _activation = new(() => Activation.Start(silo, grainClass, grainId));

    public IEnumerable<Activation> Activations => _activation.IsValueCreated ? [_activation.Value] : [];

    public bool TryEnqueue(GrainCall call) => _activation.Value.TryEnqueue(call);

    public bool Remove(Activation activation) => _activation.IsValueCreated && ReferenceEquals(_activation.Value, activation);
}
