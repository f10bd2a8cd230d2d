using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <content>How mapped tasks get their instances.</content>
internal sealed partial class Turn
{
    private readonly Dictionary<int, ExpansionState> _expansions = [];

    /// <summary>Whether the instances of any expansion are being worked out.</summary>
    private bool IsAnythingAsked
    {
        get
        {
            for (var expansion = 0; expansion < _plan.Expansions.Count; expansion++)
            {
                if (Expansion(expansion).IsAsked)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Forgets what was asked for in a run that has ended since: nobody may have waited for the answer.</summary>
    public void ForgetAsked()
    {
        for (var expansion = 0; expansion < _plan.Expansions.Count; expansion++)
        {
            if (Expansion(expansion) is { IsAsked: true } state)
            {
                _expansions[expansion] = state with { IsAsked = false };
            }
        }
    }

    /// <summary>Gives the tasks of an expansion the instances its inputs call for; or the state that takes their place.</summary>
    public void Expand(int expansion, ExpansionResult result)
    {
        _expansions[expansion] = Expansion(expansion) with { IsCurrent = result is ExpansionResult.Instances, IsAsked = false };
        switch (result)
        {
            case ExpansionResult.Instances { Length: > 0 } instances:
                Resize(_plan.Expansions[expansion], instances);
                break;
            case ExpansionResult.Instances:
                RemoveFrom(_plan.Expansions[expansion], 1);
                CloseReady(_plan.Expansions[expansion], TaskInstanceState.Skipped, failure: null);
                break;
            case ExpansionResult.NoInput:
                CloseReady(_plan.Expansions[expansion], TaskInstanceState.UpstreamFailed, failure: null);
                break;
            case ExpansionResult.Failed failed:
                CloseReady(_plan.Expansions[expansion], TaskInstanceState.Failed, failed.Failure);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"Nobody handles the expansion result {result}.");
        }
    }

    private ExpansionState Expansion(int expansion) =>
        _expansions.TryGetValue(expansion, out var state) ? state : _state.Expansion(expansion);

    /// <summary>Asks for the instances of an expansion, once all its inputs have ended; those that wait are looked at when they have.</summary>
    private void Ask(int expansion)
    {
        var state = Expansion(expansion);
        var plan = _plan.Expansions[expansion];
        if (state.IsAsked || plan.Inputs.Any(input => Counters(input).OpenInstances > 0))
        {
            return;
        }

        if (plan.Length is { } length)
        {
            Expand(expansion, new ExpansionResult.Instances(length));
            return;
        }

        _expansions[expansion] = new ExpansionState(IsCurrent: false, IsAsked: true, state.Round + 1);
        Do(new RunEffect.Expand(expansion, state.Round + 1));
    }

    /// <summary>An input runs again: what was worked out from it does not hold any more.</summary>
    private void Outdate(int input)
    {
        foreach (var expansion in _plan.FedBy(input))
        {
            _expansions[expansion] = Expansion(expansion) with { IsCurrent = false, IsAsked = false };
        }
    }

    /// <summary>Puts whatever waits for its expansion in the queue; whether there is any.</summary>
    private bool LookAtUnexpanded()
    {
        for (var expansion = 0; expansion < _plan.Expansions.Count; expansion++)
        {
            if (Expansion(expansion) is { IsCurrent: false, IsAsked: false })
            {
                foreach (var task in _plan.Expansions[expansion].Tasks)
                {
                    _work.Enqueue(~task, _plan.Level(task));
                }
            }
        }

        return _work.Count > 0;
    }

    private void Resize(PlanExpansion expansion, ExpansionResult.Instances result)
    {
        // All instances are there before one moves: those of the other tasks may look at it.
        var placeholders = new List<int>();
        foreach (var task in expansion.Tasks)
        {
            if (MapIndexOf(task) < 0)
            {
                placeholders.Add(task);
                _expanded.Add(task);
                _slots.Write(task, in Original(task));
            }

            for (var index = _state.InstanceCount(task); index < result.Length; index++)
            {
                AddInstance(task, index);
            }
        }

        foreach (var task in placeholders)
        {
            // A task of a group may have been decided before the group was expanded.
            for (var index = 1; Slot(task).State.IsFinished() && index < result.Length; index++)
            {
                Set(InstanceAt(task, index), Slot(task));
            }
        }

        RemoveFrom(expansion, result.Length);
        foreach (var task in expansion.Tasks)
        {
            Label(task, result);
            foreach (var instance in InstancesOf(task).Take(result.Length).Where(i => Slot(i).State == TaskInstanceState.Removed))
            {
                Reopen(instance, Slot(instance).TryNumber + _plan.Task(task).Retries);
            }

            foreach (var index in result.Skipped.Where(i => Slot(InstanceAt(task, i)).State == TaskInstanceState.None))
            {
                Force(InstanceAt(task, index), TaskInstanceState.Skipped);
            }

            _work.Enqueue(~task, _plan.Level(task));
        }
    }

    private void Label(int task, ExpansionResult.Instances result)
    {
        if (result.Labels.TryGetValue(task, out var labels))
        {
            for (var index = 0; index < result.Length; index++)
            {
                var instance = InstanceAt(task, index);
                Set(instance, Slot(instance) with { Label = labels[index] });
            }
        }
    }

    private void RemoveFrom(PlanExpansion expansion, int length)
    {
        foreach (var instance in expansion.Tasks.SelectMany(t => InstancesOf(t).Skip(length)).Where(i => Slot(i).State != TaskInstanceState.Removed))
        {
            Force(instance, TaskInstanceState.Removed);
        }
    }

    /// <summary>Ends those that only waited for the expansion; what is below them decides by its rules.</summary>
    private void CloseReady(PlanExpansion expansion, TaskInstanceState state, TaskFailure? failure)
    {
        foreach (var instance in expansion.Tasks.SelectMany(InstancesOf))
        {
            if (Slot(instance).State == TaskInstanceState.None && Readiness(instance) == TriggerVerdict.Run)
            {
                Force(instance, state, failure);
            }
        }
    }
}
