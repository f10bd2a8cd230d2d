using System.Diagnostics.CodeAnalysis;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Hosts;

/// <summary>The leases a host holds, the room it has left, and the reports it owes.</summary>
/// <param name="capacity">How many processes run at once.</param>
/// <param name="triggerCapacity">How many sensors are looked for at once.</param>
internal sealed class HeldTasks(int capacity, int triggerCapacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HeldTask> _held = [];
    private readonly List<HeldTask> _owed = [];
    private TaskCompletionSource _changed = NewSource();
    private int _processes;
    private int _triggers;

    /// <summary>How many run now.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _processes + _triggers;
            }
        }
    }

    /// <summary>What the host is busy with now.</summary>
    public HostLoad Load
    {
        get
        {
            lock (_lock)
            {
                return new HostLoad(_processes, _triggers, _held.Count, _owed.Count);
            }
        }
    }

    /// <summary>Takes a lease; false when it is held already.</summary>
    public bool TryAdd(LaunchSpec spec, [NotNullWhen(true)] out HeldTask? task)
    {
        lock (_lock)
        {
            task = new HeldTask(spec);
            if (!_held.TryAdd(spec.LeaseId, task))
            {
                task = null;
                return false;
            }

            // More than the capacity when what an earlier server left was more: nothing is turned away then, and no work is asked for.
            Count(task, 1);
            return true;
        }
    }

    /// <summary>A try has ended: its room is free, its report is owed.</summary>
    public void End(HeldTask task, TaskReport report)
    {
        lock (_lock)
        {
            task.Report = report;
            _owed.Add(task);
            Count(task, -1);
            Change();
        }
    }

    /// <summary>A lease is held no more, and nothing is owed for it: nothing of it was launched.</summary>
    public void Forget(HeldTask task)
    {
        lock (_lock)
        {
            if (_held.Remove(task.Spec.LeaseId))
            {
                Count(task, -1);
                Change();
            }
        }
    }

    /// <summary>The reports of these tries were acknowledged.</summary>
    public void Acknowledge(IReadOnlyCollection<HeldTask> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                _ = _held.Remove(task.Spec.LeaseId);
            }

            _ = _owed.RemoveAll(tasks.Contains);
            Change();
        }
    }

    /// <summary>The lease, if it is held.</summary>
    public HeldTask? Find(Guid lease)
    {
        lock (_lock)
        {
            return _held.GetValueOrDefault(lease);
        }
    }

    /// <summary>All leases.</summary>
    public IReadOnlyList<HeldTask> All()
    {
        lock (_lock)
        {
            return [.. _held.Values];
        }
    }

    /// <summary>How many more processes may run; waits while there is no room.</summary>
    public async Task<int> RoomAsync(CancellationToken cancellationToken)
    {
        var room = 0;
        await UntilAsync(() => (room = capacity - _processes) > 0, cancellationToken);
        return room;
    }

    /// <summary>How many more sensors may be looked for; waits while there is no room.</summary>
    public async Task<int> TriggerRoomAsync(CancellationToken cancellationToken)
    {
        var room = 0;
        await UntilAsync(() => (room = triggerCapacity - _triggers) > 0, cancellationToken);
        return room;
    }

    /// <summary>The oldest owed reports; waits while there are none. They stay owed until they are acknowledged.</summary>
    public async Task<IReadOnlyList<HeldTask>> OwedAsync(int max, CancellationToken cancellationToken)
    {
        await UntilAsync(() => _owed.Count > 0, cancellationToken);
        lock (_lock)
        {
            return [.. _owed.Take(max)];
        }
    }

    /// <summary>Waits until nothing runs.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => UntilAsync(() => _processes + _triggers == 0, cancellationToken);

    /// <summary>Waits until no report is owed.</summary>
    public Task ReportedAsync(CancellationToken cancellationToken) => UntilAsync(() => _owed.Count == 0, cancellationToken);

    private void Count(HeldTask task, int change)
    {
        if (task.Spec.Sensor is null)
        {
            _processes += change;
        }
        else
        {
            _triggers += change;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change()
    {
        _ = _changed.TrySetResult();
        _changed = NewSource();
    }

    private async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition())
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
