using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <summary>What must be true of every change that passes the store's fences, whatever went wrong before.</summary>
internal sealed class Invariants(SimulatedStore store, IReadOnlyDictionary<string, DagDefinition> versions, Action<string> log, Action<string> fail)
{
    private readonly Dictionary<Guid, (long RunPk, int Ordinal, int TryNumber)> _leases = [];

    /// <summary>Runs a user has changed by hand, in which a rule that held need not hold any more when the change is written.</summary>
    public HashSet<string> ByHand { get; } = new(StringComparer.Ordinal);

    public void Check(IReadOnlyList<StoreRow> rows)
    {
        var runs = rows.OfType<DagRunRow>().ToDictionary(r => r.RunPk);
        foreach (var row in rows)
        {
            var fencedBy = row switch { TaskInstanceRow t => t.RunPk, TaskTryRow t => t.RunPk, XComRow x => x.RunPk, XComRemoval x => x.RunPk, ApprovalRow a => a.RunPk, _ => (long?)null };
            if (fencedBy is { } pk && !runs.ContainsKey(pk))
            {
                fail($"{row} was written without its run's fence.");
            }
        }

        foreach (var run in runs.Values)
        {
            Check(run, [.. rows.OfType<TaskInstanceRow>().Where(t => t.RunPk == run.RunPk)], rows);
        }
    }

    /// <summary>After a change was written: no limit is exceeded.</summary>
    public void CheckLimits()
    {
        var held = store.HeldIn(Scenario.SmallPool);
        if (held > store.SlotsOf(Scenario.SmallPool))
        {
            fail($"{held} slots of pool {Scenario.SmallPool} are held, and it has {store.SlotsOf(Scenario.SmallPool)}.");
        }

        foreach (var (dag, task) in versions.Values.SelectMany(d => d.Tasks.Where(t => t is { MaxActiveTisPerDag: not null, Action.IsTrigger: false }).Select(t => (d.DagId, t))).Distinct())
        {
            if (store.LeasedOf(dag, task.TaskId) is var leased && leased > task.MaxActiveTisPerDag)
            {
                fail($"{leased} instances of {dag}/{task.TaskId} are leased, and max_active_tis_per_dag is {task.MaxActiveTisPerDag}.");
            }
        }
    }

    private void Check(DagRunRow run, List<TaskInstanceRow> changed, IReadOnlyList<StoreRow> rows)
    {
        var name = $"{run.DagId}/{run.RunId}";
        var dag = versions[run.Version];
        var before = store.Run(run.RunPk);
        var after = before is null ? [] : before.Tasks.ToDictionary(t => t.Key, t => t.Value);
        foreach (var task in changed)
        {
            after[task.Ordinal] = task;
        }

        log($"{name} {run.State.WireName()} {string.Join(' ', changed.Select(t => $"{t.TaskId}:{t.State.WireName()}/{t.TryNumber}{(t.LeaseId is null ? "" : $"@{t.Host}")}"))}");
        CheckRun(name, run, before?.Row, dag, after);
        foreach (var task in changed)
        {
            var old = before?.Tasks.GetValueOrDefault(task.Ordinal);
            CheckLease(name, dag, task);
            if (old is not null && task.TryNumber < old.TryNumber)
            {
                fail($"{name}/{task.TaskId} went back from try {old.TryNumber} to {task.TryNumber}.");
            }

            if (old is not null && task.TryNumber > old.TryNumber && !ByHand.Contains(name))
            {
                CheckRule(name, dag, after, task);
            }
        }

        foreach (var tryRow in rows.OfType<TaskTryRow>().Where(t => t.RunPk == run.RunPk))
        {
            if (before is not null && before.Tries.TryGetValue((tryRow.Ordinal, tryRow.TryNumber), out var ended) && ended.EndedAt is not null)
            {
                fail($"{name}/t{tryRow.Ordinal} try {tryRow.TryNumber} ended as {ended.State.WireName()} and got a second result, {tryRow.State.WireName()}.");
            }
        }
    }

    private void CheckRun(string name, DagRunRow run, DagRunRow? before, DagDefinition dag, Dictionary<int, TaskInstanceRow> tasks)
    {
        var active = tasks.Values.Where(t => t.State.IsActive() && !DefinitionOf(dag, t).Action.IsInline).ToList();

        // A trigger that is cleared is restarting until its host has let go of it, and takes no more room than before.
        if (active.Count(t => t.LeaseId is not null && !DefinitionOf(dag, t).Action.IsTrigger) is var running && running > dag.MaxActiveTasks)
        {
            fail($"{name} has {running} running tasks, and max_active_tasks is {dag.MaxActiveTasks}.");
        }

        foreach (var task in dag.Tasks.Where(t => active.Count(a => a.TaskId == t.TaskId) > t.MaxActiveTisPerDagRun))
        {
            fail($"{name} has more active instances of {task.TaskId} than max_active_tis_per_dagrun, {task.MaxActiveTisPerDagRun}.");
        }

        var unfinished = tasks.Values.Where(t => !t.State.IsFinished()).Select(t => $"{t.TaskId} {t.State.WireName()}").ToList();
        if (run.State.IsFinished() && unfinished.Count > 0 && run.Reason != RunReasons.AllTasksDeadlocked)
        {
            fail($"{name} has ended as {run.State.WireName()} ({run.Reason}) with unfinished tasks: {string.Join(", ", unfinished)}.");
        }

        var others = store.Runs.Count(r => r.Row.DagId == run.DagId && r.Row.RunPk != run.RunPk && r.Row.State == DagRunState.Running);
        if (run.State == DagRunState.Running && before?.State != DagRunState.Running && others >= dag.MaxActiveRuns)
        {
            fail($"{name} starts beside {others} running runs, and max_active_runs is {dag.MaxActiveRuns}.");
        }
    }

    private static TaskDefinition DefinitionOf(DagDefinition dag, TaskInstanceRow task) => dag.Tasks.Single(t => t.TaskId == task.TaskId);

    private void CheckLease(string name, DagDefinition dag, TaskInstanceRow task)
    {
        // What is deferred has a lease while a host looks, and none while it waits for one.
        var action = DefinitionOf(dag, task).Action;
        var mayHold = task.State is TaskInstanceState.Running or TaskInstanceState.Restarting && !action.IsInline;
        if ((task.LeaseId is not null) != mayHold && !(task.State == TaskInstanceState.Deferred && action.IsTrigger))
        {
            fail($"{name}/{task.TaskId} is {task.State.WireName()} and {(mayHold ? "has no lease" : "has a lease")}.");
        }

        // A restarting task keeps the lease of the try it waits for.
        if (task.LeaseId is { } lease && !_leases.TryAdd(lease, (task.RunPk, task.Ordinal, task.TryNumber))
            && _leases[lease] != (task.RunPk, task.Ordinal, task.TryNumber))
        {
            fail($"{name}/{task.TaskId} try {task.TryNumber} runs under the lease of another try.");
        }
    }

    private void CheckRule(string name, DagDefinition dag, Dictionary<int, TaskInstanceRow> tasks, TaskInstanceRow task)
    {
        var definition = DefinitionOf(dag, task);
        var parents = tasks.Values.Where(t => definition.DependsOn.Contains(t.TaskId)).Select(t => t.State).ToList();
        var counts = new UpstreamCounts
        {
            Total = parents.Count,
            Success = parents.Count(s => s == TaskInstanceState.Success),
            Skipped = parents.Count(s => s == TaskInstanceState.Skipped),
            Failed = parents.Count(s => s == TaskInstanceState.Failed),
            UpstreamFailed = parents.Count(s => s == TaskInstanceState.UpstreamFailed),
        };
        if (TriggerRuleEvaluator.Evaluate(definition.TriggerRule, counts, TriggerLook.Scheduling) != TriggerVerdict.Run)
        {
            fail($"{name}/{task.TaskId} began try {task.TryNumber} although {definition.TriggerRule} does not hold of {string.Join(", ", parents)}.");
        }
    }
}
