using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>Where counters and totals are kept: in the state itself, or in the copy a decision works on.</summary>
internal interface IBooks
{
    /// <summary>The sums of the run.</summary>
    ref RunTotals Totals { get; }

    /// <summary>The task an instance belongs to.</summary>
    int TaskOf(int instance);

    /// <summary>Index of the mapped instance; −1 when its task is not mapped, or not expanded yet.</summary>
    int MapIndexOf(int instance);

    /// <summary>The instance of a task at a place among its instances, from 0.</summary>
    int InstanceAt(int task, int position);

    /// <summary>The counters that all instances of a task share, for writing; valid until the next call.</summary>
    ref TaskCounters CountersOf(int task);

    /// <summary>How a lane stands, for writing; valid until the next call.</summary>
    ref LaneCounts LaneCountsOf(int lane);

    /// <summary>The counters an instance has of its own, for writing; valid until the next call. Only in a DAG with mapped tasks.</summary>
    ref TaskCounters OwnCountersOf(int instance);
}

/// <summary>Keeps counters and totals right when a task instance changes its state; the one place that knows how.</summary>
internal static class Bookkeeping
{
    /// <summary>Books a new instance of a mapped task, in <c>none</c>, at the cost of the task's own downstream edges.</summary>
    public static void Add<TBooks>(RunPlan plan, TBooks books, int instance)
        where TBooks : IBooks
    {
        var task = books.TaskOf(instance);
        books.Totals.Unfinished++;
        books.Totals.Waiting++;
        books.OwnCountersOf(instance) = plan.InitialOwnCounters(task);
        ref var tally = ref books.CountersOf(task);
        tally.OpenInstances++;
        tally.WaitingInstances++;
        foreach (var child in plan.Downstream(task))
        {
            if (!plan.IsSameIndex(task, child))
            {
                ref var upstream = ref books.CountersOf(child).Upstream;
                upstream.Total++;
                upstream.Setups += plan.Kind(task) == TaskKind.Setup ? 1 : 0;
            }
        }

        foreach (var covered in plan.IndirectlySetUpBy(task))
        {
            books.CountersOf(covered).IndirectSetups += plan.IsSameIndex(task, covered) ? 0 : 1;
        }

        foreach (var teardown in plan.TeardownsOver(task))
        {
            books.CountersOf(teardown).ScopeOpen += plan.IsSameIndex(task, teardown) ? 0 : 1;
        }
    }

    /// <summary>Books a change of state of one instance, at the cost of its task's own downstream edges.</summary>
    public static void Move<TBooks>(RunPlan plan, TBooks books, int instance, TaskInstanceState from, TaskInstanceState to)
        where TBooks : IBooks
    {
        if (from == to)
        {
            return;
        }

        var task = books.TaskOf(instance);
        var before = TaskInstanceStateFacts.Of(from);
        var after = TaskInstanceStateFacts.Of(to);
        ref var totals = ref books.Totals;
        totals.Unfinished += Change(!before.IsFinished, !after.IsFinished);
        totals.Waiting += Change(from == TaskInstanceState.None, to == TaskInstanceState.None);
        if (!plan.IsInline(task))
        {
            totals.Queued += Change(from == TaskInstanceState.Queued, to == TaskInstanceState.Queued);
            if (before.IsActive != after.IsActive)
            {
                totals.Active += Change(before.IsActive, after.IsActive);
                if (plan.Lanes.CapOf(plan.Lanes.LaneOf(task)) < int.MaxValue)
                {
                    books.LaneCountsOf(plan.Lanes.LaneOf(task)).Active += Change(before.IsActive, after.IsActive);
                }
            }
        }

        if (plan.IsLeaf(task))
        {
            totals.FailedLeaves += Change(before.CountsAsFailure, after.CountsAsFailure);
        }

        if (plan.Tallies(task))
        {
            ref var tally = ref books.CountersOf(task);
            tally.OpenInstances += Change(!before.IsFinished, !after.IsFinished);
            tally.WaitingInstances += Change(from == TaskInstanceState.None, to == TaskInstanceState.None);
        }

        if (before.IsFinished || after.IsFinished)
        {
            MoveRelations(plan, books, instance, from, to);
        }
    }

    private static void MoveRelations<TBooks>(RunPlan plan, TBooks books, int instance, TaskInstanceState from, TaskInstanceState to)
        where TBooks : IBooks
    {
        var task = books.TaskOf(instance);
        var before = TaskInstanceStateFacts.Of(from);
        var after = TaskInstanceStateFacts.Of(to);
        var isSetup = plan.Kind(task) == TaskKind.Setup;

        // An index that is not needed any more is no part of the run: nobody waits for it, nobody counts it.
        var isMapped = plan.ExpansionOf(task) >= 0;
        var counted = Change(!isMapped || from != TaskInstanceState.Removed, !isMapped || to != TaskInstanceState.Removed);
        foreach (var child in plan.Downstream(task))
        {
            ref var upstream = ref Relation(plan, books, instance, task, child).Upstream;
            upstream.Add(from, -1, isSetup);
            upstream.Add(to, 1, isSetup);
            if (counted != 0)
            {
                upstream.Total += counted;
                upstream.Removed += counted;
                upstream.Setups += isSetup ? counted : 0;
            }
        }

        foreach (var covered in plan.IndirectlySetUpBy(task))
        {
            ref var counters = ref Relation(plan, books, instance, task, covered);
            counters.IndirectSetups += counted;
            counters.IndirectSucceeded += Change(from == TaskInstanceState.Success, to == TaskInstanceState.Success);
            counters.IndirectSkipped += Change(from == TaskInstanceState.Skipped, to == TaskInstanceState.Skipped);
            counters.IndirectFailed += Change(before.CountsAsFailure, after.CountsAsFailure);
        }

        if (before.IsFinished != after.IsFinished)
        {
            foreach (var teardown in plan.TeardownsOver(task))
            {
                Relation(plan, books, instance, task, teardown).ScopeOpen += Change(!before.IsFinished, !after.IsFinished);
            }
        }
    }

    /// <summary>The counters in which the lower task, or its instance of the same index, sees this instance.</summary>
    private static ref TaskCounters Relation<TBooks>(RunPlan plan, TBooks books, int instance, int task, int lower)
        where TBooks : IBooks
    {
        if (plan.IsSameIndex(task, lower))
        {
            return ref books.OwnCountersOf(books.InstanceAt(lower, Math.Max(books.MapIndexOf(instance), 0)));
        }

        return ref books.CountersOf(lower);
    }

    private static int Change(bool before, bool after) => (after ? 1 : 0) - (before ? 1 : 0);
}
