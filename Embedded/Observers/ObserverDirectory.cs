using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Observers;

/// <summary>The observers of this process, by the ids in references to them.</summary>
internal sealed class ObserverDirectory(Silo silo)
{
    private static readonly GrainType ObserverType = GrainType.Create("sys.observer");
    private readonly ConcurrentDictionary<GrainId, ObserverTarget> _targets = new();
    private long _lastKey;

    public static bool Owns(GrainId id) => id.Type == ObserverType;

    public GrainId Add(IGrainObserver observer)
    {
        var id = GrainId.Create(ObserverType, Interlocked.Increment(ref _lastKey).ToString(CultureInfo.InvariantCulture));
        _targets[id] = new ObserverTarget(silo, id, observer);
        return id;
    }

    public void Remove(GrainId id) => _targets.TryRemove(id, out _);

    public void Dispatch(GrainCall call)
    {
        if (!_targets.TryGetValue(call.Target, out var target))
        {
            call.Fail(Gone(call));
        }
        else if (!target.TryEnqueue(call))
        {
            _targets.TryRemove(call.Target, out _);
            call.Fail(Gone(call));
        }
    }

    private static OrleansMessageRejectionException Gone(GrainCall call) =>
        new($"{call} was not delivered: the observer was deleted or is not referenced by anybody any more.");
}
