using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using static Orrery.Core.Tests.Runs.RunBench;

namespace Orrery.Core.Tests.Runs;

/// <summary>Limits inside a run: the capped and the held back wait, and keep nobody else waiting.</summary>
public sealed class LaneTests
{
    private const int Many = 10_000;

    [Fact]
    public void Offer_OfACappedMappedTask_KeepsSoManyActiveAndLetsOthersPass()
    {
        var run = new RunBench(Bash("x") with { Expand = MappingBench.OverItems(4), MaxActiveTisPerDagRun = 2, PriorityWeight = 9 }, Bash("y"));
        run.Start();
        run.States("x").ShouldBe("queued queued scheduled scheduled");
        run.Slot("y").State.ShouldBe(TaskInstanceState.Queued);

        var asked = run.Send(new RunEvent.LeaseRequested(run.Instance("x", 0), 1, new Lease(Guid.Empty, "host")));
        asked.Effects.ShouldBeEmpty("running ones count as well");
        run.Report("x", 1).Effects.ShouldBe([new RunEffect.Offer(run.Instance("x", 2), 1)]);
        run.States("x").ShouldBe("running success queued scheduled");
    }

    [Fact]
    public void Offer_OfACappedTaskWhoseTryFailed_GoesToTheNextUntilTheRetryIsDue()
    {
        var run = new RunBench(Bash("x") with { Expand = MappingBench.OverItems(2), MaxActiveTisPerDagRun = 1, Retries = 1 });
        run.Start();
        run.Report("x", 0, Failure());
        run.States("x").ShouldBe("up_for_retry queued");
        run.Now += TimeSpan.FromMinutes(1);
        run.Send(new RunEvent.TimePassed()).Effects.ShouldBeEmpty();
        run.States("x").ShouldBe("scheduled queued");
        run.Report("x", 1).Effects.ShouldContain(new RunEffect.Offer(run.Instance("x", 0), 2));
    }

    [Fact]
    public void Offer_OfACappedTaskThatIsRestarting_WaitsForItsOldProcess()
    {
        var run = new RunBench(Bash("x") with { Expand = MappingBench.OverItems(2), MaxActiveTisPerDagRun = 1 });
        run.Start();
        var lease = new Lease(new Guid(9, 0, 0, new byte[8]), "host");
        run.Send(new RunEvent.LeaseRequested(run.Instance("x", 0), 1, lease));
        run.Send(new RunEvent.Cleared([run.Instance("x", 0)]));
        run.States("x").ShouldBe("restarting scheduled");
        run.Send(new RunEvent.Finished(run.Instance("x", 0), lease.Id, new TaskOutcome.Success()));
        run.States("x").ShouldBe("queued scheduled", "the first goes first again");
    }

    [Fact]
    public void Held_WhenTheRunIsFull_GivesItsRoomToAnotherLane()
    {
        var run = Full();
        run.States().ShouldBe("queued queued scheduled scheduled scheduled scheduled scheduled");
        run.Hold("a").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("x"), 1)], "the lane of what is held is passed over");
        run.Hold("b").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("y"), 1)]);
        run.Report("x").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("z"), 1)]);
        run.States().ShouldBe("queued queued scheduled scheduled success queued queued");
    }

    [Fact]
    public void LeaseRequested_ForAHeldTaskWhoseRoomIsTaken_SendsItBackAndItIsOfferedInItsTurn()
    {
        var run = Full();
        run.Hold("a");
        run.Hold("b");
        run.Lease("x");
        run.Lease("y");

        var refused = run.Send(new RunEvent.LeaseRequested(run.Ordinal("a"), 1, new Lease(Guid.Empty, "host")));
        refused.Ignored.ShouldBeNull();
        refused.Effects.ShouldBeEmpty();
        run.Slot("a").ShouldBe(run.Slot("c"), "as one that was never offered");
        run.States().ShouldBe("scheduled queued scheduled scheduled running running scheduled");

        run.Report("x").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("a"), 1)], "it goes before b, which is still held");
        run.Lease("b");
        run.States().ShouldBe("queued running scheduled scheduled success running scheduled");
        run.Report("y").Effects.ShouldBeEmpty("with b there are two");
        run.Report("b").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("c"), 1)], "nothing is held any more, and it has the highest weight");
    }

    [Fact]
    public void LeaseRequested_ForTheLastHeldTaskOfALane_OpensTheLane()
    {
        var run = Full(room: 3);
        run.States().ShouldBe("queued queued queued scheduled scheduled scheduled scheduled");
        run.Lease("a");
        run.Lease("b");
        run.Hold("c").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("x"), 1)]);
        run.Report("a").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("y"), 1)]);
        run.Report("b").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("z"), 1)]);
        run.Report("x");

        run.Send(new RunEvent.LeaseRequested(run.Ordinal("c"), 1, new Lease(Guid.Empty, "host"))).Effects.ShouldBeEmpty("there is no room for more yet");
        run.Report("y").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("d"), 1)]);
    }

    [Fact]
    public void Held_WhenOneOfHigherWeightBecomesReadyInItsLane_LetsThatOneBeOfferedAndNoOther()
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            MaxActiveTasks = 2,
            Tasks =
            [
                Bash("start"), Bash("low") with { Pool = "full" }, Bash("later") with { Pool = "full" },
                Bash("high", "start") with { Pool = "full", PriorityWeight = 9 }, Bash("mid", "start") with { Pool = "full", PriorityWeight = 5 },
            ],
        });
        run.Start();
        run.States().ShouldBe("queued queued scheduled none none");
        run.Hold("low").Effects.ShouldBeEmpty();
        run.Report("start").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("high"), 1), new RunEffect.Offer(run.Ordinal("mid"), 1)]);
        run.Hold("high").Effects.ShouldBeEmpty();
        RunExplain.Blockers(run.State, run.Ordinal("later"), run.Now).ShouldBe([new TaskBlocker.OthersHeld(2, "full", null)]);
        run.Lease("high");
        run.Hold("mid").Effects.ShouldBeEmpty("low is held, and later goes after it");
        run.Lease("low");
        run.States().ShouldBe("success running scheduled running queued");
    }

    [Theory]
    [InlineData(TaskInstanceState.Success)]
    [InlineData(TaskInstanceState.Skipped)]
    public void TaskMarked_OnTheHeldTask_OpensItsLane(TaskInstanceState state)
    {
        var run = Full(room: 3);
        run.Lease("a");
        run.Lease("b");
        run.Hold("c");
        run.Report("a");
        run.Report("b");
        run.Report("x").Effects.ShouldBeEmpty("y and z are offered, and the lane of d is closed");
        run.Send(new RunEvent.TaskMarked(run.Ordinal("c"), state)).Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("d"), 1)]);
        run.State.HeldCount.ShouldBe(0);
    }

    [Fact]
    public void Cleared_OnAHeldTask_OffersItAsANewTryThatIsNotHeld()
    {
        var run = Full(room: 1);
        run.Hold("a").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("x"), 1)]);
        run.Report("x");
        run.Report("y");
        run.Report("z");
        run.Clear("a").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("a"), 2)]);
        run.State.HeldCount.ShouldBe(0);
        run.Send(new RunEvent.Held(run.Ordinal("a"), 1)).Ignored.ShouldBe(IgnoreReason.StaleTry);
    }

    [Fact]
    public void Restore_WhileTasksAreHeld_KnowsNothingOfItAndOffersThemAgain()
    {
        var run = Full();
        run.Hold("a");
        var restored = new RunBench(run.Restored());
        restored.State.HeldCount.ShouldBe(0);
        RunMachine.Recover(restored.State, restored.Now).OfType<RunEffect.Offer>().Select(o => o.Instance)
            .ShouldBe([run.Ordinal("a"), run.Ordinal("b"), run.Ordinal("x")]);

        restored.Hold("b").Effects.ShouldBeEmpty("more are offered than there is room for, until it is known that they are held");
        restored.Hold("a").Effects.ShouldBe([new RunEffect.Offer(run.Ordinal("y"), 1)]);
    }

    [Fact]
    public void Held_WithManyReadyInItsLane_OffersNoneOfThemAndLooksAtNone()
    {
        TaskDefinition[] blocked = [.. Enumerable.Range(0, Many).Select(t => Bash($"b{t}") with { Pool = "full", PriorityWeight = 9 })];
        TaskDefinition[] free = [.. Enumerable.Range(0, 100).Select(t => Bash($"f{t}"))];
        var run = new RunBench(new DagDefinition { DagId = "d", MaxActiveTasks = 4, Tasks = [.. blocked, .. free, Bash("mapped") with { Pool = "full", Expand = MappingBench.OverItems(Many) }] });
        run.Start().Effects.Count.ShouldBe(4);

        var decisions = new List<Decision>();
        decisions.AddRange(Enumerable.Range(0, 4).Select(t => run.Hold($"b{t}")));
        for (var t = 0; t < free.Length; t++)
        {
            decisions.Add(run.Report($"f{t}"));
        }

        run.State.Plan.Lanes.Count.ShouldBe(2);
        run.State.ActiveCount.ShouldBe(4, "nothing was added to what is held");
        run.State.HeldCount.ShouldBe(4);
        decisions.Max(d => d.Looks).ShouldBeLessThan(10);
        decisions.Max(d => d.Tasks.Count).ShouldBeLessThan(4);
    }

    [Fact]
    public void Offer_AmongManyLanes_LooksAtAsManyAsItOffers()
    {
        TaskDefinition[] tasks = [.. Enumerable.Range(0, Many).Select(t => Bash($"t{t}") with { MaxActiveTisPerDagRun = 1 })];
        var run = new RunBench(new DagDefinition { DagId = "d", MaxActiveTasks = 2, Tasks = [.. tasks] });
        run.Start();
        for (var t = 0; t < 100; t++)
        {
            var decision = run.Report($"t{t}");
            decision.Effects.ShouldBe([new RunEffect.Offer(t + 2, 1)]);
            decision.Looks.ShouldBeLessThan(4);
        }
    }

    [Fact]
    public void LeaseRequested_ForASensorThatIsDeferredAtOnce_LeavesItsRoomToTheNext()
    {
        var sensor = new TaskAction.Sensor(new SensorCondition.File("f"), new SensorPolicy { Deferrable = true });
        var run = new RunBench(new DagDefinition { DagId = "d", MaxActiveTasks = 1, Tasks = [Bash("s") with { Action = sensor }, Bash("b")] });
        run.Start().Effects.ShouldBe([new RunEffect.Offer(0, 1)]);
        run.Send(new RunEvent.LeaseRequested(0, 1, new Lease(Guid.Empty, "host"))).Effects.ShouldBe([new RunEffect.Offer(1, 1)]);
        run.States().ShouldBe("deferred queued");
    }

    [Fact]
    public void Blockers_OfReadyTasks_NameTheLimitOfTheRun()
    {
        var run = Full();
        Blockers(run, "c").ShouldBe([new TaskBlocker.MaxActiveTasks(2, 2)]);
        run.Hold("a");
        Blockers(run, "c").ShouldBe([new TaskBlocker.OthersHeld(1, "full", null), new TaskBlocker.MaxActiveTasks(2, 2)]);
        Blockers(run, "z").ShouldBe([new TaskBlocker.MaxActiveTasks(2, 2)]);

        var capped = new RunBench(Bash("x") with { Expand = MappingBench.OverItems(2), MaxActiveTisPerDagRun = 1, MaxActiveTisPerDag = 5, Pool = "p" });
        capped.Start();
        RunExplain.Blockers(capped.State, capped.Instance("x", 1), capped.Now).ShouldBe([new TaskBlocker.MaxActiveTisPerDagRun(1, 1)]);
        capped.Send(new RunEvent.Held(capped.Instance("x", 0), 1));
        RunExplain.Blockers(capped.State, capped.Instance("x", 1), capped.Now).Select(b => b.ToSentence()).ShouldBe(
        [
            "The task has 1 active instances in the run, as many as max_active_tis_per_dagrun (1) allows.",
            "Tasks of the run that go before it (1) wait for slots of pool 'p' or for max_active_tis_per_dag (5).",
        ]);
    }

    /// <summary>A run of tasks of high weight on one pool, which are offered first, and three on another.</summary>
    private static RunBench Full(int room = 2)
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            MaxActiveTasks = room,
            Tasks = [.. "abcd".Select(t => Bash($"{t}") with { Pool = "full", PriorityWeight = 9 }), .. "xyz".Select(t => Bash($"{t}"))],
        });
        run.Start();
        return run;
    }

    private static IReadOnlyList<TaskBlocker> Blockers(RunBench run, string id) => RunExplain.Blockers(run.State, run.Ordinal(id), run.Now);
}
