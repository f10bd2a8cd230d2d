using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.Reruns;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <content>What people do to tasks of the run.</content>
public sealed partial class DagRunGrain
{
    /// <inheritdoc/>
    public async Task<ActionResult> ClearAsync(ImmutableArray<string> taskIds) =>
        (await ClearTasksAsync(new ClearTasks { Tasks = [.. taskIds.Select(SelectorOf)] })).Outcome;

    /// <inheritdoc/>
    public async Task<ActionResult> MarkTaskAsync(string taskId, TaskInstanceState state) =>
        (await MarkTasksAsync(new MarkTasks { Tasks = [SelectorOf(taskId)], State = state })).Outcome;

    /// <inheritdoc/>
    public async Task<RunTasks> ClearTasksAsync(ClearTasks request)
    {
        if (FindRun() is not { } run)
        {
            return new RunTasks { Outcome = NotFound() };
        }

        if (request.OnLatestVersion)
        {
            return await ClearOnLatestVersionAsync(run, request);
        }

        var (scope, options, problem) = ScopeOf(run, request);
        if (problem is not null)
        {
            return Answer(run, problem, []);
        }

        if (request.IsDryRun)
        {
            return Answer(run, ActionResult.Done, ClearRule.Choose(run.State, scope, options));
        }

        var cleared = new Input(new RunEvent.Cleared(scope, options), [Audit("clear_task_instances")]) { NoteOnChosen = request.Note };
        var decision = (await SubmitAllAsync([cleared]))[0];
        return Answer(run, ToResult(decision), decision.Chosen);
    }

    /// <inheritdoc/>
    public async Task<RunTasks> MarkTasksAsync(MarkTasks request)
    {
        if (FindRun() is not { } run)
        {
            return new RunTasks { Outcome = NotFound() };
        }

        var (named, problem) = NamedIn(run, request.Tasks);
        if (problem is null && request.State is not (TaskInstanceState.Success or TaskInstanceState.Failed or TaskInstanceState.Skipped))
        {
            problem = ActionResult.Refuse(ActionStatus.Invalid, $"A task can be marked success, failed or skipped, not {request.State.WireName()}.");
        }

        if (problem is not null)
        {
            return Answer(run, problem, []);
        }

        var scope = InstancesOf(run.State, named, TaskScope.ToMark(run.Plan, TasksOf(run.State, named), request.IncludeUpstream, request.IncludeDownstream));
        if (request.IsDryRun)
        {
            return Answer(run, ActionResult.Done, MarkRule.Choose(run.State, scope, request.State));
        }

        var decision = await SubmitAsync(new RunEvent.TaskMarked(scope, request.State), Audit($"mark_{request.State.WireName()}"));
        return Answer(run, ToResult(decision), decision.Chosen);
    }

    /// <inheritdoc/>
    public async Task<ActionResult> SetNoteAsync(TaskSelector? task, string? note)
    {
        if (FindRun() is not { } run)
        {
            return NotFound();
        }

        if (task is null)
        {
            await SubmitAllAsync([new Input(new RunNote.OfRun(note), [Audit("note_dag_run")])]);
            return ActionResult.Done;
        }

        var (named, problem) = NamedIn(run, [task]);
        if (problem is null)
        {
            await SubmitAllAsync(named.Select(t => new Input(new RunNote.OfTask(t, note), [Audit("note_task_instance")])));
        }

        return problem ?? ActionResult.Done;
    }

    /// <summary>What a request to clear reaches in a run, and how it is chosen from.</summary>
    private static (IReadOnlyList<int> Scope, ClearOptions Options, ActionResult? Problem) ScopeOf(RunRecord run, ClearTasks request)
    {
        var (named, problem) = NamedIn(run, request.Tasks);
        var options = new ClearOptions
        {
            OnlyFailed = request.OnlyFailed,
            OnlyRunning = request.OnlyRunning,
            PreventRunning = request.PreventRunning,
            RunStateAfter = request.ResetRun ? DagRunState.Queued : null,
        };
        IReadOnlyList<int> scope = request.Tasks.IsEmpty
            ? [.. Enumerable.Range(0, run.State.Count)]
            : InstancesOf(run.State, named, TaskScope.ToClear(run.Plan, TasksOf(run.State, named), request.IncludeUpstream, request.IncludeDownstream));
        return (scope, options, problem);
    }

    private static TaskSelector SelectorOf(string name)
    {
        var (taskId, mapIndex) = InstanceName.Parse(name);
        return new TaskSelector(taskId, mapIndex);
    }

    /// <summary>The instances that are named.</summary>
    private static (IReadOnlyList<int> Instances, ActionResult? Problem) NamedIn(RunRecord run, ImmutableArray<TaskSelector> selectors)
    {
        var named = new SortedSet<int>();
        var unknown = new List<string>();
        foreach (var selector in selectors)
        {
            if (!run.Plan.TryOrdinalOf(selector.TaskId, out var task))
            {
                unknown.Add($"Run '{run.Row.DagId}/{run.Row.RunId}' has no task '{selector.TaskId}'.");
            }
            else if (selector.MapIndex is not { } index)
            {
                named.UnionWith(InstanceScope.Of(run.State, [task]));
            }
            else if (run.State.TryInstanceOf(selector.TaskId, index, out var instance))
            {
                named.Add(instance);
            }
            else
            {
                unknown.Add($"Task '{selector.TaskId}' of run '{run.Row.DagId}/{run.Row.RunId}' has no instance {index}.");
            }
        }

        return ([.. named], unknown.Count > 0 ? ActionResult.Refuse(ActionStatus.NotFound, [.. unknown]) : null);
    }

    private static IReadOnlyList<int> TasksOf(RunState state, IReadOnlyList<int> instances) => [.. instances.Select(state.TaskOf).Distinct()];

    /// <summary>The instances of the tasks that were reached: of one that was named, those that were named; of the others, all.</summary>
    private static IReadOnlyList<int> InstancesOf(RunState state, IReadOnlyList<int> named, IReadOnlyList<int> reached) =>
        [.. named.Concat(InstanceScope.Of(state, reached.Except(TasksOf(state, named)))).Order()];

    private static RunTasks Answer(RunRecord run, ActionResult result, IEnumerable<int> tasks) =>
        new() { Outcome = result, Run = run.ToInfo(), Tasks = [.. tasks.Select(run.ToInfo)] };

    private async Task<Decision> SubmitAsync(RunEvent e, AuditRow audit) => (await SubmitAllAsync([new Input(e, [audit])]))[0];

    private AuditRow Audit(string what, JsonObject? details = null) => Audits.Of(clock, what, details) with { DagId = _key.DagId, RunId = _key.RunId };
}
