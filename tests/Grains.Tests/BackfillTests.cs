using System.Globalization;
using Orrery.Core.Backfills;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

public sealed class BackfillTests : GrainSuite
{
    // It starts in 2027, so that all its runs are those of the tests.
    private const string Daily = "schedule: '@daily'\nstart_date: 2027-01-01\ntasks: [{task_id: a, bash: a}]";

    private static readonly BackfillRequest FourDays = new() { FromDate = Day(1), ToDate = Day(4), MaxActiveRuns = 2 };

    [Fact]
    public async Task Create_WhenRunsEnd_StartsTheNextWithinItsLimitAndCompletes()
    {
        var id = await CreateAsync("daily", FourDays);

        var started = await TakeTwoAsync();
        started.Select(t => t.Task.RunId).ShouldBe([RunId(1), RunId(2)]);
        (await Fixture.Store.CountBackfillRunsAsync(id)).ShouldBe([new StateCount(DagRunState.Queued, 2), new StateCount(DagRunState.Running, 2)]);

        await SucceedAsync(started[0]);
        var third = await TakeAsync();
        third.Task.RunId.ShouldBe(RunId(3));
        await FailAsync(started[1]);
        var fourth = await TakeAsync();
        fourth.Task.RunId.ShouldBe(RunId(4));
        await SucceedAsync(third);
        await SucceedAsync(fourth);

        await UntilCompletedAsync(id);
        var run = await Fixture.Store.GetDagRunAsync("daily", RunId(1));
        run!.Type.ShouldBe(DagRunType.Backfill);
        run.LogicalDate.ShouldBe(Day(1));
        (run.BackfillId, run.BackfillOrdinal).ShouldBe((id, 1));
    }

    [Fact]
    public async Task Create_WhenReversed_BeginsWithTheNewest()
    {
        await CreateAsync("backwards", FourDays with { RunBackwards = true, MaxActiveRuns = 1 });

        var first = await TakeAsync();
        first.Task.RunId.ShouldBe(RunId(4));
        await SucceedAsync(first);
        (await TakeAsync()).Task.RunId.ShouldBe(RunId(3));
    }

    [Fact]
    public async Task Create_WhenTheDagIsAtItsOwnLimit_HasALimitOfItsOwn()
    {
        await PublishAsync($"dag_id: limits\nmax_active_runs: 1\n{Daily}");
        await TriggerAsync("limits", new TriggerRequest { RunId = "r1" });
        (await TakeAsync()).Task.RunId.ShouldBe("r1");

        (await Dag("limits").CreateBackfillAsync(FourDays with { ToDate = Day(1) })).Outcome.Status.ShouldBe(ActionStatus.Done);
        var filling = await TakeAsync();
        filling.Task.RunId.ShouldBe(RunId(1));

        // And the other way round: its running run takes no room from others.
        await Run("limits", "r1").MarkAsync(DagRunState.Success);
        await TriggerAsync("limits", new TriggerRequest { RunId = "r2" });
        (await TakeAsync()).Task.RunId.ShouldBe("r2");
    }

    [Fact]
    public async Task Create_WhenDatesHaveRuns_TakesOverWhatItIsToldToAndSaysWhyNotTheOthers()
    {
        await PublishAsync($"dag_id: redo\n{Daily}");
        foreach (var (day, state) in new[] { (1, DagRunState.Success), (2, DagRunState.Failed) })
        {
            await TriggerAsync("redo", new TriggerRequest { RunId = $"day{day}", LogicalDate = Day(day), ConfJson = """{"old": 1}""" });
            await Run("redo", $"day{day}").MarkAsync(state);
        }

        await TriggerAsync("redo", new TriggerRequest { RunId = "day3", LogicalDate = Day(3) });
        var request = FourDays with { ReprocessBehavior = ReprocessBehavior.Failed, ConfJson = """{"new": 1}""" };
        string[] expected = ["1 skip already exists day1", "2 clear  day2", "3 skip in flight day3", "4 create  "];

        var preview = await Dag("redo").PreviewBackfillAsync(request);
        preview.Dates.Select(d => $"{d.Ordinal} {d.Action ?? "skip"} {d.Reason} {d.DagRunId}").ShouldBe(expected);
        (preview.DateCount, preview.RunCount).ShouldBe((4, 2));
        (await Fixture.Store.ListBackfillsAsync(new BackfillFilter())).ShouldBeEmpty();

        var id = (await Dag("redo").CreateBackfillAsync(request)).BackfillId!.Value;
        await UntilAsync(async () => (await Fixture.Store.GetBackfillAsync(id))!.DoneCount == 4, "all dates are dealt with");

        (await Fixture.Store.ListBackfillDatesAsync("redo", id, 0, 10))
            .Select(d => $"{d.Row.Ordinal} {d.Row.Action.WireName() ?? "skip"} {d.Row.Action.Reason()} {(d.Row.Action == BackfillAction.Create ? "" : d.Row.RunId)}")
            .ShouldBe(expected);
        var adopted = await Fixture.Store.GetDagRunAsync("redo", "day2");
        (adopted!.Type, adopted.BackfillOrdinal, adopted.ConfJson, adopted.ClearNumber).ShouldBe((DagRunType.Backfill, 2, """{"new": 1}""", 1));
        adopted.State.ShouldBeOneOf(DagRunState.Queued, DagRunState.Running);
        (await Fixture.Store.GetDagRunAsync("redo", "day1"))!.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task SetPaused_WhenPaused_LetsRunningRunsGoOnAndNoOtherStart()
    {
        var id = await CreateAsync("pausing", FourDays with { MaxActiveRuns = 1 });
        var first = await TakeAsync();

        (await Backfill(id).SetPausedAsync(true)).Status.ShouldBe(ActionStatus.Done);
        await SucceedAsync(first);
        (await EndOfAsync("pausing", RunId(1))).Run.ShouldBe(DagRunState.Success);
        await Backfill(id).SetPausedAsync(true);
        (await Fixture.Store.CountBackfillRunsAsync(id)).ShouldBe([new StateCount(DagRunState.Queued, 3), new StateCount(DagRunState.Success, 1)]);

        await Backfill(id).SetPausedAsync(false);
        (await TakeAsync()).Task.RunId.ShouldBe(RunId(2));
    }

    [Fact]
    public async Task Create_WhenTheDagIsPaused_WaitsUntilItIsResumed()
    {
        await PublishAsync($"dag_id: asleep\n{Daily}");
        await Dag("asleep").SetPausedAsync(true);
        var id = (await Dag("asleep").CreateBackfillAsync(FourDays)).BackfillId!.Value;
        await UntilAsync(async () => (await Fixture.Store.CountBackfillRunsAsync(id)).Sum(c => c.Count) == 4, "its runs are made");
        (await Fixture.Store.CountBackfillRunsAsync(id)).ShouldBe([new StateCount(DagRunState.Queued, 4)]);

        await Dag("asleep").SetPausedAsync(false);

        (await TakeTwoAsync()).Select(t => t.Task.RunId).ShouldBe([RunId(1), RunId(2)]);
    }

    [Fact]
    public async Task Cancel_WhenRunsAreQueuedAndRunning_FailsTheQueuedAndMakesRoomForAnother()
    {
        var id = await CreateAsync("cancelled", FourDays with { MaxActiveRuns = 1 });
        var running = await TakeAsync();

        (await Backfill(id).CancelAsync()).Status.ShouldBe(ActionStatus.Done);

        await UntilCompletedAsync(id);
        (await Fixture.Store.CountBackfillRunsAsync(id)).ShouldBe([new StateCount(DagRunState.Running, 1), new StateCount(DagRunState.Failed, 3)]);
        (await Backfill(id).CancelAsync()).Problems.ShouldHaveSingleItem().ShouldBe($"Backfill {id} is completed, so it cannot be cancelled.");
        (await Backfill(id).SetPausedAsync(false)).Status.ShouldBe(ActionStatus.Conflict);
        await SucceedAsync(running);
        (await EndOfAsync("cancelled", RunId(1))).Run.ShouldBe(DagRunState.Success);
        (await Dag("cancelled").CreateBackfillAsync(FourDays with { ReprocessBehavior = ReprocessBehavior.Failed })).BackfillId.ShouldBe(id + 1);
    }

    [Fact]
    public async Task Clear_WhenTheBackfillIsCompleted_StartsTheRunAgain()
    {
        var id = await CreateAsync("over", FourDays with { ToDate = Day(1) });
        await SucceedAsync(await TakeAsync());
        await UntilCompletedAsync(id);

        await Run("over", RunId(1)).ClearAsync([]);

        (await TakeAsync()).Task.TryNumber.ShouldBe(2);
    }

    [Fact]
    public async Task Create_WhenItDiesWhileRunsAreMade_GoesOnWhereItWasAndMakesNoRunTwice()
    {
        await PublishAsync("dag_id: many\nschedule: '@hourly'\nstart_date: 2027-01-01\ntasks: [{task_id: a, bash: a}]");
        await Dag("many").SetPausedAsync(true);
        var batches = 0;
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Fixture.Faults.Refuses = rows =>
        {
            if (rows.OfType<BackfillRunRow>().Any() && ++batches == 2)
            {
                died.TrySetResult();
                return true;
            }

            return false;
        };

        var id = (await Dag("many").CreateBackfillAsync(new BackfillRequest { FromDate = Day(1), ToDate = Day(28) })).BackfillId!.Value;
        await died.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Fixture.CrashAsync(Backfill(id));
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();

        const int Hours = (27 * 24) + 1;
        await UntilAsync(async () => (await Fixture.Store.GetBackfillAsync(id))!.DoneCount == Hours, "all runs are made");
        var dates = await Fixture.Store.ListBackfillDatesAsync("many", id, 0, 1_000);
        dates.Select(d => d.Row.Ordinal).ShouldBe(Enumerable.Range(1, Hours));
        dates.ShouldAllBe(d => d.Row.Action == BackfillAction.Create && d.RunState == DagRunState.Queued);
        dates.Select(d => d.Row.LogicalDate).Distinct().Count().ShouldBe(Hours);
        (await Fixture.Store.CountBackfillRunsAsync(id)).ShouldBe([new StateCount(DagRunState.Queued, Hours)]);
    }

    [Fact]
    public async Task Schedule_WhenABackfillHasMadeTheRunOfADate_MakesNoOther()
    {
        await PublishAsync("dag_id: both\nschedule: '@daily'\nstart_date: 2026-02-01\ncatchup: true\nis_paused_upon_creation: true\nmax_active_runs: 3\ntasks: [{task_id: a, bash: a}]");
        var id = (await Dag("both").CreateBackfillAsync(FourDays)).BackfillId!.Value;
        await UntilAsync(async () => (await Fixture.Store.GetBackfillAsync(id))!.DoneCount == 4, "its runs are made");

        await Dag("both").SetPausedAsync(false);

        var scheduled = await Fixture.Store.ListDagRunsAsync(new DagRunFilter("both", Types: [DagRunType.Scheduled]));
        scheduled.Select(r => r.LogicalDate).Order().ShouldBe([Day(5), Day(6), Day(7)]);
    }

    [Fact]
    public async Task Create_WhenTasksDependOnThePast_LetsOnlyTheFirstDateIgnoreIt()
    {
        await PublishAsync("dag_id: chained\nschedule: '@daily'\nstart_date: 2027-01-01\ntasks: [{task_id: a, bash: a, depends_on_past: true}]");
        await TriggerAsync("chained", new TriggerRequest { RunId = "before", LogicalDate = Day(1).AddDays(-1) });
        await Run("chained", "before").MarkAsync(DagRunState.Failed);
        var backwards = await Dag("chained").CreateBackfillAsync(FourDays with { RunBackwards = true });
        backwards.Outcome.Problems.Length.ShouldBe(2, "neither the order nor leaving dates alone goes with it");

        await Dag("chained").CreateBackfillAsync(FourDays with { ReprocessBehavior = ReprocessBehavior.Failed });

        // The day before failed, which the first date ignores; the second waits for the first.
        var first = await TakeAsync();
        first.Task.RunId.ShouldBe(RunId(1));
        await UntilAsync(async () => (await Fixture.Store.GetDagRunAsync("chained", RunId(2)))?.State == DagRunState.Running, "the second run is running");
        (await Run("chained", RunId(2)).WhyAsync("a")).ShouldNotBeEmpty();
        await SucceedAsync(first);
        (await TakeAsync()).Task.RunId.ShouldBe(RunId(2));
    }

    [Fact]
    public async Task Create_WhenItCannotBeMade_SaysWhy()
    {
        var none = await Dag("none").CreateBackfillAsync(FourDays);
        none.Outcome.Status.ShouldBe(ActionStatus.NotFound);
        none.Outcome.Problems.ShouldBe(["There is no DAG 'none'."]);

        await PublishAsync("dag_id: manual\ntasks: [{task_id: a, bash: a}]");
        var wrong = await Dag("manual").CreateBackfillAsync(FourDays with { FromDate = Day(9), MaxActiveRuns = 0, ConfJson = "[]" });
        wrong.Outcome.Status.ShouldBe(ActionStatus.Invalid);
        wrong.Outcome.Problems.Length.ShouldBe(4);

        var id = await CreateAsync("twice", FourDays);
        var second = await Dag("twice").CreateBackfillAsync(FourDays);
        second.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        second.Outcome.Problems.ShouldHaveSingleItem().ShouldBe("DAG 'twice' has a backfill that is not completed: wait for its end, or cancel it.");
        (await Dag("twice").PreviewBackfillAsync(FourDays)).Outcome.Status.ShouldBe(ActionStatus.Done);
        (await Backfill(id + 1).CancelAsync()).Status.ShouldBe(ActionStatus.NotFound);

        await PublishAsync($"dag_id: gone\n{Daily}");
        await Dag("gone").DeactivateDagAsync();
        var gone = await Dag("gone").CreateBackfillAsync(FourDays);
        gone.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        gone.Outcome.Problems.ShouldHaveSingleItem().ShouldBe(
            "DAG 'gone' is not in service, since 'test.yaml' of bundle 'test' does not define it any more: bring it back first.");
    }

    private static DateTimeOffset Day(int day) => new(2026, 2, day, 0, 0, 0, TimeSpan.Zero);

    private static string RunId(int day) => $"backfill__2026-02-{day:00}T00:00:00+00:00";

    private IBackfillGrain Backfill(long id) => Fixture.Grains.GetGrain<IBackfillGrain>(id.ToString(CultureInfo.InvariantCulture));

    private async Task<long> CreateAsync(string dagId, BackfillRequest request)
    {
        await PublishAsync($"dag_id: {dagId}\n{Daily}");
        var result = await Dag(dagId).CreateBackfillAsync(request);
        result.Outcome.Problems.ShouldBeEmpty();
        return result.BackfillId!.Value;
    }

    private async Task<IReadOnlyList<Interfaces.Runs.LaunchSpec>> TakeTwoAsync() =>
        [.. (await TakeAsync(2)).OrderBy(t => t.Task.RunId, StringComparer.Ordinal)];

    private Task UntilCompletedAsync(long id) =>
        UntilAsync(async () => (await Fixture.Store.GetBackfillAsync(id))!.CompletedAt is not null, $"backfill {id} is completed");
}
