using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using static Orrery.Core.Tests.Runs.RunBench;

namespace Orrery.Core.Tests.Runs;

/// <summary>What people do to runs: clear, mark a task, mark the run.</summary>
public sealed class ManualChangeTests
{
    [Fact]
    public void Cleared_WhileRunning_StopsTheProcessAndStartsANewTryWhenItHasEnded()
    {
        var run = new RunBench(Bash("a") with { Retries = 2 });
        run.Start();
        var lease = run.Lease("a");
        run.Clear("a").Effects.ShouldBe([new RunEffect.Stop(0, lease)]);
        run.Slot("a").State.ShouldBe(TaskInstanceState.Restarting);
        run.Slot("a").MaxTries.ShouldBe(3);

        // Whatever the old process reports, even success: somebody wants a new try.
        run.Report("a").Effects.ShouldBe([new RunEffect.Offer(0, 2)]);
        run.Slot("a").Lease.ShouldBeNull();
    }

    [Fact]
    public void Cleared_OfARunThatHasEnded_WaitsForANewStart()
    {
        var run = new RunBench(Bash("a"), Bash("b", "a"));
        run.Start();
        run.Report("a", Failure());
        run.State.Run.State.ShouldBe(DagRunState.Failed);

        run.Now += TimeSpan.FromHours(1);
        run.Clear("a", "b").Effects.ShouldBe([new RunEffect.AwaitStart()]);
        run.State.Run.ShouldBe(new RunChange(DagRunState.Queued, run.Now, null, null, null, 1));
        run.States().ShouldBe("none none");

        run.Start().Effects.ShouldBe([new RunEffect.Offer(0, 2)]);
        run.State.Run.StartedAt.ShouldBe(run.Now);
        run.Report("a");
        run.Report("b");
        run.State.Run.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public void Cleared_OfAnOpenRun_GoesOnAtOnceAndHoldsBackWhatHasNotStarted()
    {
        var run = new RunBench(Bash("a"), Bash("b"), Bash("c", "a", "b"));
        run.Start();
        run.Report("a");
        run.Clear("a").Effects.ShouldBe([new RunEffect.Offer(0, 2)]);
        run.Report("b");
        run.States().ShouldBe("queued success none");
        run.Report("a");
        run.States().ShouldBe("success success queued");
    }

    [Fact]
    public void Cleared_BetweenSetupAndTeardown_HoldsTheTeardownBack()
    {
        var run = new RunBench(
            Bash("s") with { Kind = TaskKind.Setup }, Bash("a", "s"), Bash("b", "a"), Bash("other"),
            Bash("td", "s", "b") with { Kind = TaskKind.Teardown, TriggerRule = TriggerRule.AllDoneSetupSuccess });
        run.Start();
        run.Report("s");
        run.Report("a");
        run.Lease("b");
        run.Clear("a");
        run.Report("b");
        run.States().ShouldBe("success queued success queued none");
        run.Report("a");
        run.States().ShouldBe("success success success queued queued");
    }

    [Fact]
    public void Cleared_OfAParentThatSkippedIt_RunsTheChildOnlyIfTheNewDecisionSaysSo()
    {
        var run = new RunBench(Gate("g"), Bash("a", "g"), Bash("b"));
        run.Start();
        run.Report("g", new TaskOutcome.Gate(false, true));
        run.Clear("a");
        run.States().ShouldBe("success skipped queued");
        run.Clear("g", "a");
        run.States().ShouldBe("queued none queued");
        run.Report("g", new TaskOutcome.Gate(true, true));
        run.States().ShouldBe("success queued queued");
    }

    [Fact]
    public void Cleared_AfterItsParentDecidedAndThenFailed_IsNotSkippedByTheOldDecision()
    {
        var run = new RunBench(Gate("g"), Bash("a", "g") with { TriggerRule = TriggerRule.AllDone });
        run.Start();
        run.Report("g", new TaskOutcome.Gate(false, true));
        run.Clear("g", "a");
        run.Start();
        run.Report("g", Failure());
        run.States().ShouldBe("failed queued");
        run.Report("a");
        run.Clear("a");
        run.Start();
        run.States().ShouldBe("failed queued");
    }

    [Fact]
    public void Cleared_WhenTheParentThatSkippedItIsFinishedWithoutStarting_IsSkippedAgain()
    {
        var run = new RunBench(Bash("p"), Gate("g", "p"), Bash("a", "g") with { TriggerRule = TriggerRule.AllDone });
        run.Start();
        run.Report("p");
        run.Report("g", new TaskOutcome.Gate(false, true));
        run.Clear("p", "g", "a");
        run.Start();
        run.Report("p", Failure());
        run.States().ShouldBe("failed upstream_failed skipped");
    }

    [Fact]
    public void TaskMarked_WithSuccess_GivesWhatItStoppedAnotherChance()
    {
        var run = new RunBench(Bash("a"), Bash("b", "a"), Bash("c", "b"));
        run.Start();
        run.Report("a", Failure());
        run.States().ShouldBe("failed upstream_failed upstream_failed");
        run.Send(new RunEvent.TaskMarked(0, TaskInstanceState.Success)).Effects.ShouldBe([new RunEffect.AwaitStart()]);
        run.States().ShouldBe("success none none");
        run.Start().Effects.ShouldBe([new RunEffect.Offer(1, 1)]);
    }

    [Fact]
    public void TaskMarked_WhileRunning_StopsItAndRefusesItsReport()
    {
        var run = new RunBench(Bash("a") with { Retries = 3 }, Bash("b", "a"));
        run.Start();
        var lease = run.Lease("a");
        run.Send(new RunEvent.TaskMarked(0, TaskInstanceState.Failed)).Effects.ShouldBe([new RunEffect.Stop(0, lease), new RunEffect.Ended(DagRunState.Failed)]);
        run.Slot("a").Failure!.Reason.ShouldBe(TaskFailureReason.MarkedFailed);
        run.Send(new RunEvent.Finished(0, lease.Id, new TaskOutcome.Success())).Ignored.ShouldBe(IgnoreReason.StaleLease);
    }

    [Fact]
    public void RunMarked_Success_MakesEveryTaskASuccess()
    {
        var run = new RunBench(Bash("a"), Bash("b", "a"));
        run.Start();
        var lease = run.Lease("a");
        run.Send(new RunEvent.RunMarked(DagRunState.Success)).Effects.ShouldBe([new RunEffect.Stop(0, lease), new RunEffect.Ended(DagRunState.Success)]);
        run.States().ShouldBe("success success");
        run.State.Run.Reason.ShouldBe(RunReasons.Marked);
    }

    [Fact]
    public void RunMarked_Failed_LetsTeardownsRunAndEndsAfterThem()
    {
        var run = new RunBench(
            Bash("s") with { Kind = TaskKind.Setup }, Bash("a", "s"), Bash("b", "a"),
            Bash("td", "s", "b") with { Kind = TaskKind.Teardown, TriggerRule = TriggerRule.AllDoneSetupSuccess });
        run.Start();
        run.Report("s");
        var lease = run.Lease("a");
        run.Send(new RunEvent.RunMarked(DagRunState.Failed)).Effects.ShouldBe([new RunEffect.Stop(1, lease), new RunEffect.Offer(3, 1)]);
        run.States().ShouldBe("success failed skipped queued");
        run.State.Run.State.ShouldBe(DagRunState.Running);
        run.Send(new RunEvent.RunMarked(DagRunState.Failed)).Ignored.ShouldBe(IgnoreReason.AlreadyDone);

        run.Report("td").Effects.ShouldBe([new RunEffect.Ended(DagRunState.Failed)]);
        run.State.Run.Reason.ShouldBe(RunReasons.Marked);
    }

    [Fact]
    public void RunMarked_AfterItsEnd_KeepsTheMomentOfTheEnd()
    {
        var run = new RunBench(Bash("a"));
        run.Start();
        run.Report("a");
        var ended = run.Now;
        run.Now += TimeSpan.FromHours(1);
        run.Send(new RunEvent.RunMarked(DagRunState.Failed));
        run.State.Run.State.ShouldBe(DagRunState.Failed);
        run.State.Run.EndedAt.ShouldBe(ended);
    }

    private static TaskDefinition Gate(string id, params string[] dependsOn) =>
        new() { TaskId = id, Action = new TaskAction.ShortCircuit(new DecisionSource.Bash("x")), DependsOn = dependsOn };
}
