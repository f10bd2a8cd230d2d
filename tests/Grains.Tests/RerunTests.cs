using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Runs;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

public sealed class RerunTests : GrainSuite
{
    private static readonly DateTimeOffset Day = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Chain =
        ["{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}", "{task_id: c, bash: c, depends_on: b, trigger_rule: all_done}"];

    [Fact]
    public async Task Clear_WithDownstream_RunsTheTaskAndWhatFollowsAgain()
    {
        var runId = await EndedAsync("down", Day, Chain);

        var result = await Rerun("down").ClearAsync(RunSelection.Of(runId), new ClearTasks { Tasks = [new TaskSelector("b")], IncludeDownstream = true });

        result.Outcome.Problems.ShouldBeEmpty();
        result.Runs.ShouldHaveSingleItem().Tasks.Select(t => t.TaskId).ShouldBe(["b", "c"]);
        var again = await TakeAsync();
        (again.Task.TaskId, again.Task.TryNumber).ShouldBe(("b", 2));
        await SucceedAsync(again);
        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("down", runId)).Run.ShouldBe(DagRunState.Success);
        var run = await Fixture.Store.GetDagRunAsync("down", runId);
        run!.ClearNumber.ShouldBe(1);
        (await Fixture.Store.GetTriesAsync(run.RunPk, 1)).Select(t => t.State).ShouldBe([TaskInstanceState.Success, TaskInstanceState.Success]);
    }

    [Fact]
    public async Task Run_WhenItWasPrunedUnderItsGrain_WritesNothingAndIsNoMore()
    {
        var runId = await EndedAsync("pruned", Day, Chain);
        await Run("pruned", runId).SetNoteAsync(null, "early");
        var row = (await Fixture.Store.GetDagRunAsync("pruned", runId))!;
        await Fixture.Store.CommitAsync([new DagRunRemoval { RunPk = row.RunPk, Revision = row.Revision, TaskInstances = 3 }]);

        // The activation that still knows the run is refused and goes away; the next reads that there is none.
        await Should.ThrowAsync<StaleActivationException>(() => Run("pruned", runId).SetNoteAsync(null, "late"));
        (await Run("pruned", runId).SetNoteAsync(null, "late")).Status.ShouldBe(ActionStatus.NotFound);
        (await Rerun("pruned").ClearAsync(RunSelection.Of(runId), new ClearTasks())).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await Fixture.Store.GetTaskInstancesAsync(row.RunPk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Clear_WhenDryRun_SaysWhatAndChangesNothing()
    {
        var runId = await EndedAsync("dry", Day, Chain);
        var before = await Fixture.Store.GetDagRunAsync("dry", runId);

        var result = await Rerun("dry").ClearAsync(RunSelection.Of(runId), new ClearTasks { Tasks = [new TaskSelector("b")], IncludeUpstream = true, IsDryRun = true });

        result.Runs.ShouldHaveSingleItem().Tasks.Select(t => t.TaskId).ShouldBe(["a", "b"]);
        (await Fixture.Store.GetDagRunAsync("dry", runId)).ShouldBe(before);
    }

    [Fact]
    public async Task Clear_WithANote_WritesItOnWhatIsClearedAndOnNothingElse()
    {
        var runId = await EndedAsync("noted", Day, Chain);
        await Run("noted", runId).SetNoteAsync(new TaskSelector("a"), "as it was");

        var looked = await Rerun("noted").ClearAsync(RunSelection.Of(runId), new ClearTasks { Note = "no", IsDryRun = true });
        var result = await Rerun("noted").ClearAsync(RunSelection.Of(runId), new ClearTasks { Tasks = [new TaskSelector("b")], IncludeDownstream = true, Note = "repaired" });

        looked.Runs[0].Tasks.Select(t => t.Note).ShouldBe(["as it was", null, null]);
        result.Runs[0].Tasks.Select(t => t.Note).ShouldBe(["repaired", "repaired"]);
        var run = (await Fixture.Store.GetDagRunAsync("noted", runId))!;
        (await Fixture.Store.ListTaskNotesAsync(run.RunPk)).Select(n => n.Content).ShouldBe(["as it was", "repaired", "repaired"]);
    }

    [Fact]
    public async Task Clear_WithFuture_ClearsLaterRunsToo()
    {
        var first = await EndedAsync("future", Day, "{task_id: a, bash: a}");
        var second = await EndedAsync("future", Day.AddDays(1), "{task_id: a, bash: a}");
        var third = await EndedAsync("future", Day.AddDays(2), "{task_id: a, bash: a}");

        var result = await Rerun("future").ClearAsync(RunSelection.Of(second) with { IncludeFuture = true }, new ClearTasks());

        result.Runs.Select(r => r.Run!.DagRunId).ShouldBe([second, third]);
        (await TakeAsync(2)).Select(s => s.Task.RunId).ShouldBe([second, third], ignoreOrder: true);
        (await Fixture.Store.GetDagRunAsync("future", first))!.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WithARangeOfDates_ClearsTheRunsWithin()
    {
        await EndedAsync("range", Day, "{task_id: a, bash: a}");
        var second = await EndedAsync("range", Day.AddDays(1), "{task_id: a, bash: a}");

        var result = await Rerun("range").ClearAsync(new RunSelection { From = Day.AddHours(1) }, new ClearTasks());

        result.Runs.ShouldHaveSingleItem().Run!.DagRunId.ShouldBe(second);
    }

    [Fact]
    public async Task Clear_WhenOnlyFailedOrRunningIsAsked_ClearsThose()
    {
        await PublishAsync(Yaml("some", "{task_id: a, bash: a}", "{task_id: b, bash: b}"));
        var runId = await TriggerAsync("some");
        var tasks = await TakeAsync(2);
        await FailAsync(tasks[0]);
        var selection = RunSelection.Of(runId);

        (await Rerun("some").ClearAsync(selection, new ClearTasks { PreventRunning = true })).Outcome.Status.ShouldBe(ActionStatus.Conflict);
        (await Rerun("some").ClearAsync(selection, new ClearTasks { OnlyRunning = true, IsDryRun = true })).Runs[0].Tasks.ShouldHaveSingleItem().TaskId.ShouldBe("b");
        (await Rerun("some").ClearAsync(selection, new ClearTasks { OnlyFailed = true })).Runs[0].Tasks.ShouldHaveSingleItem().TaskId.ShouldBe("a");

        (await TakeAsync()).Task.TaskId.ShouldBe("a");
    }

    [Fact]
    public async Task Clear_WhenTheRunStateIsKept_DoesNotStartTheRunAgain()
    {
        var runId = await EndedAsync("kept", Day, "{task_id: a, bash: a}");

        (await Rerun("kept").ClearAsync(RunSelection.Of(runId), new ClearTasks { ResetRun = false })).Outcome.Status.ShouldBe(ActionStatus.Done);

        var run = await Fixture.Store.GetDagRunAsync("kept", runId);
        run!.State.ShouldBe(DagRunState.Success);
        (await Fixture.Store.GetTaskInstancesAsync(run.RunPk)).ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.None);
    }

    [Fact]
    public async Task Clear_WhenRunsOrTasksAreUnknown_NamesEachOfThem()
    {
        var runId = await EndedAsync("names", Day, "{task_id: a, bash: a}");

        (await Rerun("nobody").ClearAsync(RunSelection.Of("x"), new ClearTasks())).Outcome.Problems.ShouldHaveSingleItem().ShouldContain("'nobody'");
        (await Rerun("names").ClearAsync(RunSelection.Of("x", "y"), new ClearTasks())).Outcome.Problems.Length.ShouldBe(2);
        (await Rerun("names").ClearAsync(RunSelection.Of(runId), new ClearTasks { Tasks = [new TaskSelector("b"), new TaskSelector("a", 3)] }))
            .Outcome.Problems.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Mark_WhenAFailedTaskIsMarkedSuccess_RunsWhatItStopped()
    {
        await PublishAsync(Yaml("mark", Chain[0], Chain[1]));
        var runId = await TriggerAsync("mark");
        await FailAsync(await TakeAsync());
        (await EndOfAsync("mark", runId)).Tasks["b"].ShouldBe(TaskInstanceState.UpstreamFailed);
        var wish = new MarkTasks { Tasks = [new TaskSelector("a")], State = TaskInstanceState.Success };

        (await Rerun("mark").MarkAsync(RunSelection.Of(runId), wish with { IsDryRun = true })).Runs[0].Tasks[0].State.ShouldBe(TaskInstanceState.Failed);
        (await Rerun("mark").MarkAsync(RunSelection.Of(runId), wish)).Runs[0].Tasks[0].State.ShouldBe(TaskInstanceState.Success);

        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("mark", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Mark_WithDownstream_MarksAllOfThemInOneCommit()
    {
        await PublishAsync(Yaml("mark-all", Chain));
        var runId = await TriggerAsync("mark-all");
        await TakeAsync();

        var result = await Rerun("mark-all").MarkAsync(
            RunSelection.Of(runId), new MarkTasks { Tasks = [new TaskSelector("a")], State = TaskInstanceState.Skipped, IncludeDownstream = true });

        result.Runs[0].Tasks.Select(t => (t.TaskId, t.State)).ShouldBe([("a", TaskInstanceState.Skipped), ("b", TaskInstanceState.Skipped), ("c", TaskInstanceState.Skipped)]);
        (await EndOfAsync("mark-all", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Note_WhenWritten_IsShownAndSurvives()
    {
        var runId = await EndedAsync("noted", Day, "{task_id: a, bash: a}");

        (await Run("noted", runId).SetNoteAsync(task: null, "repaired")).Status.ShouldBe(ActionStatus.Done);
        (await Run("noted", runId).SetNoteAsync(new TaskSelector("a"), "late")).Status.ShouldBe(ActionStatus.Done);
        (await Run("noted", runId).SetNoteAsync(new TaskSelector("b"), "?")).Status.ShouldBe(ActionStatus.NotFound);
        await Run("noted", runId).ClearAsync([]);
        await Fixture.CrashAsync(Run("noted", runId));

        var catalog = Fixture.Grains.GetGrain<Interfaces.Catalog.ICatalogGrain>("0");
        (await catalog.GetDagRunAsync("noted", runId))!.Note.ShouldBe("repaired");
        (await catalog.ListTaskInstancesAsync("noted", runId)).ShouldHaveSingleItem().Note.ShouldBe("late");
        await Run("noted", runId).SetNoteAsync(new TaskSelector("a"), note: null);
        (await catalog.ListTaskInstancesAsync("noted", runId)).ShouldHaveSingleItem().Note.ShouldBeNull();
    }

    [Fact]
    public async Task Trigger_WhenRunAfterLiesAhead_StartsThen()
    {
        await PublishAsync(Yaml("ahead", "{task_id: a, bash: a}"));
        var later = Fixture.Clock.GetUtcNow().AddHours(1);
        var result = await TriggerAsync("ahead", new TriggerRequest { RunAfter = later, IntervalStart = Day, IntervalEnd = Day.AddDays(1) });
        result.Outcome.Problems.ShouldBeEmpty();
        await Dag("ahead").StartQueuedAsync();
        var run = await Fixture.Store.GetDagRunAsync("ahead", result.RunId!);
        run!.State.ShouldBe(DagRunState.Queued);
        (run.IntervalStart, run.IntervalEnd, run.RunAfter).ShouldBe((Day, Day.AddDays(1), later));

        while ((await Fixture.Store.GetDagRunAsync("ahead", result.RunId!))!.State == DagRunState.Queued)
        {
            // A sleep of the schedule is at most a minute long.
            Fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Fixture.Clock.GetUtcNow().ShouldBeGreaterThanOrEqualTo(later);

        // A call that was under way as the clock leapt has timed out, and is made again a second later.
        var taken = TakeAsync();
        while (!taken.IsCompleted)
        {
            Fixture.Clock.Advance(TimeSpan.FromMicroseconds(100));
            await Task.Yield();
        }

        (await taken).Task.RunId.ShouldBe(result.RunId);
    }

    [Fact]
    public async Task Trigger_WhenTheIntervalIsHalfOrBackwards_IsRefused()
    {
        await PublishAsync(Yaml("half", "{task_id: a, bash: a}"));

        (await TriggerAsync("half", new TriggerRequest { IntervalStart = Day })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
        (await TriggerAsync("half", new TriggerRequest { IntervalStart = Day, IntervalEnd = Day.AddDays(-1) })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
    }

    private IRerunGrain Rerun(string dagId) => Fixture.Grains.GetGrain<IRerunGrain>(dagId);

    /// <summary>A run in which every task has succeeded.</summary>
    private async Task<string> EndedAsync(string dagId, DateTimeOffset date, params string[] tasks)
    {
        await PublishAsync(Yaml(dagId, tasks));
        var runId = (await TriggerAsync(dagId, new TriggerRequest { LogicalDate = date })).RunId!;
        for (var task = 0; task < tasks.Length; task++)
        {
            await SucceedAsync(await TakeAsync());
        }

        (await EndOfAsync(dagId, runId)).Run.ShouldBe(DagRunState.Success);
        return runId;
    }
}
