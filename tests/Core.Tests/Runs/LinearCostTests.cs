using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>Cost counted in what decisions touch, not in time.</summary>
public sealed class LinearCostTests
{
    private const int Count = 10_000;

    [Fact]
    public void Decide_OverAChain_ChangesAConstantNumberOfTasksPerTask()
    {
        var driver = Drive(Chain(Count, new TaskAction.Bash("x")));
        driver.State.Run.State.ShouldBe(DagRunState.Success);

        // Each task: queued with its predecessor's success, running, success.
        driver.Decisions.Sum(d => d.Tasks.Count).ShouldBe(3 * Count);
        driver.Decisions.Count.ShouldBe((2 * Count) + 1);
    }

    [Fact]
    public void Decide_OverAChainOfEmptyTasks_CommitsEachSuccessBeforeItsSuccessorStarts()
    {
        var driver = Drive(Chain(Count, new TaskAction.Empty()));
        driver.Decisions.Count.ShouldBe(Count + 1);
        driver.Decisions.Max(d => d.Tasks.Count).ShouldBe(2);
    }

    [Fact]
    public void Decide_OverAChainOfEmptyTasksDecidedInline_IsOneDecision()
    {
        var driver = Drive(Chain(Count, new TaskAction.Empty()), new RunMachine(new RunMachineOptions { DecideEmptyInline = true }));
        driver.State.Run.State.ShouldBe(DagRunState.Success);
        driver.Decisions.Single().Tasks.Count.ShouldBe(Count);
        driver.Decisions.Single().Tasks.ShouldAllBe(t => t.Slot.TryNumber == 1 && t.Slot.State == TaskInstanceState.Success);
    }

    [Fact]
    public void Decide_WhenAFailureRunsThroughAChain_IsOneDecisionWithoutRecursion()
    {
        var plan = Chain(Count, new TaskAction.Bash("x"));
        var driver = new RunDriver(plan, 0, (_, _) => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.ExitCode, "Failed.")));
        driver.StartAndFinish();
        driver.Decisions.Count.ShouldBe(3);
        driver.Decisions[2].Tasks.Count.ShouldBe(Count);
        driver.Decisions[2].Tasks.Skip(1).ShouldAllBe(t => t.Slot.State == TaskInstanceState.UpstreamFailed);
        driver.State.Run.State.ShouldBe(DagRunState.Failed);
    }

    [Fact]
    public void Decide_OverManyTasksBesideEachOther_TouchesOnlyTheOnesThatMove()
    {
        var tasks = Enumerable.Range(0, Count).Select(t => Bash($"t{t}")).Append(Bash("join") with { DependsOn = [.. Enumerable.Range(0, Count).Select(t => $"t{t}")] });
        var driver = Drive(RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = [.. tasks] }));
        driver.State.Run.State.ShouldBe(DagRunState.Success);

        // All are ready at once; then each report frees room for one other.
        driver.Decisions[0].Tasks.Count.ShouldBe(Count);
        driver.Decisions.Skip(1).Max(d => d.Tasks.Count).ShouldBe(2);
    }

    [Fact]
    public void Decide_OverMappedTasksThatWaitForEachOther_LooksAtEachInstanceAConstantNumberOfTimes()
    {
        var tasks = new[]
        {
            Bash("a") with { Expand = MappingBench.OverItems(Count) },
            Bash("b") with { Expand = MappingBench.OverItems(Count), DependsOn = ["a"] },
            Bash("c") with { Expand = MappingBench.OverItems(Count), DependsOn = ["b"], TriggerRule = TriggerRule.OneSuccess },
            Bash("d") with { DependsOn = ["c"] },
        };
        var driver = Drive(RunPlan.Compile(new DagDefinition { DagId = "d", MaxActiveTasks = 16, Tasks = tasks }));
        driver.State.Run.State.ShouldBe(DagRunState.Success);

        // Once at the start, once when it may start, once when it is offered, and one look at what they share for each instance above that ends.
        driver.Decisions.Sum(d => d.Looks).ShouldBeLessThan(12 * Count);
        driver.Decisions.Sum(d => d.Tasks.Count).ShouldBeLessThan((4 * 4 * Count) + 10);
    }

    [Fact]
    public void Decide_OverAMappedGroup_LooksAtEachInstanceAConstantNumberOfTimes()
    {
        var plan = RunPlan.Compile(new DagDefinition
        {
            DagId = "d",
            TaskGroups = [new TaskGroupDefinition { GroupId = "g", Expand = MappingBench.OverItems(Count) }],
            Tasks =
            [
                Bash("x") with { Expand = MappingBench.OverItems(Count) },
                Bash("g.a") with { Group = "g", DependsOn = ["x"] }, Bash("g.b") with { Group = "g", DependsOn = ["g.a"] }, Bash("d") with { DependsOn = ["g.b"] },
            ],
        });
        var driver = Drive(plan);
        driver.State.Run.State.ShouldBe(DagRunState.Success);
        driver.Decisions.Sum(d => d.Looks).ShouldBeLessThan(12 * Count);
    }

    [Fact]
    public void Compile_OfAHundredThousandTasksWithManyScopes_KeepsOnlyWhatTheyEnclose()
    {
        var tasks = new List<TaskDefinition>();
        for (var group = 0; group < 25_000; group++)
        {
            tasks.Add(Bash($"s{group}") with { Kind = TaskKind.Setup, DependsOn = group == 0 ? [] : [$"b{group - 1}"] });
            tasks.Add(Bash($"a{group}") with { DependsOn = [$"s{group}"] });
            tasks.Add(Bash($"b{group}") with { DependsOn = [$"a{group}"] });
            tasks.Add(Bash($"td{group}") with { Kind = TaskKind.Teardown, DependsOn = [$"s{group}", $"b{group}"], TriggerRule = TriggerRule.AllDoneSetupSuccess });
        }

        var plan = RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks });
        plan.Count.ShouldBe(100_000);
        plan.IndirectlySetUpBy(0).ToArray().ShouldBe([2]);
        plan.TeardownsOver(1).ToArray().ShouldBe([3]);
        Enumerable.Range(0, plan.Count).Sum(t => plan.IndirectlySetUpBy(t).Length + plan.TeardownsOver(t).Length).ShouldBe(50_000);
    }

    private static TaskDefinition Bash(string id) => new() { TaskId = id, Action = new TaskAction.Bash("x") };

    private static RunPlan Chain(int count, TaskAction action) => RunPlan.Compile(new DagDefinition
    {
        DagId = "d",
        Tasks = [.. Enumerable.Range(0, count).Select(t => new TaskDefinition { TaskId = $"t{t}", Action = action, DependsOn = t == 0 ? [] : [$"t{t - 1}"] })],
    });

    private static RunDriver Drive(RunPlan plan, RunMachine? machine = null) =>
        new RunDriver(plan, 0, (_, _) => new TaskOutcome.Success(), machine).StartAndFinish();
}
