using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Silo.Api;

/// <summary>What is set by hand on a task in a run.</summary>
internal sealed record TaskPatch
{
    /// <summary>The fields of its body.</summary>
    public static readonly string[] Fields =
        ["new_state", "note", "include_upstream:boolean", "include_downstream:boolean", "include_future:boolean", "include_past:boolean"];

    private const int MaxNote = 1_000;

    private bool HasState { get; init; }

    private bool HasNote { get; init; }

    private string? Note { get; init; }

    private MarkTasks Tasks { get; init; } = new() { Tasks = [], State = TaskInstanceState.None };

    private RunSelection Runs { get; init; } = new();

    /// <summary>Reads it; what is wrong is left in the reader.</summary>
    /// <param name="body">The body.</param>
    /// <param name="mask">The fields that are to be changed; empty: all that are there.</param>
    /// <param name="isDryRun">Whether nothing is to be changed.</param>
    public static TaskPatch Read(BodyReader body, IReadOnlyCollection<string> mask, bool isDryRun)
    {
        if (mask.Any(m => m is not ("new_state" or "note")))
        {
            body.Add("update_mask", "Must be some of new_state, note.");
        }

        var hasState = body.Has("new_state") && (mask.Count == 0 || mask.Contains("new_state", StringComparer.Ordinal));
        var hasNote = body.Has("note") && (mask.Count == 0 || mask.Contains("note", StringComparer.Ordinal));
        var state = body.Text("new_state", maxLength: 20) switch
        {
            "success" => TaskInstanceState.Success,
            "failed" => TaskInstanceState.Failed,
            "skipped" => TaskInstanceState.Skipped,
            _ => TaskInstanceState.None,
        };
        var note = body.Text("note", MaxNote);
        if (hasState ? state == TaskInstanceState.None : !hasNote || isDryRun)
        {
            body.Add("new_state", "Must be 'success', 'failed' or 'skipped'. To run it again, clear it.");
        }

        return new TaskPatch
        {
            HasState = hasState,
            HasNote = hasNote && !isDryRun,
            Note = note,
            Runs = new RunSelection { IncludePast = body.Bool("include_past") ?? false, IncludeFuture = body.Bool("include_future") ?? false },
            Tasks = new MarkTasks
            {
                Tasks = [],
                State = state,
                IncludeUpstream = body.Bool("include_upstream") ?? false,
                IncludeDownstream = body.Bool("include_downstream") ?? false,
                IsDryRun = isDryRun,
            },
        };
    }

    /// <summary>Sets it; the answer has no runs when only a note was written.</summary>
    public async Task<RerunResult> ApplyAsync(string dagId, string runId, TaskSelector task, bool isDryRun, IOrreryClient client, CancellationToken cancelled)
    {
        if (HasNote && await client.SetNoteAsync(dagId, runId, task, Note, cancelled) is { Status: not ActionStatus.Done } refused)
        {
            return new RerunResult { Outcome = refused };
        }

        return HasState
            ? await client.MarkTasksAsync(dagId, Runs with { RunIds = [runId] }, Tasks with { Tasks = [task], IsDryRun = isDryRun }, cancelled)
            : new RerunResult { Outcome = ActionResult.Done };
    }
}
