using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Activations;

/// <summary>The activations of a stateless worker: a call goes to an idle one, or a new one, or when there are enough to the one with least to do.</summary>
internal sealed class StatelessWorkers(Silo silo, GrainClass grainClass, GrainId grainId, int max) : IActivationGroup
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _gone;

    public IEnumerable<Activation> Activations
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    public bool TryEnqueue(GrainCall call)
    {
        lock (_gate)
        {
            if (_gone)
            {
                return false;
            }

            var worker = _workers.Where(worker => worker.IsValid).MinBy(worker => worker.Load);
            if (worker is null || (worker.Load > 0 && _workers.Count < max))
            {
                worker = Activation.Start(silo, grainClass, grainId);
                _workers.Add(worker);
            }

            // A worker that goes away this moment keeps the call until it has gone and then sends it on; one that has gone is not in the list.
            return worker.TryEnqueue(call);
        }
    }

    public bool Remove(Activation activation)
    {
        lock (_gate)
        {
            _workers.Remove(activation);
            return _gone = _workers.Count == 0;
        }
    }
}
