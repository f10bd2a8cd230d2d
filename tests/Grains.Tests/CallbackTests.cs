using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

public sealed class CallbackTests : GrainSuite
{
    [Fact]
    public async Task OnFailure_WhenTaskFails_IsATaskThatKnowsWhatFailedAndDoesNotSaveTheRun()
    {
        var runId = await StartAsync("told", """
            dag_id: told
            on_failure: page {{ callback.reason }}
            tasks:
              - task_id: a
                bash: a
                on_failure: tell {{ callback.task_id }} {{ callback.failed_tasks[0].message }}
            """);
        await FailAsync(await TakeAsync());

        var callback = await TakeAsync();
        callback.Task.TaskId.ShouldBe("a.on_failure");
        callback.Script.ShouldBe("tell a The process ended with exit code 1.");
        callback.Environment["ORRERY_FAILED_TASKS"].ShouldBe("a");
        callback.Environment["ORRERY_CALLBACK"].ShouldBe("on_failure");
        await SucceedAsync(callback);
        var ofRun = await TakeAsync();
        ofRun.Script.ShouldBe("page task_failure");
        ofRun.Environment["ORRERY_RUN_STATE"].ShouldBe("failed");
        await SucceedAsync(ofRun);

        var (run, tasks) = await EndOfAsync("told", runId);
        run.ShouldBe(DagRunState.Failed);
        tasks.ShouldBe(new Dictionary<string, TaskInstanceState>
        {
            ["a"] = TaskInstanceState.Failed, ["a.on_failure"] = TaskInstanceState.Success, ["on_failure"] = TaskInstanceState.Success,
        });
    }

    [Fact]
    public async Task OnFailure_WhenTheActivationDiesBeforeItIsTaken_IsOfferedAgain()
    {
        var runId = await StartAsync("kept", Yaml("kept", "{task_id: a, bash: a, on_failure: tell}"));
        await FailAsync(await TakeAsync());

        await Fixture.CrashAsync(Run("kept", runId));
        await Run("kept", runId).StartAsync();
        await SucceedAsync(await TakeAsync());

        (await EndOfAsync("kept", runId)).Run.ShouldBe(DagRunState.Failed);
    }

    [Fact]
    public async Task Deadline_WhenItPasses_IsMissedOnceAlsoAfterACrash()
    {
        var runId = await StartAsync("late", """
            dag_id: late
            deadline: {reference: queued_at, interval: 30, bash: "late since {{ callback.deadline }}"}
            tasks: [{task_id: a, bash: a}]
            """);
        var work = await TakeAsync();
        await Fixture.CrashAsync(Run("late", runId));
        await Run("late", runId).StartAsync();

        Fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        var callback = await TakeAsync();
        callback.Task.TaskId.ShouldBe("on_deadline");
        callback.Script.ShouldBe($"late since {Fixture.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss}+00:00");
        await SucceedAsync(callback);
        await SucceedAsync(work);
        var (run, tasks) = await EndOfAsync("late", runId);
        (run, tasks["on_deadline"]).ShouldBe((DagRunState.Success, TaskInstanceState.Success));
        var tries = await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTriesAsync("late", runId, "on_deadline", -1);
        tries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Deadline_CountedFromTheAverageRuntime_NeedsAFinishedRun()
    {
        var yaml = """
            dag_id: usual
            deadline: {reference: average_runtime, interval: 5 minutes, bash: slow}
            tasks: [{task_id: a, bash: a}]
            """;
        var first = await StartAsync("usual", yaml);
        var task = await TakeAsync();
        Fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        await SucceedAsync(task);
        (await EndOfAsync("usual", first)).Tasks["on_deadline"].ShouldBe(TaskInstanceState.Skipped);

        var second = await TriggerAsync("usual");
        await TakeAsync();

        var rows = await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTaskInstancesAsync("usual", second);
        rows.Single(t => t.TaskId == "on_deadline").NextTryAt.ShouldBe(Fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(320));
    }

    [Fact]
    public async Task Deadline_CountedFromTheAverageRuntime_HoldsForRunsOfBackfillsAndAssets()
    {
        var first = await StartAsync("usual", """
            dag_id: usual
            schedule: {asset_or_time: {timetable: '@daily', assets: 's3://a'}}
            start_date: 2027-01-01
            deadline: {reference: average_runtime, interval: 5 minutes, bash: slow}
            tasks: [{task_id: a, bash: a}]
            """);
        var task = await TakeAsync();
        Fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        await SucceedAsync(task);
        await EndOfAsync("usual", first);

        var now = Fixture.Clock.GetUtcNow();
        (await Dag("usual").CreateBackfillAsync(new BackfillRequest { FromDate = new(2026, 2, 2, 0, 0, 0, default), ToDate = new(2026, 2, 2, 0, 0, 0, default) })).Outcome.Problems.ShouldBeEmpty();
        var backfilled = (await TakeAsync()).Task.RunId;
        (await Fixture.Grains.GetGrain<IAssetGrain>("s3://a").EmitAsync(new AssetEmission())).Outcome.Problems.ShouldBeEmpty();
        var triggered = (await TakeAsync()).Task.RunId;

        (backfilled[..8], triggered[..5]).ShouldBe(("backfill", "asset"));
        (await DeadlineOfAsync(backfilled)).ShouldBe(now + TimeSpan.FromSeconds(320));
        (await DeadlineOfAsync(triggered)).ShouldBe(now + TimeSpan.FromSeconds(320));

        async Task<DateTimeOffset?> DeadlineOfAsync(string runId) =>
            (await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTaskInstancesAsync("usual", runId)).Single(t => t.TaskId == "on_deadline").NextTryAt;
    }

    [Fact]
    public async Task RunsFailed_AsManyInARowAsAllowed_PauseTheDagAndSayWhy()
    {
        await PublishAsync("dag_id: bad\nmax_consecutive_failed_dag_runs: 2\ntasks: [{task_id: a, bash: a}]");
        await FailRunAsync("r1");
        await WithOtherEndAsync("r2");
        await FailRunAsync("r3");
        (await CatalogedAsync()).IsPaused.ShouldBeFalse("one success is between");

        await FailRunAsync("r4");

        await UntilPausedAsync();
        var dag = await CatalogedAsync();
        dag.PauseReason.ShouldBe("The last 2 runs failed (max_consecutive_failed_dag_runs), the newest is 'r4'. Resume the DAG once the cause is gone.");
        var audit = (await Fixture.Store.ListAuditAsync(10)).Single(a => a.Event == "pause_dag");
        (audit.Actor, audit.RunId).ShouldBe(("scheduler", "r4"));

        // Said again of an end: the count begins anew when somebody resumes the DAG.
        await Dag("bad").SetPausedAsync(false);
        await Dag("bad").RunEndedAsync("r4", DagRunState.Failed);
        await Dag("bad").StartQueuedAsync();
        (await CatalogedAsync()).IsPaused.ShouldBeFalse();
        (await CatalogedAsync()).PauseReason.ShouldBeNull();
        await FailRunAsync("r5");
        (await CatalogedAsync()).IsPaused.ShouldBeFalse();
        await FailRunAsync("r6");
        await UntilPausedAsync();

        async Task FailRunAsync(string runId)
        {
            await TriggerAtAsync(runId);
            await FailAsync(await TakeAsync());
            await EndOfAsync("bad", runId);
            await Dag("bad").RunEndedAsync(runId, DagRunState.Failed);
        }

        async Task WithOtherEndAsync(string runId)
        {
            await TriggerAtAsync(runId);
            await SucceedAsync(await TakeAsync());
            await EndOfAsync("bad", runId);
        }

        async Task TriggerAtAsync(string runId)
        {
            Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            (await TriggerAsync("bad", new TriggerRequest { RunId = runId })).Outcome.Problems.ShouldBeEmpty();
        }

        // Its runs tell the DAG of their ends without waiting for it.
        async Task UntilPausedAsync()
        {
            for (var asked = 0; !(await CatalogedAsync()).IsPaused; asked++)
            {
                asked.ShouldBeLessThan(10_000);
                await Dag("bad").StartQueuedAsync();
            }
        }

        async Task<DagInfo> CatalogedAsync() => (await Fixture.Grains.GetGrain<ICatalogGrain>("0").GetDagAsync("bad"))!;
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Publish_WhenFirstSeen_StartsPausedAsTheDagSays(string value, bool paused)
    {
        await PublishAsync($"dag_id: asleep\nis_paused_upon_creation: {value}\ntasks: [{{task_id: a, bash: a}}]");

        (await Fixture.Store.GetDagAsync("asleep"))!.IsPaused.ShouldBe(paused);
        await Dag("asleep").SetPausedAsync(!paused);
        await PublishAsync($"dag_id: asleep\nis_paused_upon_creation: {value}\ntasks: [{{task_id: a, bash: b}}]");
        (await Fixture.Store.GetDagAsync("asleep"))!.IsPaused.ShouldBe(!paused, "only when it is first seen");
    }

    [Fact]
    public async Task Timeout_OfATry_IsRetriedAndThenFails()
    {
        var runId = await StartAsync("slow", Yaml("slow", "{task_id: a, bash: a, execution_timeout: 30, retries: 1, retry_delay: 10}"));

        var first = await TakeAsync();
        first.ExecutionTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        await ReportAsync(first, TimedOut(first));
        await UntilAsync("slow", runId, "a", TaskInstanceState.UpForRetry);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        var second = await TakeAsync();
        second.Task.TryNumber.ShouldBe(2);
        await ReportAsync(second, TimedOut(second));

        (await EndOfAsync("slow", runId)).ShouldSatisfyAllConditions(e => e.Run.ShouldBe(DagRunState.Failed), e => e.Tasks["a"].ShouldBe(TaskInstanceState.Failed));
    }

    [Fact]
    public async Task Timeout_OfTheRun_SkipsWhatIsLeftAndCallsItsCallback()
    {
        var runId = await StartAsync("limit", """
            dag_id: limit
            dagrun_timeout: 30 seconds
            on_failure: page {{ callback.reason }}
            tasks: [{task_id: a, bash: a}, {task_id: b, bash: b, depends_on: a}]
            """);
        await TakeAsync();

        Fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        var callback = await TakeAsync();
        callback.Script.ShouldBe("page timed_out");
        await SucceedAsync(callback);
        var (run, tasks) = await EndOfAsync("limit", runId);
        run.ShouldBe(DagRunState.Failed);
        (tasks["a"], tasks["b"], tasks["on_failure"]).ShouldBe((TaskInstanceState.Skipped, TaskInstanceState.Skipped, TaskInstanceState.Success));
        (await Fixture.Store.GetDagRunAsync("limit", runId))!.Reason.ShouldBe("timed_out");
    }

    private TaskReport TimedOut(LaunchSpec spec) => new()
    {
        Task = spec.Task,
        LeaseId = spec.LeaseId,
        Kind = TaskReportKind.Failed,
        Reason = Core.Runs.TaskFailureReason.ExecutionTimeout,
        Message = "Took longer than its execution_timeout.",
        EndedAt = Fixture.Clock.GetUtcNow(),
    };
}
