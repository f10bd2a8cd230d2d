using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>Where counters and totals are kept: in the state itself, or in the copy a decision works on.</summary>
internal interface IBooks
{
    /// <summary>The sums of the run.</summary>
    ref RunTotals Totals { get; }

    /// <summary>The counters of a task, for writing; valid until the next call. All its instances share them.</summary>
    ref TaskCounters CountersOf(int task);
}

/// <summary>Keeps counters and totals right when a task changes its state; the one place that knows how.</summary>
internal static class Bookkeeping
{
    /// <summary>Books a new instance of a task, in <c>none</c>, at the cost of the task's own downstream edges.</summary>
    public static void Add<TBooks>(RunPlan plan, TBooks books, int task)
        where TBooks : IBooks
    {
        books.Totals.Unfinished++;
        books.Totals.Waiting++;
        var isSetup = plan.Kind(task) == TaskKind.Setup;
        foreach (var child in plan.Downstream(task))
        {
            ref var upstream = ref books.CountersOf(child).Upstream;
            upstream.Total++;
            upstream.Setups += isSetup ? 1 : 0;
        }

        foreach (var covered in plan.IndirectlySetUpBy(task))
        {
            books.CountersOf(covered).IndirectSetups++;
        }

        foreach (var teardown in plan.TeardownsOver(task))
        {
            books.CountersOf(teardown).ScopeOpen++;
        }
    }

    /// <summary>Books a change of state of one instance of a task, at the cost of the task's own downstream edges.</summary>
    public static void Move<TBooks>(RunPlan plan, TBooks books, int task, TaskInstanceState from, TaskInstanceState to)
        where TBooks : IBooks
    {
        if (from == to)
        {
            return;
        }

        var before = TaskInstanceStateFacts.Of(from);
        var after = TaskInstanceStateFacts.Of(to);
        ref var totals = ref books.Totals;
        totals.Unfinished += Change(!before.IsFinished, !after.IsFinished);
        totals.Waiting += Change(from == TaskInstanceState.None, to == TaskInstanceState.None);
        if (!plan.IsInline(task))
        {
            totals.Active += Change(before.IsActive, after.IsActive);
        }

        if (plan.IsLeaf(task))
        {
            totals.FailedLeaves += Change(before.CountsAsFailure, after.CountsAsFailure);
        }

        if (!before.IsFinished && !after.IsFinished)
        {
            return;
        }

        var isSetup = plan.Kind(task) == TaskKind.Setup;
        foreach (var child in plan.Downstream(task))
        {
            ref var upstream = ref books.CountersOf(child).Upstream;
            upstream.Add(from, -1, isSetup);
            upstream.Add(to, 1, isSetup);
        }

        foreach (var covered in plan.IndirectlySetUpBy(task))
        {
            ref var counters = ref books.CountersOf(covered);
            counters.IndirectSucceeded += Change(from == TaskInstanceState.Success, to == TaskInstanceState.Success);
            counters.IndirectSkipped += Change(from == TaskInstanceState.Skipped, to == TaskInstanceState.Skipped);
            counters.IndirectFailed += Change(before.CountsAsFailure, after.CountsAsFailure);
        }

        if (before.IsFinished != after.IsFinished)
        {
            foreach (var teardown in plan.TeardownsOver(task))
            {
                books.CountersOf(teardown).ScopeOpen += Change(!before.IsFinished, !after.IsFinished);
            }
        }
    }

    private static int Change(bool before, bool after) => (after ? 1 : 0) - (before ? 1 : 0);
}
