using System.Globalization;
using Orrery.Core.States;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

/// <summary>Which scheduled runs come to be when the clock has moved while nobody looked.</summary>
public sealed class ScheduleTests : GrainSuite
{
    private const string OneTask = "tasks: [{task_id: a, bash: a}]";

    public static TheoryData<string, bool, string> Flavours => new()
    {
        // The server is away from 1 March 12:00 to 4 March 12:00.
        { "'@daily'", false, "01T00:00 04T00:00" },
        { "'@daily'", true, "01T00:00 02T00:00 03T00:00 04T00:00" },
        { "['@daily', '0 6 * * *']", false, "01T06:00 04T06:00" },
        { "{cron: '@daily', interval: 1 day}", true, "01T00:00 02T00:00 03T00:00 04T00:00" },
        { "{cron_interval: '@daily'}", false, "04T00:00" },
        { "{cron_interval: '@daily'}", true, "02T00:00 03T00:00 04T00:00" },
        { "every 1 day", false, "01T12:00 04T12:00" },
        { "every 1 day", true, "01T00:00 02T00:00 03T00:00 04T00:00" },
        { "{every: 1 day, covers_interval: true}", false, "04T00:00" },
        { "{every: 1 day, covers_interval: true}", true, "02T00:00 03T00:00 04T00:00" },
        { "{events: [2026-03-01T06:00, 2026-03-02, 2026-03-03, 2026-03-05]}", false, "02T00:00" },
        { "{events: [2026-03-01T06:00, 2026-03-02, 2026-03-03, 2026-03-05]}", true, "01T06:00 02T00:00 03T00:00" },
        { "'@once'", false, "01T00:00" },
    };

    [Theory]
    [MemberData(nameof(Flavours))]
    public async Task CreateDue_WhenTheServerWasAwayForThreeDays_DoesAsCatchupSays(string schedule, bool catchup, string expected)
    {
        await PublishAsync($"dag_id: away\nschedule: {schedule}\nstart_date: 2026-03-01\ncatchup: {(catchup ? "true" : "false")}\n{OneTask}");
        await Dag("away").CreateDueAsync();

        await AwayAsync("away", TimeSpan.FromDays(3));
        await Dag("away").CreateDueAsync();

        (await ScheduledAsync("away", "ddTHH:mm")).ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData(true, "28T01:30 29T01:30 30T00:30 31T00:30")]
    [InlineData(false, "28T01:30 31T00:30")]
    public async Task CreateDue_WhenTheServerWasAwayAsTheClocksChanged_KeepsTheLocalTime(bool catchup, string expected)
    {
        Fixture.Clock.Advance(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero) - Fixture.Clock.GetUtcNow());
        await PublishAsync($"dag_id: dst\nschedule: 30 2 * * *\ntimezone: Europe/Berlin\nstart_date: 2026-03-28\ncatchup: {(catchup ? "true" : "false")}\n{OneTask}");
        await Dag("dst").CreateDueAsync();

        await AwayAsync("dst", TimeSpan.FromDays(3));
        await Dag("dst").CreateDueAsync();

        (await ScheduledAsync("dst", "ddTHH:mm")).ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData(true, "01 02 03 04")]
    [InlineData(false, "01 04")]
    public async Task SetPaused_WhenAPauseOfThreeDaysEnds_DoesAsCatchupSays(bool catchup, string expected)
    {
        await PublishAsync($"dag_id: slept\nschedule: '@daily'\nstart_date: 2026-03-01\ncatchup: {(catchup ? "true" : "false")}\n{OneTask}");
        await Dag("slept").CreateDueAsync();
        await Dag("slept").SetPausedAsync(true);

        Fixture.Clock.Advance(TimeSpan.FromDays(3));
        await Dag("slept").CreateDueAsync();
        (await ScheduledAsync("slept", "dd")).ShouldBe(["01"]);
        await Dag("slept").SetPausedAsync(false);

        (await ScheduledAsync("slept", "dd")).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public async Task CreateDue_WhenTheEndDateHasPassed_CreatesWhatLiesBeforeItAndPlansNothing()
    {
        await PublishAsync($"dag_id: ends\nschedule: '@daily'\nstart_date: 2026-03-01\nend_date: 2026-03-02\ncatchup: true\n{OneTask}");

        await AwayAsync("ends", TimeSpan.FromDays(3));
        await Dag("ends").CreateDueAsync();

        (await ScheduledAsync("ends", "dd")).ShouldBe(["01", "02"]);
        (await Fixture.Store.GetDagAsync("ends"))!.NextRunAfter.ShouldBeNull();
    }

    [Fact]
    public async Task LatestOnly_InRunsThatCatchUp_SkipsWhatFollowsInAllButTheNewest()
    {
        await PublishAsync("dag_id: news\nschedule: '@daily'\nstart_date: 2026-02-26\ncatchup: true\ntasks:\n  - {task_id: newest, latest_only: true}\n  - {task_id: send, bash: x, depends_on: newest}");
        await Dag("news").CreateDueAsync();
        var runs = await Fixture.Store.ListRunsByDateAsync("news", null, null, 10);
        runs.Count.ShouldBeGreaterThan(2);

        foreach (var run in runs.SkipLast(1))
        {
            (await EndOfAsync("news", run.RunId)).Tasks["send"].ShouldBe(TaskInstanceState.Skipped, run.RunId);
        }

        await UntilAsync("news", runs[^1].RunId, "send", TaskInstanceState.Queued);
        var byHand = await TriggerAsync("news", new TriggerRequest { LogicalDate = runs[0].LogicalDate!.Value.AddYears(-1) });
        await UntilAsync("news", byHand.RunId!, "send", TaskInstanceState.Queued);
    }

    [Fact]
    public async Task CreateDue_WhenMaxActiveRunsIsReached_KeepsWhatIsPlannedAndGoesOnWhenARunEnds()
    {
        await PublishAsync(CatchingUp("full"));
        await Dag("full").CreateDueAsync();

        var row = await Fixture.Store.GetDagAsync("full");
        row!.IsFull.ShouldBeTrue();
        row.NextLogicalDate.ShouldBe(new DateTimeOffset(2026, 2, 27, 0, 0, 0, TimeSpan.Zero));
        (await Fixture.Store.ListDueDagsAsync(Fixture.Clock.GetUtcNow(), 10)).ShouldBeEmpty();

        await SucceedAsync(await TakeAsync());
        (await TakeAsync()).Task.RunId.ShouldBe("scheduled__2026-02-27T00:00:00+00:00");
    }

    [Fact]
    public async Task RunEnded_WhenTheNextRunCannotBeStored_IsMadeUpForOnceTheStoreIsBack()
    {
        // The schedule has looked at everything before, so that it does not come upon the DAG by itself.
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
        await PublishAsync(CatchingUp("asked"));
        await Dag("asked").CreateDueAsync();
        var first = await TakeAsync();
        var refused = RefuseDagRows();

        await SucceedAsync(first);
        await refused.WaitAsync(TimeSpan.FromSeconds(30));
        Fixture.Faults.Refuses = null;

        // Nothing else happens to the DAG: no run of it is left to end, and it is not due.
        // In small steps, since time-outs of calls are by the same clock and a busy machine takes its time.
        var taken = TakeAsync();
        while (!taken.IsCompleted)
        {
            Fixture.Clock.Advance(TimeSpan.FromMicroseconds(20));
            await Task.Yield();
        }

        (await taken).Task.RunId.ShouldBe("scheduled__2026-02-27T00:00:00+00:00");
    }

    [Fact]
    public async Task Start_WhenTheServerDiedBeforeTheNextRunWasCreated_CreatesIt()
    {
        await PublishAsync(CatchingUp("died"));
        await Dag("died").CreateDueAsync();
        var first = await TakeAsync();
        var refused = RefuseDagRows();
        await SucceedAsync(first);
        await refused.WaitAsync(TimeSpan.FromSeconds(30));

        // No run is unfinished and nothing is due: only the DAG's row knows.
        var schedule = Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard);
        await Fixture.CrashAsync(schedule);
        Fixture.Faults.Refuses = null;
        await schedule.StartAsync();

        (await TakeAsync()).Task.RunId.ShouldBe("scheduled__2026-02-27T00:00:00+00:00");
    }

    [Fact]
    public async Task CreateDue_WhenTheDateHasARunAlready_DropsItAndGoesOn()
    {
        await PublishAsync($"dag_id: taken\nschedule: '@daily'\nstart_date: 2026-03-02\n{OneTask}");
        await TriggerAsync("taken", new TriggerRequest { RunId = "mine", LogicalDate = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero) });

        Fixture.Clock.Advance(TimeSpan.FromHours(12.5));
        await Dag("taken").CreateDueAsync();

        (await ScheduledAsync("taken", "dd")).ShouldBeEmpty();
        (await Fixture.Store.GetDagAsync("taken"))!.NextRunAfter.ShouldBe(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Publish_WhenMoreRunsMayBeActive_StartsThoseThatWait()
    {
        await PublishAsync($"dag_id: wider\nmax_active_runs: 1\n{OneTask}");
        await TriggerAsync("wider", new TriggerRequest { RunId = "r1" });
        await TriggerAsync("wider", new TriggerRequest { RunId = "r2" });
        (await TakeAsync()).Task.RunId.ShouldBe("r1");

        await PublishAsync($"dag_id: wider\nmax_active_runs: 2\n{OneTask}");

        (await TakeAsync()).Task.RunId.ShouldBe("r2");
    }

    [Fact]
    public async Task Trigger_WhenRunsByHandAreNotAllowed_SaysSo()
    {
        await PublishAsync($"dag_id: closed\nallowed_run_types: scheduled\n{OneTask}");

        var result = await TriggerAsync("closed", new TriggerRequest());

        result.Outcome.Problems.ShouldHaveSingleItem().ShouldBe("DAG 'closed' does not allow runs by hand: add manual to its allowed_run_types.");
    }

    private static string CatchingUp(string dagId) =>
        $"dag_id: {dagId}\nschedule: '@daily'\nstart_date: 2026-02-26\ncatchup: true\nmax_active_runs: 1\n{OneTask}";

    /// <summary>The clock moves while no schedule can do anything.</summary>
    private async Task AwayAsync(string dagId, TimeSpan time)
    {
        Fixture.Faults.IsAway = true;
        Fixture.Clock.Advance(time);

        try
        {
            // What looked at the clock on the way is through, and came to nothing.
            await Dag(dagId).StartQueuedAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // An activation that was on its way as the clock jumped has overrun its deadline: it is gone, and a new one looks at the rows.
        }

        Fixture.Faults.IsAway = false;
    }

    /// <summary>No row of a DAG can be stored until further notice; done when it was tried.</summary>
    private Task RefuseDagRows()
    {
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Fixture.Faults.Refuses = rows =>
        {
            var refuses = rows.OfType<DagRow>().Any();
            if (refuses)
            {
                tried.TrySetResult();
            }

            return refuses;
        };
        return tried.Task;
    }

    private async Task<IEnumerable<string>> ScheduledAsync(string dagId, string format) =>
        (await Fixture.Store.ListDagRunsAsync(new DagRunFilter(dagId, Types: [DagRunType.Scheduled])))
            .Select(r => r.RunAfter).Order().Select(moment => moment.ToString(format, CultureInfo.InvariantCulture));
}
