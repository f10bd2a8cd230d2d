using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Limits inside a run, from the DAG file to the host: what is held back keeps nobody else waiting.</summary>
public sealed class LaneTests : GrainSuite
{
    private IQueueGrain Queue => Fixture.Grains.GetGrain<IQueueGrain>("default");

    [Fact]
    public async Task Run_WithMoreTasksOnAFullPoolThanItMayHaveActive_RunsTheOthersMeanwhile()
    {
        await SetPoolAsync("small", 1);
        string[] small = [.. Enumerable.Range(0, 20).Select(t => $"{{task_id: s{t:D2}, bash: s, pool: small, priority_weight: 9}}")];
        var runId = await StartAsync("mixed", $"max_active_tasks: 4\n{Yaml("mixed", [.. small, "{task_id: other, bash: o}", "{task_id: later, bash: l, depends_on: other}"])}");

        var first = await TakeAsync();
        first.Task.TaskId.ShouldBe("s00");
        var other = await TakeAsync();
        other.Task.TaskId.ShouldBe("other");
        (await Run("mixed", runId).WhyAsync("s01")).ShouldBe(["All slots of pool 'small' are taken."]);
        (await Run("mixed", runId).WhyAsync("s19")).ShouldBe(["Tasks of the run that go before it (3) wait for slots of pool 'small'."]);

        await SucceedAsync(other);
        var later = await TakeAsync();
        later.Task.TaskId.ShouldBe("later");
        await SucceedAsync(later);
        (await QueuedAsync("mixed", runId)).ShouldBe(["s01", "s02", "s03"], "no more are offered than were before it was known that they are held back");

        for (var next = first; ; next = await TakeAsync())
        {
            await SucceedAsync(next);
            if (next.Task.TaskId == "s19")
            {
                break;
            }
        }

        (await EndOfAsync("mixed", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WhenItOrItsQueueDiesWhileTasksAreHeld_IsToldAgain(bool runDies)
    {
        await SetPoolAsync("small", 1);
        var runId = await StartAsync("again", "max_active_tasks: 2\n" + Yaml(
            "again",
            "{task_id: s1, bash: s, pool: small, priority_weight: 9}",
            "{task_id: s2, bash: s, pool: small, priority_weight: 9}",
            "{task_id: s3, bash: s, pool: small, priority_weight: 9}",
            "{task_id: o1, bash: o}",
            "{task_id: o2, bash: o}"));
        var s1 = await TakeAsync();
        var o1 = await TakeAsync();
        o1.Task.TaskId.ShouldBe("o1");

        await (runDies ? Fixture.CrashAsync(Run("again", runId)) : Fixture.CrashAsync(Queue));
        await SucceedAsync(o1);
        await Run("again", runId).StartAsync();

        (await TakeAsync()).Task.TaskId.ShouldBe("o2");
        await SucceedAsync(s1);
        (await TakeAsync()).Task.TaskId.ShouldBe("s2");
    }

    [Fact]
    public async Task Lease_ForAHeldTaskWhoseRoomOthersHaveTaken_IsRefusedAndGrantedInItsTurn()
    {
        await SetPoolAsync("small", 1);
        await StartAsync("before", Yaml("before", "{task_id: b, bash: b, pool: small}"));
        var before = await TakeAsync();
        var runId = await StartAsync("turn", "max_active_tasks: 1\n" + Yaml(
            "turn", "{task_id: s, bash: s, pool: small, priority_weight: 9}", "{task_id: o1, bash: o}", "{task_id: o2, bash: o}"));
        var o1 = await TakeAsync();
        o1.Task.TaskId.ShouldBe("o1");

        var next = TakeAsync();
        await SucceedAsync(before);
        await UntilAsync("turn", runId, "s", TaskInstanceState.Scheduled);
        (await Run("turn", runId).WhyAsync("s")).ShouldBe(["The run has 1 active tasks, as many as max_active_tasks (1) allows."]);
        next.IsCompleted.ShouldBeFalse();

        await SucceedAsync(o1);
        (await next).Task.TaskId.ShouldBe("s");
        await SucceedAsync(await next);
        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("turn", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Run_WithACapOnAMappedTask_KeepsItAlsoWhenItDies()
    {
        var runId = await StartAsync("capped", """
            dag_id: capped
            tasks:
              - {task_id: load, bash: load, expand: {n: [1, 2, 3, 4, 5]}, max_active_tis_per_dagrun: 2, priority_weight: 9}
              - {task_id: other, bash: o}
            """);
        var taken = await TakeAllAsync(3);
        taken.Select(s => (s.Task.TaskId, s.Task.MapIndex)).ShouldBe([("load", 0), ("load", 1), ("other", -1)]);
        (await Run("capped", runId).WhyAsync("load[4]")).ShouldBe(["The task has 2 active instances in the run, as many as max_active_tis_per_dagrun (2) allows."]);

        await Fixture.CrashAsync(Run("capped", runId));
        await SucceedAsync(taken[1]);
        (await TakeAsync()).Task.MapIndex.ShouldBe(2);
        (await QueuedAsync("capped", runId)).ShouldBeEmpty();
        await SucceedAsync(taken[0]);
        (await TakeAsync()).Task.MapIndex.ShouldBe(3);
        (await QueuedAsync("capped", runId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WithATaskHeldByItsCapOverAllRuns_RunsTheOthersMeanwhile()
    {
        await PublishAsync("max_active_tasks: 1\n" + Yaml("once", "{task_id: one, bash: x, max_active_tis_per_dag: 1, priority_weight: 9}", "{task_id: free, bash: f}"));
        await TriggerAsync("once");
        (await TakeAsync()).Task.TaskId.ShouldBe("one");
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await TriggerAsync("once");

        var free = await TakeAsync();
        (free.Task.TaskId, free.Task.RunId).ShouldBe(("free", second));
        (await Run("once", second).WhyAsync("one")).ShouldBe(["As many instances of the task are running, over all runs, as max_active_tis_per_dag (1) allows."]);
    }

    [Fact]
    public async Task Run_WithTasksOnAPoolThatDoesNotExist_RunsTheOthersMeanwhile()
    {
        var runId = await StartAsync("gone", "max_active_tasks: 1\n" + Yaml("gone", "{task_id: a, bash: a, pool: nowhere, priority_weight: 9}", "{task_id: b, bash: b}"));
        (await TakeAsync()).Task.TaskId.ShouldBe("b");
        (await Run("gone", runId).WhyAsync("a")).ShouldHaveSingleItem().ShouldStartWith("There is no pool 'nowhere'");
    }

    [Fact]
    public async Task Offer_InAClosedLane_TellsTheRunAtOnce()
    {
        await SetPoolAsync("small", 1);
        await StartAsync("first", Yaml("first", "{task_id: a, bash: a, pool: small}", "{task_id: b, bash: b, pool: small}"));
        await TakeAsync();
        var next = TakeAsync();
        var runId = await StartAsync("second", "max_active_tasks: 1\n" + Yaml("second", "{task_id: c, bash: c, pool: small, priority_weight: 9}", "{task_id: d, bash: d}"));
        (await next).Task.TaskId.ShouldBe("d");
        (await QueuedAsync("second", runId)).ShouldBe(["c"]);
    }

    private async Task SetPoolAsync(string pool, int slots) =>
        (await Fixture.Grains.GetGrain<IPoolGrain>(pool).SetAsync(new PoolSettings { Slots = slots })).Problems.ShouldBeEmpty();

    private async Task<List<LaunchSpec>> TakeAllAsync(int count)
    {
        var taken = new List<LaunchSpec>();
        while (taken.Count < count)
        {
            taken.AddRange(await Host.GetWorkAsync(Guid.Empty, 100, TimeSpan.FromMinutes(1)));
        }

        return [.. taken.OrderBy(s => s.Task.TaskId, StringComparer.Ordinal).ThenBy(s => s.Task.MapIndex)];
    }

    private async Task<ImmutableArray<string>> QueuedAsync(string dagId, string runId)
    {
        var run = await Fixture.Store.GetDagRunAsync(dagId, runId);
        var tasks = await Fixture.Store.GetTaskInstancesAsync(run!.RunPk);
        return [.. tasks.Where(t => t.State == TaskInstanceState.Queued).Select(t => t.TaskId).Order(StringComparer.Ordinal)];
    }
}
