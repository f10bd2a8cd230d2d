using System.Collections.Concurrent;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Observers;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Activations;

/// <summary>The activations in memory. Creates one when a grain without any is called.</summary>
internal sealed class Catalog(Silo silo, GrainClassMap classes)
{
    private readonly ConcurrentDictionary<GrainId, IActivationGroup> _groups = new();

    public GrainClassMap Classes => classes;

    public ObserverDirectory Observers { get; } = new(silo);

    public IEnumerable<Activation> Activations => _groups.Values.SelectMany(group => group.Activations);

    /// <summary>Takes a call to its target.</summary>
    public void Receive(Request request)
    {
        try
        {
            Dispatch((GrainCall)request);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }

    /// <summary>Takes a request that its activation will not carry out any more to a fresh one.</summary>
    public void Reroute(Request request)
    {
        if (request is GrainCall)
        {
            Receive(request);
        }
        else
        {
            request.Fail(new SiloUnavailableException("The activation has gone away."));
        }
    }

    /// <summary>Makes every activation of a grain go away without a trace.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Kill(GrainId grainId)
    {
        var anyKilled = false;
        foreach (var victim in _groups.TryGetValue(grainId, out var group) ? group.Activations.ToArray() : [])
        {
            anyKilled |= victim.Kill();
        }

        return anyKilled;
    }

    /// <summary>Forgets an activation that has gone.</summary>
    public void Remove(Activation activation)
    {
        if (_groups.TryGetValue(activation.GrainId, out var group) && group.Remove(activation))
        {
            _groups.TryRemove(KeyValuePair.Create(activation.GrainId, group));
        }
    }

    private void Dispatch(GrainCall call)
    {
        if (ObserverDirectory.Owns(call.Target))
        {
            Observers.Dispatch(call);
            return;
        }

        // An activation may go away between being found and being given the call. It leaves the catalog first, so the next look finds another.
        while (!_groups.GetOrAdd(call.Target, CreateGroup).TryEnqueue(call))
        {
        }
    }

    private IActivationGroup CreateGroup(GrainId grainId)
    {
        var grainClass = classes.ByGrainType(grainId.Type);
        return grainClass.MaxWorkers is { } max
            ? new StatelessWorkers(silo, grainClass, grainId, max)
            : new SingleActivation(silo, grainClass, grainId);
    }
}
