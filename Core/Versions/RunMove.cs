using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Versions;

/// <summary>A task instance as a run keeps it.</summary>
/// <param name="Ordinal">Its place in the run; from <see cref="RunMove.FirstRemoved"/> on: its task was removed.</param>
/// <param name="TaskId">Id of its task.</param>
/// <param name="MapIndex">Index of the mapped instance; −1: it has none.</param>
/// <param name="Slot">Its values.</param>
public sealed record KeptInstance(int Ordinal, string TaskId, int MapIndex, TaskSlot Slot);

/// <summary>Instances that get other places: those from one ordinal to another, by so much.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="By">What is added to their ordinals.</param>
public readonly record struct OrdinalShift(int First, int Last, int By);

/// <summary>
/// What becomes of the task instances of a run when it goes over to another version of its DAG. Pure. An instance keeps its values where the
/// later version has its task; those of tasks it has not are kept as history, in the state <c>removed</c>, outside of what is run.
/// </summary>
public sealed record RunMove
{
    /// <summary>Ordinals from this one on belong to instances whose tasks were removed. No run has as many instances that are run.</summary>
    public const int FirstRemoved = 1 << 30;

    /// <summary>The instances that are run from now on and were there before, ascending by ordinal; those of other tasks are as at creation.</summary>
    public required IReadOnlyList<TaskChange> Kept { get; init; }

    /// <summary>Ordinals of instances that were not there before, or begin anew because they are expanded otherwise.</summary>
    public required IReadOnlyList<int> Added { get; init; }

    /// <summary>The instances whose tasks are not there any more, with their new places.</summary>
    public required IReadOnlyList<KeptInstance> Removed { get; init; }

    /// <summary>Which places change.</summary>
    public required IReadOnlyList<OrdinalShift> Shifts { get; init; }

    /// <summary>Works it out.</summary>
    /// <param name="before">The version the run was on.</param>
    /// <param name="after">The version it goes over to.</param>
    /// <param name="instances">All its instances, ascending by ordinal, those of tasks that were removed before among them.</param>
    public static RunMove Of(RunPlan before, RunPlan after, IReadOnlyList<KeptInstance> instances)
    {
        var (kept, removed, moves) = (new List<TaskChange>(), new List<KeptInstance>(), new List<(int From, int To)>());
        var nextInstance = after.Count;
        var nextRemoved = instances is [.., { Ordinal: >= FirstRemoved } last] ? last.Ordinal + 1 : FirstRemoved;
        var (taken, anew) = (new HashSet<int>(), new HashSet<int>());
        foreach (var instance in instances.Where(i => i.Ordinal < FirstRemoved))
        {
            if (after.TryOrdinalOf(instance.TaskId, out var task) && IsExpandedAlike(before, after, instance.TaskId))
            {
                Keep(instance, task, instance.MapIndex > 0 ? nextInstance++ : task);
            }
            else if (instance.MapIndex < 0 && after.TryOrdinalOf(instance.TaskId, out task))
            {
                Begin(instance, task);
            }
            else
            {
                moves.Add((instance.Ordinal, nextRemoved));
                removed.Add(instance with { Ordinal = nextRemoved++, Slot = Gone(instance.Slot) });
            }
        }

        foreach (var instance in instances.Where(i => i.Ordinal >= FirstRemoved))
        {
            if (instance.MapIndex < 0 && after.TryOrdinalOf(instance.TaskId, out var task) && !taken.Contains(task))
            {
                // It is there again.
                Begin(instance, task);
            }
            else
            {
                removed.Add(instance);
            }
        }

        return new RunMove
        {
            Kept = [.. kept.OrderBy(k => k.Instance)],
            Added = [.. Enumerable.Range(0, after.Count).Where(t => !taken.Contains(t) || anew.Contains(t))],
            Removed = removed,
            Shifts = ShiftsOf(moves),
        };

        void Keep(KeptInstance instance, int task, int place)
        {
            kept.Add(new TaskChange(place, task, instance.MapIndex, instance.Slot));
            taken.Add(task);
            moves.Add((instance.Ordinal, place));
        }

        // Its tries go on being counted.
        void Begin(KeptInstance instance, int task)
        {
            var tries = instance.Slot.TryNumber;
            kept.Add(new TaskChange(task, new TaskSlot { TryNumber = tries, MaxTries = tries + after.Task(task).Retries }));
            taken.Add(task);
            anew.Add(task);
            moves.Add((instance.Ordinal, task));
        }
    }

    /// <summary>The values of a task that is not there any more: how its last try went stays on record in its tries.</summary>
    private static TaskSlot Gone(in TaskSlot slot) => slot with { State = TaskInstanceState.Removed, NextTryAt = null, Lease = null, Wait = null };

    /// <summary>Whether a task of both versions gets its instances from the same, together with the same tasks; true for one that is not mapped.</summary>
    private static bool IsExpandedAlike(RunPlan before, RunPlan after, string taskId) =>
        string.Equals(ExpansionOf(before, taskId), ExpansionOf(after, taskId), StringComparison.Ordinal);

    private static string? ExpansionOf(RunPlan plan, string taskId)
    {
        if (!plan.TryOrdinalOf(taskId, out var task) || plan.ExpansionOf(task) is not (>= 0 and var place))
        {
            return null;
        }

        var expansion = plan.Expansions[place];
        var json = new System.Text.Json.Nodes.JsonObject { ["tasks"] = DagDocument.List(expansion.Tasks.Select(t => plan.Task(t).TaskId)) };
        ExpandDocument.AddTo(json, expansion.Definition);
        return json.ToJsonString();
    }

    private static List<OrdinalShift> ShiftsOf(List<(int From, int To)> moves)
    {
        var shifts = new List<OrdinalShift>();
        foreach (var (from, to) in moves.Where(m => m.From != m.To).OrderBy(m => m.From))
        {
            if (shifts is [.., var last] && last.Last + 1 == from && last.By == to - from)
            {
                shifts[^1] = last with { Last = from };
            }
            else
            {
                shifts.Add(new OrdinalShift(from, from, to - from));
            }
        }

        return shifts;
    }
}
