using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Activations;

/// <summary>The activations of one grain id: one, or some in the case of stateless workers.</summary>
internal interface IActivationGroup
{
    IEnumerable<Activation> Activations { get; }

    /// <summary>Gives a call to an activation.</summary>
    /// <returns>Whether it was taken; not when the activation has gone and the group is about to leave the catalog.</returns>
    bool TryEnqueue(GrainCall call);

    /// <summary>Forgets an activation.</summary>
    /// <returns>Whether none is left.</returns>
    bool Remove(Activation activation);
}
