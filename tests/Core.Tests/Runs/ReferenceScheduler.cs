using Orrery.Core.Dags;
using Orrery.Core.Retries;
using Orrery.Core.Runs;
using Orrery.Core.States;
using S = Orrery.Core.States.TaskInstanceState;

namespace Orrery.Core.Tests.Runs;

/// <summary>
/// The semantics once more, as simply as can be: looks at every task after every event, keeps no counters, and asks the graph anew
/// each time. Tasks are written in topological order. Knows fault-free events and clears after the end.
/// </summary>
internal sealed class ReferenceScheduler(DagDefinition dag, string runId)
{
    private readonly IReadOnlyList<TaskDefinition> _tasks = dag.Tasks;
    private readonly int _count = dag.Tasks.Count;
    private readonly TaskOutcome?[] _decisions = new TaskOutcome?[dag.Tasks.Count];
    private readonly DateTimeOffset[] _due = new DateTimeOffset[dag.Tasks.Count];
    private readonly HashSet<int> _held = [];
    private readonly int[] _maxTries = [.. dag.Tasks.Select(t => t.Retries)];

    private readonly int[] _weights = [.. Enumerable.Range(0, dag.Tasks.Count).Select(t => NaiveWeights.Of(dag, t))];

    public S[] States { get; } = new S[dag.Tasks.Count];

    public int[] Tries { get; } = new int[dag.Tasks.Count];

    public DagRunState Run { get; private set; } = DagRunState.Queued;

    public void Started()
    {
        Run = DagRunState.Running;
        Pass();
    }

    /// <summary>A host takes a task. One that was held back goes back when others have taken its room meanwhile.</summary>
    public void Leased(int task)
    {
        if (Enumerable.Range(0, _count).Count(t => IsActive(t) && States[t] != S.Queued) < dag.MaxActiveTasks)
        {
            Begin(task);
        }
        else
        {
            States[task] = S.Scheduled;
        }

        Pass();
    }

    /// <summary>The queue holds a task back.</summary>
    public void Held(int task)
    {
        _held.Add(task);
        Pass();
    }

    public void Finished(int task, TaskOutcome outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case TaskOutcome.Success:
                States[task] = S.Success;
                break;
            case TaskOutcome.Skip:
                States[task] = S.Skipped;
                break;
            case TaskOutcome.Branch:
            case TaskOutcome.Gate:
                States[task] = S.Success;
                _decisions[task] = outcome;
                SkipBy(task);
                break;
            case TaskOutcome.Fail fail:
                Failed(task, fail.Failure, now);
                break;
        }

        Pass();
    }

    public void TimePassed(DateTimeOffset now)
    {
        for (var t = 0; t < _count; t++)
        {
            if (States[t] == S.UpForRetry && _due[t] <= now)
            {
                States[t] = S.None;
            }
        }

        Pass();
    }

    /// <summary>Clears tasks of a run that has ended.</summary>
    public void Cleared(IEnumerable<int> tasks)
    {
        foreach (var t in tasks)
        {
            States[t] = S.None;
            _maxTries[t] = Tries[t] + _tasks[t].Retries;
        }

        Run = DagRunState.Queued;
    }

    private void Begin(int task)
    {
        States[task] = S.Running;
        _decisions[task] = null;
    }

    private void Failed(int task, TaskFailure failure, DateTimeOffset now)
    {
        var definition = _tasks[task];
        if (failure.IsRetryable && definition.Retries > 0 && Tries[task] <= _maxTries[task])
        {
            States[task] = S.UpForRetry;
            _due[task] = now + RetryDelay.After(
                definition.RetryDelay, definition.RetryExponentialBackoff, definition.MaxRetryDelay, Tries[task], $"{dag.DagId}#{definition.TaskId}#{runId}#{Tries[task]}");
            return;
        }

        States[task] = S.Failed;
        for (var t = 0; dag.FailFast && t < _count; t++)
        {
            if (_tasks[t].Kind != TaskKind.Teardown && States[t] is not (S.Success or S.Failed))
            {
                States[t] = States[t] == S.Running ? S.Failed : S.Skipped;
            }
        }
    }

    private void SkipBy(int task)
    {
        var children = _decisions[task] is TaskOutcome.Gate { Pass: false, IgnoreDownstreamTriggerRules: true }
            ? Enumerable.Range(0, _count).Where(t => IsAbove(task, t))
            : Enumerable.Range(0, _count).Where(t => IsParent(task, t));
        foreach (var child in children)
        {
            if (States[child] is (S.None or S.UpForRetry or S.UpstreamFailed) && Excludes(_decisions[task]!, child))
            {
                States[child] = S.Skipped;
            }
        }
    }

    private bool Excludes(TaskOutcome decision, int child) => decision switch
    {
        TaskOutcome.Gate gate => !gate.Pass && _tasks[child].Kind != TaskKind.Teardown,
        TaskOutcome.Branch branch => !Enumerable.Range(0, _count).Any(c => branch.TaskIds.Contains(_tasks[c].TaskId) && (c == child || IsAbove(c, child))),
        _ => false,
    };

    private void Pass()
    {
        for (var t = 0; t < _count; t++)
        {
            if (States[t] == S.None)
            {
                Look(t);
            }
        }

        _held.RemoveWhere(t => States[t] != S.Queued);
        while (Enumerable.Range(0, _count).Count(t => IsActive(t) && !_held.Contains(t)) < dag.MaxActiveTasks
            && Enumerable.Range(0, _count).Where(t => States[t] == S.Scheduled && !_held.Any(h => SharesLimits(h, t) && GoesBefore(h, t))).OrderByDescending(t => _weights[t]).Cast<int?>().FirstOrDefault() is { } next)
        {
            States[next] = S.Queued;
        }

        if (States.All(s => s.IsFinished()))
        {
            Run = Leaves().Any(t => States[t] is S.Failed or S.UpstreamFailed) ? DagRunState.Failed : DagRunState.Success;
        }
        else if (States.All(s => s.IsFinished() || s == S.None))
        {
            Run = DagRunState.Failed;
        }
    }

    private bool GoesBefore(int one, int other) => _weights[one] != _weights[other] ? _weights[one] > _weights[other] : one < other;

    private bool SharesLimits(int one, int other)
    {
        (string, string, int, string?) LimitsOf(TaskDefinition t) =>
            (t.Queue, t.Pool, t.PoolSlots, (t.MaxActiveTisPerDag ?? t.MaxActiveTisPerDagRun) is null ? null : t.TaskId);
        return LimitsOf(_tasks[one]) == LimitsOf(_tasks[other]);
    }

    private bool IsActive(int task) => States[task] is (S.Queued or S.Running) && !_tasks[task].Action.IsInline;

    private void Look(int task)
    {
        if (Enumerable.Range(0, _count).Any(p => IsParent(p, task) && States[p].IsFinished() && _decisions[p] is { } d && Excludes(d, task)))
        {
            States[task] = S.Skipped;
            return;
        }

        switch (Verdict(task))
        {
            case TriggerVerdict.Run:
                Tries[task]++;
                States[task] = S.Scheduled;
                if (_tasks[task].Action.IsInline)
                {
                    Begin(task);
                }

                break;
            case TriggerVerdict.Skipped:
                States[task] = S.Skipped;
                break;
            case TriggerVerdict.UpstreamFailed:
                States[task] = S.UpstreamFailed;
                break;
        }
    }

    private TriggerVerdict Verdict(int task)
    {
        var definition = _tasks[task];
        var parents = Enumerable.Range(0, _count).Where(p => IsParent(p, task)).ToArray();
        if (parents.Length == 0 || definition.TriggerRule == TriggerRule.Always)
        {
            return TriggerVerdict.Run;
        }

        var setups = definition.Kind == TaskKind.Teardown ? [] : Enumerable.Range(0, _count).Where(s => Prepares(s, task)).ToArray();
        if (setups.Any(s => States[s] is S.Failed or S.UpstreamFailed))
        {
            return TriggerVerdict.UpstreamFailed;
        }

        if (setups.Any(s => States[s] == S.Skipped))
        {
            return TriggerVerdict.Skipped;
        }

        int In(params S[] states) => parents.Count(p => states.Contains(States[p]));
        var counts = new UpstreamCounts
        {
            Total = parents.Length,
            Success = In(S.Success),
            Skipped = In(S.Skipped),
            Failed = In(S.Failed),
            UpstreamFailed = In(S.UpstreamFailed),
            Setups = parents.Count(p => _tasks[p].Kind == TaskKind.Setup),
            SetupsSucceeded = parents.Count(p => _tasks[p].Kind == TaskKind.Setup && States[p] == S.Success),
            SetupsSkipped = parents.Count(p => _tasks[p].Kind == TaskKind.Setup && States[p] == S.Skipped),
        };
        var verdict = TriggerRuleEvaluator.Evaluate(definition.TriggerRule, counts, TriggerLook.Scheduling);
        var held = setups.Any(s => States[s] != S.Success)
            || (definition.Kind == TaskKind.Teardown && Enumerable.Range(0, _count).Any(t => IsInScope(t, task) && !States[t].IsFinished()));
        return verdict == TriggerVerdict.Run && held ? TriggerVerdict.Wait : verdict;
    }

    private bool Prepares(int setup, int task)
    {
        var teardowns = Enumerable.Range(0, _count).Where(t => _tasks[t].Kind == TaskKind.Teardown && IsParent(setup, t)).ToArray();
        return _tasks[setup].Kind == TaskKind.Setup && IsAbove(setup, task) && !IsParent(setup, task)
            && (teardowns.Length == 0 || teardowns.Any(t => IsAbove(task, t)));
    }

    private bool IsInScope(int task, int teardown) =>
        IsAbove(task, teardown) && !IsParent(task, teardown)
        && Enumerable.Range(0, _count).Any(s => _tasks[s].Kind == TaskKind.Setup && IsParent(s, teardown) && IsAbove(s, task));

    private IEnumerable<int> Leaves()
    {
        bool Ignorable(int t) => _tasks[t].Kind == TaskKind.Teardown && !_tasks[t].OnFailureFailDagRun;
        var all = Enumerable.Range(0, _count).ToArray();
        var leaves = all.Where(t => !Ignorable(t) && all.Where(c => IsParent(t, c)).All(Ignorable)).ToArray();
        return leaves.Length > 0 ? leaves : all.Where(t => !all.Any(c => IsParent(t, c)));
    }

    private bool IsParent(int parent, int child) => _tasks[child].DependsOn.Contains(_tasks[parent].TaskId);

    private bool IsAbove(int ancestor, int task) =>
        IsParent(ancestor, task) || Enumerable.Range(0, task).Any(p => IsParent(p, task) && IsAbove(ancestor, p));
}
