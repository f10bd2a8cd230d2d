using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

public sealed class PastTests : GrainSuite
{
    private static readonly DateTimeOffset Day = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task DependsOnPast_WhenThePreviousRunSucceeds_StartsThen()
    {
        var (first, second) = await StartTwoAsync("past", "{task_id: a, bash: a, depends_on_past: true}", "{task_id: b, bash: b, depends_on: a}");
        var a = await TakeAsync();
        a.Task.RunId.ShouldBe(first);
        await WaitsAsync("past", second, "a");

        await SucceedAsync(a);

        var next = await TakeAsync(2);
        next.Select(s => (s.Task.TaskId, s.Task.RunId)).ShouldBe([("a", second), ("b", first)]);
    }

    [Fact]
    public async Task WaitForDownstream_WhenAChildOfThePreviousInstanceIsOpen_WaitsForItToo()
    {
        var (_, second) = await StartTwoAsync("below", "{task_id: a, bash: a, wait_for_downstream: true}", "{task_id: b, bash: b, depends_on: a}");
        await SucceedAsync(await TakeAsync());
        var child = await TakeAsync();
        child.Task.TaskId.ShouldBe("b");
        await WaitsAsync("below", second, "a");

        await SucceedAsync(child);

        (await TakeAsync()).Task.RunId.ShouldBe(second);
    }

    [Fact]
    public async Task DependsOnPast_WhenThePreviousOneFailedAndIsMarkedSuccess_StartsThen()
    {
        var (first, second) = await StartTwoAsync("marked", "{task_id: a, bash: a, depends_on_past: true}");
        await FailAsync(await TakeAsync());
        (await EndOfAsync("marked", first)).Run.ShouldBe(DagRunState.Failed);
        await WaitsAsync("marked", second, "a");

        (await Run("marked", first).MarkTaskAsync("a", TaskInstanceState.Success)).Status.ShouldBe(ActionStatus.Done);

        (await TakeAsync()).Task.RunId.ShouldBe(second);
    }

    [Fact]
    public async Task DependsOnPast_WhenTheEndedPreviousRunIsClearedAndSucceeds_StartsThen()
    {
        var (first, second) = await StartTwoAsync("cleared-past", "{task_id: a, bash: a, depends_on_past: true}");
        await FailAsync(await TakeAsync());
        await EndOfAsync("cleared-past", first);
        await WaitsAsync("cleared-past", second, "a");

        await Run("cleared-past", first).ClearAsync([]);
        var again = await TakeAsync();
        again.Task.RunId.ShouldBe(first);
        await SucceedAsync(again);

        (await TakeAsync()).Task.RunId.ShouldBe(second);
    }

    [Fact]
    public async Task DependsOnPast_WhenBothRunsAreReadAgain_StillHearsOfIt()
    {
        var (first, second) = await StartTwoAsync("crashed", "{task_id: a, bash: a, depends_on_past: true}");
        var a = await TakeAsync();
        await WaitsAsync("crashed", second, "a");
        await Fixture.CrashAsync(Run("crashed", second));
        await Fixture.CrashAsync(Run("crashed", first));
        await Run("crashed", second).StartAsync();

        await SucceedAsync(a);
        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        (await TakeAsync()).Task.RunId.ShouldBe(second);
    }

    [Fact]
    public async Task DependsOnPast_WhenItIsTheFirstInstance_StartsUnlessToldNotTo()
    {
        await PublishAsync(Yaml("first", "{task_id: old, bash: old}"));
        await TriggerAsync("first", Day);
        await SucceedAsync(await TakeAsync());
        await PublishAsync(Yaml(
            "first",
            "{task_id: forgiven, bash: x, depends_on_past: true}",
            "{task_id: held, bash: x, depends_on_past: true, ignore_first_depends_on_past: false}"));

        var second = await TriggerAsync("first", Day.AddDays(1));

        (await TakeAsync()).Task.TaskId.ShouldBe("forgiven");
        await WaitsAsync("first", second, "held");
    }

    private async Task<string> TriggerAsync(string dagId, DateTimeOffset date)
    {
        var result = await TriggerAsync(dagId, new TriggerRequest { LogicalDate = date, RunId = $"run-{date:MM-dd}" });
        result.Outcome.Problems.ShouldBeEmpty();
        return result.RunId!;
    }

    private async Task<(string First, string Second)> StartTwoAsync(string dagId, params string[] tasks)
    {
        await PublishAsync(Yaml(dagId, tasks));
        return (await TriggerAsync(dagId, Day), await TriggerAsync(dagId, Day.AddDays(1)));
    }

    /// <summary>The task is none, and that its past is open is why.</summary>
    private async Task WaitsAsync(string dagId, string runId, string taskId)
    {
        (await Run(dagId, runId).WhyAsync(taskId)).ShouldHaveSingleItem().ShouldContain("depends on its past");
        var run = await Fixture.Store.GetDagRunAsync(dagId, runId);
        run!.State.ShouldBe(DagRunState.Running);
        (await Fixture.Store.GetTaskInstancesAsync(run.RunPk)).Single(t => t.TaskId == taskId).State.ShouldBe(TaskInstanceState.None);
    }
}
