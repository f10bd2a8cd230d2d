using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests;

public sealed class DagTests : GrainSuite
{
    private const string OneTask = "tasks: [{task_id: a, bash: a}]";

    [Fact]
    public async Task Publish_WhenContentIsTheSame_MakesNoNewRelease()
    {
        (await PublishAsync($"dag_id: same\n{OneTask}")).IsNew.ShouldBeTrue();

        var second = await PublishAsync($"# a comment\n{OneTask}\ndag_id: same\n");

        second.IsNew.ShouldBeFalse();
        second.Release.ShouldBe(1);
    }

    [Fact]
    public async Task Publish_WhenContentChanges_PinsOldRunsToTheOldVersion()
    {
        var runId = await StartAsync("pinned", Yaml("pinned", "{task_id: a, bash: a}", "{task_id: b, bash: old, depends_on: a}"));
        var first = await TakeAsync();

        (await PublishAsync(Yaml("pinned", "{task_id: a, bash: a}", "{task_id: b, bash: new, depends_on: a}"))).Release.ShouldBe(2);
        await SucceedAsync(first);

        (await TakeAsync()).Script.ShouldBe("old");
        (await Fixture.Store.GetDagRunAsync("pinned", runId))!.Release.ShouldBe(1);
    }

    [Fact]
    public async Task Trigger_WhileTheDagIsBusy_DoesNotWaitForItsNextTurn()
    {
        await PublishAsync($"dag_id: busy\n{OneTask}");
        var isHeld = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Fixture.Faults.Holds = rows =>
        {
            if (!rows.Any(r => r is Storage.Rows.DagRow))
            {
                return Task.CompletedTask;
            }

            isHeld.TrySetResult();
            return goOn.Task;
        };
        var publishing = PublishAsync(Yaml("busy", "{task_id: b, bash: b}"));
        await isHeld.Task;

        // A request that waits for a later turn of its own grain keeps it from going away: stopping the host took 30 seconds.
        var run = await Dag("busy").TriggerAsync(new TriggerRequest()).WaitAsync(TimeSpan.FromSeconds(20));

        publishing.IsCompleted.ShouldBeFalse();
        goOn.SetResult();
        (await publishing).Release.ShouldBe(2);
        (await TakeAsync()).Task.RunId.ShouldBe(run.RunId);
    }

    [Fact]
    public async Task Publish_WhenAnotherBundleOwnsTheDag_IsRefusedAndSaysWho()
    {
        await PublishAsync($"dag_id: owned\n{OneTask}");
        var row = await Fixture.Store.GetDagAsync("owned");
        var version = await Fixture.Store.GetDagVersionAsync(row!.Version);

        var result = await Dag("owned").PublishAsync(new PublishRequest
        {
            Version = row.Version,
            Document = version!.Document,
            Bundle = "other",
            File = "x.yaml",
            CodeReference = "c",
            CodePath = "/other",
            Source = "",
        });

        result.Refused.ShouldBe("DAG 'owned' belongs to bundle 'test' (file 'test.yaml'): give it another dag_id, or take it out of that bundle.");
    }

    [Fact]
    public async Task Trigger_WhenParamsAreWrong_NamesEveryProblemAndCreatesNothing()
    {
        await PublishAsync($$"""
            dag_id: params
            params:
              n: {default: 1, type: integer, minimum: 0}
              s: {default: x, type: string}
            {{OneTask}}
            """);

        var result = await TriggerAsync("params", new TriggerRequest { ConfJson = """{"n": -1, "s": 5}""" });

        result.RunId.ShouldBeNull();
        result.Outcome.Status.ShouldBe(ActionStatus.Invalid);
        result.Outcome.Problems.Length.ShouldBe(2);
        (await Fixture.Store.ListDagRunsAsync(new DagRunFilter("params"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not json", "conf is not JSON")]
    [InlineData("[1]", "conf must be a JSON object")]
    public async Task Trigger_WhenConfIsNoObject_SaysWhatItMustBe(string conf, string expected)
    {
        await PublishAsync($"dag_id: conf\n{OneTask}");

        var result = await TriggerAsync("conf", new TriggerRequest { ConfJson = conf });

        result.Outcome.Problems.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Fact]
    public async Task Trigger_WhenRunIdExists_IsAConflict()
    {
        await PublishAsync($"dag_id: dup\n{OneTask}");
        await TriggerAsync("dup", new TriggerRequest { RunId = "mine" });

        var result = await TriggerAsync("dup", new TriggerRequest { RunId = "mine" });

        result.Outcome.Status.ShouldBe(ActionStatus.Conflict);
    }

    [Fact]
    public async Task Trigger_WhenRunIdHasAnotherTypesPrefix_IsRefused()
    {
        await PublishAsync($"dag_id: prefix\n{OneTask}");

        var result = await TriggerAsync("prefix", new TriggerRequest { RunId = "scheduled__x" });

        result.Outcome.Problems.ShouldHaveSingleItem().ShouldContain("reserved");
    }

    [Fact]
    public async Task Trigger_WhenDagIsPaused_QueuesTheRunUntilItIsResumed()
    {
        await PublishAsync($"dag_id: paused\n{OneTask}");
        await Dag("paused").SetPausedAsync(true);

        var runId = await TriggerAsync("paused");
        (await Fixture.Store.GetDagRunAsync("paused", runId))!.State.ShouldBe(DagRunState.Queued);
        await Dag("paused").SetPausedAsync(false);

        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("paused", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Trigger_WhenMaxActiveRunsIsReached_StartsTheNextRunWhenOneEnds()
    {
        await PublishAsync($"dag_id: limited\nmax_active_runs: 1\n{OneTask}");
        await TriggerAsync("limited", new TriggerRequest { RunId = "r1" });
        await TriggerAsync("limited", new TriggerRequest { RunId = "r2" });

        var first = await TakeAsync();
        first.Task.RunId.ShouldBe("r1");
        (await Fixture.Store.GetDagRunAsync("limited", "r2"))!.State.ShouldBe(DagRunState.Queued);
        await SucceedAsync(first);

        (await TakeAsync()).Task.RunId.ShouldBe("r2");
    }

    [Fact]
    public async Task RunEnded_WhenItComesForARunThatGoesOn_LetsNoRunTooManyStart()
    {
        await PublishAsync($"dag_id: late\nmax_active_runs: 1\n{OneTask}");
        await TriggerAsync("late", new TriggerRequest { RunId = "r1" });
        await TriggerAsync("late", new TriggerRequest { RunId = "r2" });
        var first = await TakeAsync();

        // Said of an end before somebody cleared the run: late, and no longer true.
        await Dag("late").RunEndedAsync("r1", DagRunState.Failed);
        await Dag("late").StartQueuedAsync();

        (await Fixture.Store.GetDagRunAsync("late", "r2"))!.State.ShouldBe(DagRunState.Queued);
        await SucceedAsync(first);
        (await TakeAsync()).Task.RunId.ShouldBe("r2");
    }

    [Fact]
    public async Task Schedule_WhenTimeComes_CreatesARunForEachTick()
    {
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
        await PublishAsync($"dag_id: ticking\nschedule: '0 * * * *'\nstart_date: 2026-03-01T12:30:00Z\n{OneTask}");

        Fixture.Clock.Advance(TimeSpan.FromMinutes(61));

        // The schedule may hear of the DAG only after the clock has moved; its timer then needs the clock to move on.
        var taken = TakeAsync();
        while (!taken.IsCompleted)
        {
            Fixture.Clock.Advance(TimeSpan.FromMicroseconds(1));
            await Task.Yield();
        }

        var spec = await taken;
        spec.Task.RunId.ShouldBe("scheduled__2026-03-01T13:00:00+00:00");
        var run = await Fixture.Store.GetDagRunAsync("ticking", spec.Task.RunId);
        run!.Type.ShouldBe(DagRunType.Scheduled);
        (await Fixture.Store.GetDagAsync("ticking"))!.NextRunAfter.ShouldBe(new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Schedule_WhenCatchingUp_RunsEveryMissedTickWithinMaxActiveRuns()
    {
        await Fixture.Grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
        await PublishAsync($"dag_id: catching\nschedule: '@daily'\nstart_date: 2026-02-26\ncatchup: true\nmax_active_runs: 2\n{OneTask}");
        await Dag("catching").CreateDueAsync();

        var days = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var spec = await TakeAsync();
            days.Add(spec.Task.RunId);
            await SucceedAsync(spec);
        }

        days.Order(StringComparer.Ordinal).ShouldBe(
        [
            "scheduled__2026-02-26T00:00:00+00:00",
            "scheduled__2026-02-27T00:00:00+00:00",
            "scheduled__2026-02-28T00:00:00+00:00",
            "scheduled__2026-03-01T00:00:00+00:00",
        ]);
    }
}
