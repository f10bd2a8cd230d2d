using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>The tasks of a mapped group look at each other by index.</summary>
public sealed class MappedGroupTests
{
    [Fact]
    public void Report_OfOneIndex_LetsThatIndexGoOnAndFailsItOnly()
    {
        var run = Group(MappingBench.OverItems(3), Member("a"), Member("b", "g.a"), RunBench.Bash("end", "g.b") with { TriggerRule = TriggerRule.AllDone });
        run.Start();
        run.Report("g.a", 1);
        run.Report("g.a", 2, RunBench.Failure());

        run.States("g.b").ShouldBe("none queued upstream_failed");
        run.Report("g.a", 0);
        run.Report("g.b", 0);
        run.Slot("end").State.ShouldBe(TaskInstanceState.None);
        run.Report("g.b", 1);
        run.Slot("end").State.ShouldBe(TaskInstanceState.Queued);
    }

    [Fact]
    public void Expanded_OfAGroup_GivesEveryTaskInItAsManyInstances()
    {
        var run = Group(MappingBench.OverXComOf("p"), RunBench.Bash("p"), Member("a", "p"), Member("b", "g.a"));
        run.Start();
        run.Expand(run.Report("p"), 2);

        run.States("g.a").ShouldBe("queued queued");
        run.States("g.b").ShouldBe("none none");
        run.Report("g.a", 1);
        run.States("g.b").ShouldBe("none queued");
    }

    [Fact]
    public void Expanded_WhenATaskOfTheGroupWasDecidedBefore_GivesItsStateToEachIndex()
    {
        var run = Group(
            MappingBench.OverXComOf("p"), RunBench.Bash("p"), RunBench.Bash("q"), Member("a", "p", "q"), Member("c", "p"), Member("b", "g.a", "g.c") with { TriggerRule = TriggerRule.NoneFailed });
        run.Start();
        run.Report("q", new TaskOutcome.Skip());
        run.Expand(run.Report("p"), 2);

        run.States("g.a").ShouldBe("skipped skipped");
        run.Report("g.c", 1);
        run.States("g.b").ShouldBe("none queued");
    }

    [Fact]
    public void Report_WhenTheRuleIsMetByAny_LooksAtAllIndexes()
    {
        var run = Group(MappingBench.OverItems(2), Member("a"), Member("b", "g.a") with { TriggerRule = TriggerRule.OneFailed });
        run.Start();
        run.Report("g.a", 0, RunBench.Failure());

        run.States("g.b").ShouldBe("queued queued");
    }

    [Fact]
    public void Report_OfABranchInTheGroup_DecidesForItsIndexAndNamesTasksAsTheGroupDoes()
    {
        var run = Group(
            MappingBench.OverItems(2),
            Member("pick") with { Action = new TaskAction.Branch(new DecisionSource.Bash("x")) },
            Member("left", "g.pick"), Member("right", "g.pick"));
        run.Start();
        run.Report("g.pick", 0, new TaskOutcome.Branch(["left"]));
        run.Report("g.pick", 1, new TaskOutcome.Branch(["g.right"]));

        run.States("g.left").ShouldBe("queued skipped");
        run.States("g.right").ShouldBe("skipped queued");
        run.Send(new RunEvent.Cleared([run.Instance("g.right", 0), run.Instance("g.left", 0)]));
        run.States("g.right").ShouldBe("skipped queued");
        run.States("g.left").ShouldBe("queued skipped");
    }

    [Fact]
    public void Report_OfATaskThatSetsUp_IsWaitedForByItsIndex()
    {
        var run = Group(
            MappingBench.OverItems(2),
            Member("up") with { Kind = TaskKind.Setup }, Member("work", "g.up"), Member("more", "g.work"),
            Member("down", "g.up", "g.more") with { Kind = TaskKind.Teardown, TriggerRule = TriggerRule.AllDoneSetupSuccess });
        run.Start();
        run.Report("g.up", 0);
        run.Report("g.work", 0);
        run.Report("g.more", 0);

        run.States("g.down").ShouldBe("queued none");
        run.Report("g.up", 1, RunBench.Failure());
        run.States("g.more").ShouldBe("success upstream_failed");
        run.States("g.down").ShouldBe("queued upstream_failed");
    }

    [Fact]
    public void Marked_WhenOneIndexIs_GivesWhatFailedBelowThatIndexAnotherChance()
    {
        var run = Group(MappingBench.OverItems(2), Member("a"), Member("b", "g.a"));
        run.Start();
        run.Report("g.a", 0, RunBench.Failure());
        run.Report("g.a", 1, RunBench.Failure());
        run.Send(new RunEvent.TaskMarked(run.Instance("g.a", 1), TaskInstanceState.Success));
        run.Start();

        run.States("g.b").ShouldBe("upstream_failed queued");
    }

    private static TaskDefinition Member(string name, params string[] dependsOn) => RunBench.Bash($"g.{name}", dependsOn) with { Group = "g" };

    private static RunBench Group(ExpandDefinition expand, params TaskDefinition[] tasks) => new(new DagDefinition
    {
        DagId = "d",
        TaskGroups = [new TaskGroupDefinition { GroupId = "g", Expand = expand }],
        Tasks = tasks,
    });
}
