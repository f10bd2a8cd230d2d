using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>What waits, through the store and the grains, on a clock moved by hand.</summary>
public sealed class WaitTests : GrainSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private ICatalogGrain Catalog => Fixture.Grains.GetGrain<ICatalogGrain>("0");

    [Fact]
    public async Task Wait_ForADuration_HoldsNoHostAndEndsInTime()
    {
        var runId = await StartAsync("pause", Yaml("pause", "{task_id: a, wait: 10 minutes}"));
        await UntilAsync("pause", runId, "a", TaskInstanceState.Deferred);
        (await Run("pause", runId).WhyAsync("a")).ShouldBe(["It waits for 2026-03-01 12:10:00 UTC."]);

        Fixture.Clock.Advance(TimeSpan.FromMinutes(10));

        (await EndOfAsync("pause", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Wait_WhenTheRunsGrainDies_GoesOnAndEndsInTime()
    {
        var runId = await StartAsync("pause", Yaml("pause", "{task_id: a, wait: {time_of_day: '12:30'}}"));
        await UntilAsync("pause", runId, "a", TaskInstanceState.Deferred);
        await Fixture.CrashAsync(Run("pause", runId));
        await Run("pause", runId).StartAsync();

        Fixture.Clock.Advance(TimeSpan.FromMinutes(30));

        (await EndOfAsync("pause", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Wait_UntilAMomentThatHasPassed_IsNoWait()
    {
        var runId = await StartAsync("past", Yaml("past", "{task_id: a, wait: '2026-01-01'}", "{task_id: b, wait: '{{ params.nope }}', trigger_rule: always}"));

        (await EndOfAsync("past", runId)).Tasks.ShouldBe(
            new Dictionary<string, TaskInstanceState> { ["a"] = TaskInstanceState.Success, ["b"] = TaskInstanceState.Failed });
    }

    [Fact]
    public async Task Sensor_OnARunOfAnotherDag_HearsOfItsEnd()
    {
        var other = await StartAsync("other", Yaml("other", "{task_id: a, bash: a}"));
        var work = await TakeAsync();
        var date = (await Fixture.Store.GetDagRunAsync("other", other))!.LogicalDate!.Value;
        await PublishAsync(Yaml("waits", "{task_id: s, sensor: {dag: other}}", "{task_id: t, sensor: {dag: {dag_id: other, task_id: a}}}"));
        var runId = (await TriggerAsync("waits", new TriggerRequest { LogicalDate = date })).RunId!;
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        await UntilAsync("waits", runId, "t", TaskInstanceState.Deferred);
        (await Run("waits", runId).WhyAsync("s"))[0].ShouldStartWith($"It waits for run '{other}' of DAG 'other'; looked once, next look in");

        await SucceedAsync(work);

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_OnARunThatIsNotThereYet_FindsItLater()
    {
        await PublishAsync(Yaml("other", "{task_id: a, empty: true}"));
        var runId = await StartAsync("waits", Yaml("waits", "{task_id: s, sensor: {dag: {dag_id: other, run_id: manual__x}}}"));
        await UntilAsync("waits", runId, "s", TaskInstanceState.Deferred);
        (await TriggerAsync("other", new TriggerRequest { RunId = "manual__x" })).Outcome.Status.ShouldBe(ActionStatus.Done);
        await EndOfAsync("other", "manual__x");

        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        (await EndOfAsync("waits", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenTheRunFailed_FailsOrIsSkippedAsItSays()
    {
        await PublishAsync(Yaml("other", "{task_id: a, bash: a}"));
        await TriggerAsync("other", new TriggerRequest { RunId = "manual__x" });
        await FailAsync(await TakeAsync());
        await EndOfAsync("other", "manual__x");

        var runId = await StartAsync("waits", Yaml(
            "waits",
            "{task_id: hard, sensor: {dag: {dag_id: other, run_id: manual__x, failed_states: failed}}}",
            "{task_id: soft, sensor: {dag: {dag_id: other, run_id: manual__x, failed_states: failed}, soft_fail: true}}",
            "{task_id: gone, sensor: {dag: {dag_id: other, run_id: manual__x, task_id: nope}}}"));

        (await EndOfAsync("waits", runId)).Tasks.ShouldBe(new Dictionary<string, TaskInstanceState>
        {
            ["gone"] = TaskInstanceState.Failed, ["hard"] = TaskInstanceState.Failed, ["soft"] = TaskInstanceState.Skipped,
        });
    }

    [Fact]
    public async Task Sensor_OnSomethingOutside_IsOfferedToTheTriggerLoopAlone()
    {
        var runId = await StartAsync("files", Yaml("files", "{task_id: s, sensor: {file: '/data/{{ dag.dag_id }}', mode: reschedule, poke_interval: 30}}"));
        var trigger = await TakeTriggerAsync();
        (trigger.Engine, trigger.Sensor!.File, trigger.Sensor.Once, trigger.Sensor.Since).ShouldBe(("sensor", "/data/files", true, Fixture.Clock.GetUtcNow()));

        await ReportAsync(trigger, NotYet(trigger));
        await UntilAsync("files", runId, "s", TaskInstanceState.UpForReschedule);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var again = await TakeTriggerAsync();

        again.Task.TryNumber.ShouldBe(1);
        again.Sensor!.Since.ShouldBe(trigger.Sensor.Since);
        await SucceedAsync(again);
        (await EndOfAsync("files", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Sensor_WhenItsHostComesBackWithoutIt_IsOfferedAgainAsTheSameTry()
    {
        var runId = await StartAsync("files", Yaml("files", "{task_id: s, sensor: {file: /data/a, deferrable: true}}"));
        await TakeTriggerAsync();
        await UntilAsync("files", runId, "s", TaskInstanceState.Deferred);

        await Host.JoinAsync(new Interfaces.Runtimes.HostInfo { Capacity = 1, Queues = ["default"] });

        var again = await TakeTriggerAsync();
        again.Task.TryNumber.ShouldBe(1);
        await SucceedAsync(again);
        (await EndOfAsync("files", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Deferral_OfAProcess_IsKeptInTheStoreAndComesBackWithItsEvent()
    {
        var runId = await StartAsync("defers", Yaml("defers", "{task_id: a, bash: a}"));
        var first = await TakeAsync();
        await ReportAsync(first, new TaskReport
        {
            Task = first.Task, LeaseId = first.LeaseId, Kind = TaskReportKind.Deferred, EndedAt = Fixture.Clock.GetUtcNow(),
            DeferralJson = """{"sensor": {"file": "/done {{"}, "state": "job 7"}""",
        });
        await UntilAsync("defers", runId, "a", TaskInstanceState.Deferred);
        await Fixture.CrashAsync(Run("defers", runId));
        await Run("defers", runId).StartAsync();

        var trigger = await TakeTriggerAsync();
        (trigger.Task.TryNumber, trigger.Sensor!.File).ShouldBe((1, "/done {{"));
        await SucceedAsync(trigger, xcom: "1");
        var second = await TakeAsync();

        (second.Task.TryNumber, second.Sensor, second.Script).ShouldBe((1, null, "a"));
        second.EventJson.ShouldNotBeNull().ShouldContain("\"state\":\"job 7\"");
        await SucceedAsync(second);
        (await EndOfAsync("defers", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Deferral_ThatMeansNothing_FailsTheTryAndSaysWhy()
    {
        var runId = await StartAsync("defers", Yaml("defers", "{task_id: a, bash: a}"));
        var work = await TakeAsync();
        await ReportAsync(work, new TaskReport
        {
            Task = work.Task, LeaseId = work.LeaseId, Kind = TaskReportKind.Deferred, DeferralJson = "later", EndedAt = Fixture.Clock.GetUtcNow(),
        });

        (await EndOfAsync("defers", runId)).Run.ShouldBe(DagRunState.Failed);
        (await Catalog.ListTaskInstancesAsync("defers", runId))[0].FailureMessage.ShouldNotBeNull().ShouldContain("$ORRERY_DEFER");
    }

    [Fact]
    public async Task TriggerDag_WhenItWaits_EndsAsTheRunDoes()
    {
        await PublishAsync(Yaml("child", "{task_id: a, bash: a}"));
        var runId = await StartAsync("parent", Yaml("parent", "{task_id: t, trigger_dag: {dag_id: child, conf: {day: '{{ dag.dag_id }}'}, wait_for_completion: true}}"));
        var work = await TakeAsync();
        await UntilAsync("parent", runId, "t", TaskInstanceState.Deferred);
        (await Fixture.Store.GetDagRunAsync("child", work.Task.RunId))!.ConfJson.ShouldBe("""{"day":"parent"}""");

        await FailAsync(work);

        (await EndOfAsync("parent", runId)).Run.ShouldBe(DagRunState.Failed);
        (await Catalog.ListTaskInstancesAsync("parent", runId))[0].FailureReason.ShouldBe("awaited_run_failed");
    }

    [Fact]
    public async Task TriggerDag_OfItself_DoesNotWaitForItself()
    {
        var runId = await StartAsync("again", Yaml("again", "{task_id: t, trigger_dag: {dag_id: again, run_id: manual__second, skip_when_already_exists: true}}"));

        (await EndOfAsync("again", runId)).Tasks["t"].ShouldBe(TaskInstanceState.Success);
        (await EndOfAsync("again", "manual__second")).Tasks["t"].ShouldBe(TaskInstanceState.Skipped);
    }

    [Theory]
    [InlineData("", TaskInstanceState.Failed)]
    [InlineData(", skip_when_already_exists: true", TaskInstanceState.Skipped)]
    [InlineData(", reset_dag_run: true", TaskInstanceState.Success)]
    public async Task TriggerDag_WhenTheRunExists_DoesAsItSays(string option, TaskInstanceState expected)
    {
        await PublishAsync(Yaml("child", "{task_id: a, empty: true}"));
        await TriggerAsync("child", new TriggerRequest { RunId = "manual__x" });
        await EndOfAsync("child", "manual__x");

        var runId = await StartAsync("parent", Yaml("parent", $"{{task_id: t, trigger_dag: {{dag_id: child, run_id: manual__x{option}}}}}"));

        (await EndOfAsync("parent", runId)).Tasks["t"].ShouldBe(expected);
    }

    [Fact]
    public async Task TriggerDag_WhenThereIsNoSuchDag_FailsAndSaysSo()
    {
        var runId = await StartAsync("parent", Yaml("parent", "{task_id: t, retries: 3, trigger_dag: nobody}"));

        (await EndOfAsync("parent", runId)).Run.ShouldBe(DagRunState.Failed);
        (await Catalog.ListTaskInstancesAsync("parent", runId))[0].FailureMessage.ShouldBe("DAG 'nobody' could not be triggered. There is no DAG 'nobody'.");
    }

    [Fact]
    public async Task Approval_WhenSomebodyApproves_LetsTheRunPassAndKeepsTheAnswer()
    {
        var runId = await StartAsync("ask", Yaml(
            "ask",
            "{task_id: q, approval: {subject: 'Release {{ run_id }}?', assigned_users: [ann, bob]}}",
            "{task_id: use, depends_on: q, bash: \"{{ ti.xcom_pull(task_ids='q')['chosen_options'][0] }}\"}"));
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);
        (await Run("ask", runId).WhyAsync("q")).ShouldBe([$"It waits for an answer of ann or bob to \"Release {runId}?\"."]);
        (await Catalog.ListApprovalsAsync(new ApprovalQuery())).ShouldHaveSingleItem().Subject.ShouldBe($"Release {runId}?");
        (await Run("ask", runId).AnswerAsync(Answer("q", "Maybe", by: "eve"))).Problems.Length.ShouldBe(2);

        (await Run("ask", runId).AnswerAsync(Answer("q", "Approve", by: "ann"))).Status.ShouldBe(ActionStatus.Done);

        (await Run("ask", runId).AnswerAsync(Answer("q", "Reject", by: "bob"))).Status.ShouldBe(ActionStatus.Conflict);
        var work = await TakeAsync();
        work.Script.ShouldBe("Approve");
        await SucceedAsync(work);
        (await EndOfAsync("ask", runId)).Run.ShouldBe(DagRunState.Success);
        (await Catalog.ListApprovalsAsync(new ApprovalQuery())).ShouldBeEmpty();
        var kept = (await Catalog.ListApprovalsAsync(new ApprovalQuery { DagId = "ask", DagRunId = runId })).ShouldHaveSingleItem();
        (kept.RespondedBy, kept.RespondedAt, kept.ChosenOptions[0]).ShouldBe(("ann", Fixture.Clock.GetUtcNow(), "Approve"));
    }

    [Theory]
    [InlineData("", TaskInstanceState.Success, TaskInstanceState.Skipped)]
    [InlineData(", fail_on_reject: true", TaskInstanceState.Failed, TaskInstanceState.UpstreamFailed)]
    public async Task Approval_WhenSomebodyRejects_StopsWhatIsDownstream(string option, TaskInstanceState question, TaskInstanceState after)
    {
        var runId = await StartAsync("ask", Yaml("ask", $"{{task_id: q, approval: {{subject: now?{option}}}}}", "{task_id: after, depends_on: q, empty: true}"));
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);

        await Run("ask", runId).AnswerAsync(Answer("q", "Reject"));

        (await EndOfAsync("ask", runId)).Tasks.ShouldBe(new Dictionary<string, TaskInstanceState> { ["after"] = after, ["q"] = question });
    }

    [Theory]
    [InlineData(", defaults: Approve", TaskInstanceState.Success)]
    [InlineData("", TaskInstanceState.Failed)]
    public async Task Approval_WhenNobodyAnswersInTime_TakesItsDefaultOrFails(string option, TaskInstanceState expected)
    {
        var runId = await StartAsync("ask", Yaml("ask", $"{{task_id: q, approval: {{subject: now?, timeout: 1 hour{option}}}}}"));
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);

        Fixture.Clock.Advance(TimeSpan.FromHours(1));

        (await EndOfAsync("ask", runId)).Tasks["q"].ShouldBe(expected);
    }

    [Fact]
    public async Task Approval_WhenItIsCleared_AsksAgain()
    {
        var runId = await StartAsync("ask", Yaml("ask", "{task_id: q, approval: now?}"));
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);
        await Run("ask", runId).AnswerAsync(Answer("q", "Reject"));
        await EndOfAsync("ask", runId);

        await Run("ask", runId).ClearAsync(["q"]);
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);

        (await Catalog.ListApprovalsAsync(new ApprovalQuery())).ShouldHaveSingleItem().TryNumber.ShouldBe(2);
        (await Run("ask", runId).AnswerAsync(Answer("q", "Approve"))).Status.ShouldBe(ActionStatus.Done);
    }

    [Fact]
    public async Task Approval_WhenItIsAnsweredInPlaceOfOthers_SaysByWhom()
    {
        var runId = await StartAsync("ask", Yaml("ask", "{task_id: q, approval: {subject: now?, assigned_users: [ann]}}"));
        await UntilAsync("ask", runId, "q", TaskInstanceState.Deferred);

        (await Run("ask", runId).AnswerAsync(Answer("q", "Approve", by: "owner"))).Status.ShouldBe(ActionStatus.Invalid);
        (await Run("ask", runId).AnswerAsync(Answer("q", "Approve", by: "owner") with { IsForOthers = true })).Status.ShouldBe(ActionStatus.Done);

        (await EndOfAsync("ask", runId)).Run.ShouldBe(DagRunState.Success);
        (await Catalog.ListApprovalsAsync(new ApprovalQuery { DagId = "ask", DagRunId = runId })).ShouldHaveSingleItem().RespondedBy.ShouldBe("owner");
        (await Fixture.Store.ListAuditAsync(100)).ShouldContain(a => a.Event == "answer_approval" && a.Actor == "owner" && a.RunId == runId);
    }

    [Fact]
    public async Task Answer_WhereNothingIsAsked_IsRefused()
    {
        var runId = await StartAsync("plain", Yaml("plain", "{task_id: a, bash: a}"));

        (await Run("plain", runId).AnswerAsync(Answer("a", "Approve"))).Status.ShouldBe(ActionStatus.Invalid);
        (await Run("plain", runId).AnswerAsync(Answer("b", "Approve"))).Status.ShouldBe(ActionStatus.NotFound);
        (await Run("plain", "manual__no").AnswerAsync(Answer("a", "Approve"))).Status.ShouldBe(ActionStatus.NotFound);
    }

    private static ApprovalAnswer Answer(string taskId, string option, string? by = null) =>
        new() { TaskId = taskId, ChosenOptions = [option], RespondedBy = by };

    private TaskReport NotYet(LaunchSpec spec) => new()
    {
        Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.NotYet, Message = "file", EndedAt = Fixture.Clock.GetUtcNow(),
    };

    private async Task<LaunchSpec> TakeTriggerAsync() =>
        (await Host.GetTriggersAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1)).WaitAsync(Patience)).ShouldHaveSingleItem();
}
