using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using static Orrery.Core.Tests.Runs.RunBench;

namespace Orrery.Core.Tests.Runs;

public sealed class RunMachineTests
{
    [Fact]
    public void Started_WithMoreReadyTasksThanRoom_OffersTheHighestPriorityFirstThenTheOldest()
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            MaxActiveTasks = 2,
            Tasks = [Bash("a"), Bash("b") with { PriorityWeight = 5 }, Bash("c"), Bash("d") with { PriorityWeight = 7 }],
        });
        run.Start().Effects.ShouldBe([new RunEffect.Offer(3, 1), new RunEffect.Offer(1, 1)]);
        run.States().ShouldBe("scheduled queued scheduled queued");

        run.Report("b").Effects.ShouldBe([new RunEffect.Offer(0, 1)]);
        run.State.ActiveCount.ShouldBe(2);
    }

    [Fact]
    public void Started_OfADagWithoutTasks_EndsWell()
    {
        var run = new RunBench();
        run.Start().Effects.ShouldBe([new RunEffect.Ended(DagRunState.Success)]);
        run.State.Run.EndedAt.ShouldBe(run.Now);
    }

    [Fact]
    public void Started_WithInlineTasks_DecidesThemWithoutTakingRoom()
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            MaxActiveTasks = 1,
            Tasks = [new TaskDefinition { TaskId = "e", Action = new TaskAction.Empty() }, Bash("b")],
        });
        run.Start().Effects.ShouldBe([new RunEffect.Decide(0, 1), new RunEffect.Offer(1, 1)]);
        run.State.ActiveCount.ShouldBe(1);
    }

    [Fact]
    public void LeaseRequested_WhenQueued_RecordsLeaseAndStart()
    {
        var run = new RunBench(Bash("a"));
        run.Start();
        run.Now += TimeSpan.FromSeconds(3);
        var lease = run.Lease("a");
        run.Slot("a").ShouldBe(new TaskSlot
        {
            State = TaskInstanceState.Running, TryNumber = 1, ScheduledAt = RunDriver.Epoch, StartedAt = run.Now, Lease = lease,
        });
    }

    [Fact]
    public void Finished_WhenItFailsWithRetriesLeft_WaitsItsDelayAndIsOfferedAgain()
    {
        var run = new RunBench(Bash("a") with { Retries = 1 });
        run.Start();
        var due = run.Now + TimeSpan.FromSeconds(10);
        run.Report("a", Failure()).Effects.ShouldBe([new RunEffect.WakeAt(due)]);
        run.Slot("a").State.ShouldBe(TaskInstanceState.UpForRetry);
        run.State.NextWakeAt.ShouldBe(due);

        run.Now = due - TimeSpan.FromTicks(1);
        run.Send(new RunEvent.TimePassed()).Ignored.ShouldBe(IgnoreReason.NothingDue);
        run.Now = due;
        run.Send(new RunEvent.TimePassed()).Effects.ShouldBe([new RunEffect.Offer(0, 2)]);

        run.Report("a", Failure()).Effects.ShouldBe([new RunEffect.Ended(DagRunState.Failed)]);
        run.State.Run.Reason.ShouldBe(RunReasons.TaskFailure);
    }

    [Fact]
    public void Finished_WithAFailureNoRetryHelps_FailsForGood()
    {
        var run = new RunBench(Bash("a") with { Retries = 5 });
        run.Start();
        run.Report("a", Failure(TaskFailureReason.FailWithoutRetry));
        run.Slot("a").State.ShouldBe(TaskInstanceState.Failed);
    }

    [Fact]
    public void HostLost_WithRetriesLeft_ConsumesOneAndSaysWhy()
    {
        var run = new RunBench(Bash("a") with { Retries = 1 });
        run.Start();
        var lease = run.Lease("a");
        run.Send(new RunEvent.HostLost(0, lease.Id));
        run.Slot("a").State.ShouldBe(TaskInstanceState.UpForRetry);
        run.Slot("a").Failure!.Reason.ShouldBe(TaskFailureReason.HostLost);
        run.Send(new RunEvent.Finished(0, lease.Id, new TaskOutcome.Success())).Ignored.ShouldBe(IgnoreReason.StaleLease);
    }

    [Fact]
    public void TimePassed_WithSeveralRetries_AsksToBeWokenForTheNext()
    {
        var run = new RunBench(Bash("a") with { Retries = 1 }, Bash("b") with { Retries = 1, RetryDelay = TimeSpan.FromSeconds(30) });
        var start = run.Now;
        run.Start();
        run.Report("a", Failure());
        run.Report("b", Failure());
        run.Now += TimeSpan.FromSeconds(10);
        run.Send(new RunEvent.TimePassed()).Effects.ShouldBe([new RunEffect.Offer(0, 2), new RunEffect.WakeAt(start + TimeSpan.FromSeconds(30))]);
    }

    [Fact]
    public void TimePassed_AfterTheRunsTimeout_StopsWhatRunsSkipsTheRestAndFailsTheRun()
    {
        var run = new RunBench(new DagDefinition { DagId = "d", DagRunTimeout = TimeSpan.FromMinutes(5), Tasks = [Bash("a"), Bash("b"), Bash("c", "b")] });
        run.Start().Effects.ShouldContain(new RunEffect.WakeAt(run.Now + TimeSpan.FromMinutes(5)));
        run.Report("a");
        var lease = run.Lease("b");
        run.Now += TimeSpan.FromMinutes(5);
        run.Send(new RunEvent.TimePassed()).Effects.ShouldBe([new RunEffect.Stop(1, lease), new RunEffect.Ended(DagRunState.Failed)]);
        run.States().ShouldBe("success skipped skipped");
        run.Slot("b").Failure!.Reason.ShouldBe(TaskFailureReason.RunEnded);
        run.State.Run.Reason.ShouldBe(RunReasons.TimedOut);
    }

    [Fact]
    public void Finished_WhenFailFast_FailsWhatRunsSkipsTheRestAndLetsTeardownsRun()
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            FailFast = true,
            Tasks =
            [
                Bash("s") with { Kind = TaskKind.Setup }, Bash("a", "s"), Bash("b", "s"), Bash("c", "b"),
                Bash("td", "s", "b") with { Kind = TaskKind.Teardown, TriggerRule = TriggerRule.AllDoneSetupSuccess },
            ],
        });
        run.Start();
        run.Report("s");
        var lease = run.Lease("b");
        run.Report("a", Failure()).Effects.ShouldBe([new RunEffect.Stop(2, lease), new RunEffect.Offer(4, 1)]);
        run.States().ShouldBe("success failed failed skipped queued");
    }

    [Fact]
    public void Finished_WhenABranchChoosesAnUnknownTask_FailsAndNamesIt()
    {
        var run = new RunBench(new TaskDefinition { TaskId = "a", Retries = 3, Action = new TaskAction.Branch(new DecisionSource.Bash("x")) });
        run.Start();
        run.Report("a", new TaskOutcome.Branch(["nope"]));
        run.Slot("a").State.ShouldBe(TaskInstanceState.Failed);
        run.Slot("a").Failure!.Reason.ShouldBe(TaskFailureReason.InvalidDecision);
        run.Slot("a").Failure!.Message.ShouldContain("'nope'");
    }

    [Fact]
    public void Finished_WhenATaskThatIsNoBranchDecides_Fails()
    {
        var run = new RunBench(Bash("a"));
        run.Start();
        run.Report("a", new TaskOutcome.Gate(false, true));
        run.Slot("a").Failure!.Reason.ShouldBe(TaskFailureReason.InvalidDecision);
    }

    [Fact]
    public void Finished_WhenNothingLeftCanStart_FailsTheRunAsDeadlocked()
    {
        var run = new RunBench(Bash("a"), Bash("b", "a") with { TriggerRule = CaseDag.Unknown });
        run.Start();
        run.Report("a").Effects.ShouldBe([new RunEffect.Ended(DagRunState.Failed)]);
        run.State.Run.Reason.ShouldBe(RunReasons.AllTasksDeadlocked);
        run.States().ShouldBe("success none");
    }

    [Fact]
    public void Recover_OfARunningRun_RepeatsEveryEffectThatMayBeOutstanding()
    {
        var run = new RunBench(
            Bash("queued"), Bash("running"), Bash("restarting"), Bash("retry") with { Retries = 1 },
            new TaskDefinition { TaskId = "inline", Action = new TaskAction.Empty() });
        RunMachine.Recover(run.State, run.Now).ShouldBe([new RunEffect.AwaitStart()]);
        run.Start();
        run.Lease("running");
        var lease = run.Lease("restarting");
        run.Clear("restarting");
        run.Report("retry", Failure());
        RunMachine.Recover(run.State, run.Now).ShouldBe(
        [
            new RunEffect.Offer(0, 1), new RunEffect.Stop(2, lease), new RunEffect.Decide(4, 1), new RunEffect.WakeAt(run.Now + TimeSpan.FromSeconds(10)),
        ]);
        RunMachine.Recover(run.State, run.Now + TimeSpan.FromDays(1)).ShouldContain(new RunEffect.WakeAt(run.Now + TimeSpan.FromDays(1)));
        run.Send(new RunEvent.RunMarked(DagRunState.Failed));
        RunMachine.Recover(run.State, run.Now).ShouldBe([new RunEffect.Ended(DagRunState.Failed)]);
    }
}
