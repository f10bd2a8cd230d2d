using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>How mapped tasks get their instances, and how those and their neighbours look at each other.</summary>
public sealed class MappedTaskTests
{
    [Fact]
    public void Create_WhenExpandedOverItemsOfTheDag_HasItsInstancesAtOnce()
    {
        var run = new RunBench(RunBench.Bash("m") with { Expand = MappingBench.OverItems(3) }, RunBench.Bash("r", "m"));

        run.States("m").ShouldBe("none none none");
        run.Start();
        run.States("m").ShouldBe("queued queued queued");
        run.Report("m", 2);
        run.Report("m", 0);
        run.Slot("r").State.ShouldBe(TaskInstanceState.None);
        run.Report("m", 1);
        run.Slot("r").State.ShouldBe(TaskInstanceState.Queued);
        run.Report("r");
        run.State.Run.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public void Started_WhenExpandedOverNoItems_IsSkippedAndSoIsWhatFollows()
    {
        var run = new RunBench(RunBench.Bash("m") with { Expand = MappingBench.OverItems(0) }, RunBench.Bash("r", "m"));

        run.Start();

        run.States().ShouldBe("skipped skipped");
        run.State.Run.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public void Finished_OfWhatATaskIsExpandedOver_AsksForTheInstancesAndDoesNotCallThatADeadlock()
    {
        var run = OverXCom();
        run.Start();

        var asked = run.Report("p");

        asked.Effects.ShouldBe([new RunEffect.Expand(0, 1)]);
        run.State.Run.State.ShouldBe(DagRunState.Running);
        RunExplain.Blockers(run.State, run.Ordinal("m"), run.Now).ShouldHaveSingleItem().ShouldBeOfType<TaskBlocker.NotExpanded>();
        RunMachine.Recover(run.State, run.Now).ShouldContain(new RunEffect.Expand(0, 1));
        run.Expand(asked, 2).Effects.ShouldBe([new RunEffect.Offer(1, 1), new RunEffect.Offer(3, 1)]);
        run.Send(new RunEvent.Expanded(0, 1, new ExpansionResult.Instances(5))).Ignored.ShouldBe(IgnoreReason.AlreadyDone);
        run.States("m").ShouldBe("queued queued");
    }

    [Fact]
    public void Expanded_AfterTheRunWasReadAgain_IsAskedForAgainAndAccepted()
    {
        var run = OverXCom();
        run.Start();
        run.Report("p");
        var again = new RunBench(run.Restored()) { Now = run.Now };

        RunMachine.Recover(again.State, run.Now).OfType<RunEffect.Expand>().ShouldBe([new RunEffect.Expand(0, 0)]);
        again.Send(new RunEvent.TimePassed());
        again.State.Run.State.ShouldBe(DagRunState.Running);
        again.Send(new RunEvent.Expanded(0, 1, new ExpansionResult.Instances(2))).Ignored.ShouldBeNull();
        again.States("m").ShouldBe("queued queued");
    }

    [Fact]
    public void Expanded_WithoutInstances_SkipsTheTask()
    {
        var run = OverXCom();
        run.Start();
        run.Expand(run.Report("p"), 0);

        run.States().ShouldBe("success skipped skipped");
    }

    [Fact]
    public void Expanded_WhenTheValueCannotBeGoneThrough_FailsTheTask()
    {
        var run = OverXCom();
        run.Start();
        var failure = new TaskFailure(TaskFailureReason.InvalidExpansion, "No.");
        run.Expand(run.Report("p"), new ExpansionResult.Failed(failure));

        run.States().ShouldBe("success failed upstream_failed");
        run.Slot("m").Failure.ShouldBe(failure);
    }

    [Fact]
    public void Expanded_AnewWithFewerThenMore_RemovesTheSurplusAndBringsItBack()
    {
        var run = OverXCom();
        run.Start();
        run.Expand(run.Report("p"), 3);
        run.Report("m", 0);
        run.Report("m", 1);
        run.Report("m", 2);
        run.Report("r");

        run.Send(new RunEvent.Cleared([.. Enumerable.Range(0, run.State.Count)]));
        run.Start();
        run.Expand(run.Report("p"), 1);
        run.States("m").ShouldBe("queued removed removed");
        run.Report("m", 0);

        // What was removed is not waited for.
        run.Slot("r").State.ShouldBe(TaskInstanceState.Queued);
        run.Report("r");
        run.State.Run.State.ShouldBe(DagRunState.Success);

        run.Send(new RunEvent.Cleared([.. Enumerable.Range(0, run.State.Count)]));
        run.States("m").ShouldBe("none removed removed");
        run.Start();
        run.Expand(run.Report("p"), 4);
        run.States("m").ShouldBe("queued queued queued queued");
        run.State[run.Instance("m", 1)].TryNumber.ShouldBe(2);
        run.State[run.Instance("m", 3)].TryNumber.ShouldBe(1);
    }

    [Fact]
    public void Cleared_WhenOnlyOneInstanceIs_RunsThatOneWithoutAskingAgain()
    {
        var run = OverXCom();
        run.Start();
        run.Expand(run.Report("p"), 2);
        run.Report("m", 0);

        run.Send(new RunEvent.Cleared([run.Instance("m", 0)])).Effects.ShouldBe([new RunEffect.Offer(1, 2)]);
        run.States("m").ShouldBe("queued queued");
    }

    [Fact]
    public void Cleared_OfTheInputWhileItsListIsWorkedOut_IgnoresTheOutdatedAnswer()
    {
        var run = OverXCom();
        run.Start();
        var first = run.Report("p");
        run.Clear("p");
        run.Report("p").Effects.ShouldBe([new RunEffect.Expand(0, 2)]);

        run.Expand(first, 5).Ignored.ShouldBe(IgnoreReason.AlreadyDone);
        run.Send(new RunEvent.Expanded(0, 2, new ExpansionResult.Instances(1)));
        run.States("m").ShouldBe("queued");
    }

    [Fact]
    public void Finished_OfAMappedTask_IsWaitedForAsAWholeByWhatIsExpandedOverIt()
    {
        var run = new RunBench(
            RunBench.Bash("a") with { Expand = MappingBench.OverItems(2) },
            RunBench.Bash("b", "a") with { Expand = MappingBench.OverXComOf("a"), TriggerRule = TriggerRule.OneSuccess });
        run.Start();

        run.Report("a", 0).Effects.ShouldBeEmpty();
        run.Expand(run.Report("a", 1), 2);
        run.States("b").ShouldBe("queued queued");
    }

    [Fact]
    public void Expanded_WithSkippedItems_SkipsThoseInstancesOnly()
    {
        var run = OverXCom();
        run.Start();
        run.Expand(run.Report("p"), new ExpansionResult.Instances(3) { Skipped = [1], Labels = new Dictionary<int, IReadOnlyList<string>> { [1] = ["a", "b", "c"] } });

        run.States("m").ShouldBe("queued skipped queued");
        run.State[run.Instance("m", 2)].Label.ShouldBe("c");
        run.Clear("m");
        run.State[run.Instance("m", 0)].Label.ShouldBe("a");
    }

    [Fact]
    public void Offer_WhenThereIsLittleRoom_GoesByMapIndex()
    {
        var run = new RunBench(new DagDefinition
        {
            DagId = "d",
            MaxActiveTasks = 2,
            Tasks = [RunBench.Bash("m") with { Expand = MappingBench.OverItems(5) }, RunBench.Bash("first") with { PriorityWeight = 2 }],
        });

        run.Start().Effects.ShouldBe([new RunEffect.Offer(1, 1), new RunEffect.Offer(0, 1)]);
        run.Report("first").Effects.ShouldBe([new RunEffect.Offer(run.Instance("m", 1), 1)]);
        run.Report("m", 1).Effects.ShouldBe([new RunEffect.Offer(run.Instance("m", 2), 1)]);
        run.Send(new RunEvent.TaskMarked(run.Instance("m", 3), TaskInstanceState.Success));
        run.Report("m", 2).Effects.ShouldBe([new RunEffect.Offer(run.Instance("m", 4), 1)]);
    }

    [Fact]
    public void Branch_WhenSeveralDecide_SkipsOnlyWhatNoneOfThemFollows()
    {
        var run = new RunBench(
            RunBench.Bash("b") with { Expand = MappingBench.OverItems(2), Action = new TaskAction.Branch(new DecisionSource.Bash("x")) },
            RunBench.Bash("one", "b"), RunBench.Bash("two", "b"), RunBench.Bash("none", "b"));
        run.Start();
        run.Report("b", 0, new TaskOutcome.Branch(["one"]));
        run.Report("b", 1, new TaskOutcome.Branch(["two"]));

        run.States().ShouldBe("success queued queued skipped success");
    }

    private static RunBench OverXCom() => new(
        RunBench.Bash("p"), RunBench.Bash("m", "p") with { Expand = MappingBench.OverXComOf("p") }, RunBench.Bash("r", "m"));
}
