using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Grains.Runs;

/// <summary>What a commit of a run means for pools and caps: which leases give their slots back, and where deferred tasks come or go.</summary>
internal sealed class SlotChanges
{
    private readonly Dictionary<string, List<Guid>> _released = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deferredIn = new(StringComparer.Ordinal);

    /// <summary>Leases that have ended, by the limit whose slots they held.</summary>
    public IReadOnlyDictionary<string, List<Guid>> Released => _released;

    /// <summary>Pools in which a task was deferred or no longer is.</summary>
    public IReadOnlyCollection<string> DeferredIn => _deferredIn;

    /// <summary>Takes note of a change of one task.</summary>
    public void Add(RunPlan plan, int task, in TaskSlot before, in TaskSlot after)
    {
        var definition = plan.Task(task);
        if (HolderIn(before) is { } lease && HolderIn(after) != lease)
        {
            Release(definition.Pool, lease);
            if (definition.MaxActiveTisPerDag is not null)
            {
                Release(LimitKeys.OfTask(plan.Dag.DagId, definition.TaskId), lease);
            }
        }

        if ((before.State == TaskInstanceState.Deferred) != (after.State == TaskInstanceState.Deferred))
        {
            _deferredIn.Add(definition.Pool);
        }
    }

    /// <summary>The lease under which a task holds slots; a lease on what a deferred task waits for holds none.</summary>
    private static Guid? HolderIn(in TaskSlot slot) =>
        slot.State is TaskInstanceState.Running or TaskInstanceState.Restarting ? slot.Lease?.Id : null;

    private void Release(string limitKey, Guid leaseId)
    {
        if (!_released.TryGetValue(limitKey, out var leases))
        {
            _released[limitKey] = leases = [];
        }

        leases.Add(leaseId);
    }
}
