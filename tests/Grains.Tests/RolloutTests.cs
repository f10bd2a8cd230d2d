using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests;

/// <summary>Candidates: which runs take one, and what becomes of it.</summary>
public sealed class RolloutTests : ReleaseSuite
{
    [Fact]
    public async Task Publish_WhenARolloutIsSet_MakesACandidateThatTakesItsShareOnly()
    {
        await CandidateAsync(new RolloutRequest { Percent = 30 });

        var taken = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var run = await RunOfAsync($"r{i}");
            (run.Release == 2).ShouldBe(RolloutShare.Contains("etl", run.RunId, 30));
            taken.AddRange(run.Release == 2 ? [run.RunId] : []);
        }

        taken.Count.ShouldBeInRange(1, 39);
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(1);
    }

    [Fact]
    public async Task Trigger_WhenTheNextRunsTakeIt_GivesExactlyThatManyAlsoAfterACrash()
    {
        await CandidateAsync(new RolloutRequest { Next = 3 });

        var releases = new List<int> { (await RunOfAsync("r0")).Release, (await RunOfAsync("r1")).Release };
        await Fixture.CrashAsync(Dag("etl"));
        releases.AddRange([(await RunOfAsync("r2")).Release, (await RunOfAsync("r3")).Release]);

        releases.ShouldBe([2, 2, 2, 1]);
    }

    [Fact]
    public async Task Trigger_WhenManyComeAtOnce_GivesTheCandidateNoRunTooMany()
    {
        await CandidateAsync(new RolloutRequest { Next = 3 });

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => TriggerAsync("etl", new TriggerRequest { RunId = $"r{i}" })));

        results.ShouldAllBe(r => r.Outcome.Status == ActionStatus.Done);
        (await Fixture.Store.ListRunsOfReleaseAsync("etl", 2, 0, 100)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Trigger_WhenTheRunExistsAlready_LeavesItsTurnToAnother()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await TriggerAsync("etl", new TriggerRequest { RunId = "r0" });
        await Dag("etl").SetRolloutAsync(new RolloutRequest { Next = 1 });
        await Dag("etl").PublishAsync(Request("etl", "two"));

        (await TriggerAsync("etl", new TriggerRequest { RunId = "r0" })).Outcome.Status.ShouldBe(ActionStatus.Conflict);

        (await RunOfAsync("r1")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task CreateDue_WhenACandidateIsOut_KeepsTheScheduleOfTheLiveReleaseAndGivesItTheRun()
    {
        await Dag("etl").PublishAsync(Request("etl", "one", "schedule: \"@hourly\"\nparams: {size: 1}"));
        await Dag("etl").SetRolloutAsync(new RolloutRequest { Percent = 100 });
        await Dag("etl").PublishAsync(Request("etl", "two", "schedule: \"@daily\"\nparams: {size: 2}"));

        Fixture.Clock.Advance(TimeSpan.FromHours(1));
        await Dag("etl").CreateDueAsync();

        var runs = await Fixture.Store.ListDagRunsAsync(new DagRunFilter("etl"));
        runs.Select(r => (r.Type, r.Release, r.ParamsJson)).Distinct().ShouldBe([(DagRunType.Scheduled, 2, """{"size":1}""")]);
        (await Fixture.Store.GetDagAsync("etl"))!.NextRunAfter.ShouldBe(Fixture.Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Backfill_WhenACandidateIsOut_NeverTakesIt()
    {
        await Dag("etl").PublishAsync(Request("etl", "one", "schedule: \"@daily\"\nstart_date: 2026-01-01"));
        await Dag("etl").SetRolloutAsync(new RolloutRequest { Percent = 100 });
        await Dag("etl").PublishAsync(Request("etl", "two", "schedule: \"@daily\"\nstart_date: 2026-01-01"));

        var from = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        (await Dag("etl").CreateBackfillAsync(new BackfillRequest { FromDate = from, ToDate = from.AddDays(2) })).Outcome.Problems.ShouldBeEmpty();

        var made = new DagRunFilter("etl", Types: [DagRunType.Backfill]);
        await UntilAsync(async () => (await Fixture.Store.ListDagRunsAsync(made)).Count == 3, "the backfill made its runs");
        (await Fixture.Store.ListDagRunsAsync(made)).ShouldAllBe(r => r.Release == 1);
    }

    [Fact]
    public async Task Runs_WhenEnoughSucceed_PromoteTheCandidate()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100, PromoteAfter = 2 });

        await EndAsync("r0", SucceedAsync);
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(1);
        await EndAsync("r1", SucceedAsync);

        await UntilAsync(async () => (await Fixture.Store.GetDagAsync("etl"))!.Release == 2, "the candidate went live");
        var dag = (await Fixture.Store.GetDagAsync("etl"))!;
        (dag.CandidateRelease, dag.PreviousRelease).ShouldBe((null, 1));
        (await Versions.GetRolloutAsync("etl"))!.Percent.ShouldBe(100);
    }

    [Fact]
    public async Task Runs_WhenTheyFailInARow_TakeTheCandidateBack()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100, RollbackAfter = 2 });

        await EndAsync("r0", FailAsync);
        await EndAsync("r1", SucceedAsync);
        await EndAsync("r2", FailAsync);
        (await Fixture.Store.GetDagAsync("etl"))!.CandidateRelease.ShouldBe(2);
        await EndAsync("r3", FailAsync);

        await UntilAsync(async () => (await Fixture.Store.GetDagAsync("etl"))!.CandidateRelease is null, "the candidate was taken back");
        var rollout = (await Versions.GetRolloutAsync("etl"))!;
        (rollout.Live, rollout.RolledBack).ShouldBe((1, 2));
        rollout.Because.ShouldBe("2 of its runs in a row failed because of user code, the newest is 'r3'");
        (await Dag("etl").PublishAsync(Request("etl", "two"))).Warnings.ShouldHaveSingleItem();
        (await RunOfAsync("r4")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task Runs_WhenTheirHostsAreLost_SayNothingOfTheCandidate()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100, RollbackAfter = 1 });

        await EndAsync("r0", spec => ReportAsync(spec, new TaskReport
        {
            Task = spec.Task,
            LeaseId = spec.LeaseId,
            Kind = TaskReportKind.Failed,
            Reason = Orrery.Core.Runs.TaskFailureReason.ProcessLost,
            Message = "It vanished.",
            EndedAt = Fixture.Clock.GetUtcNow(),
        }));
        await Dag("etl").StartQueuedAsync();

        (await Fixture.Store.GetDagAsync("etl"))!.CandidateRelease.ShouldBe(2);
    }

    [Fact]
    public async Task Judge_WhenTheEndOfARunWasNeverReported_IsMadeUpForByTheNextTurn()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100, PromoteAfter = 1 });
        await TriggerAsync("etl", new TriggerRequest { RunId = "r0" });
        var spec = await TakeAsync();
        await Fixture.CrashAsync(Dag("etl"));
        await SucceedAsync(spec);
        await EndOfAsync("etl", "r0");

        await Dag("etl").CreateDueAsync();

        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(2);
    }

    [Fact]
    public async Task Publish_WhenACandidateIsOut_ReplacesIt()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100, PromoteAfter = 2 });
        await EndAsync("r0", SucceedAsync);

        var third = await Dag("etl").PublishAsync(Request("etl", "three"));
        await EndAsync("r1", SucceedAsync);

        (third.Release, third.IsCandidate).ShouldBe((3, true));
        (await Fixture.Store.GetDagRunAsync("etl", "r1"))!.Release.ShouldBe(3);
        (await Fixture.Store.GetDagAsync("etl"))!.CandidateRelease.ShouldBe(3, "successes of the candidate before do not count");
        (await Dag("etl").PublishAsync(Request("etl", "three"))).ShouldBe(third with { IsNew = false, DiffJson = null });
    }

    [Fact]
    public async Task Publish_WhenTheFileGoesBackToTheLiveContent_WithdrawsTheCandidate()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100 });

        await Dag("etl").PublishAsync(Request("etl", "one"));

        (await RunOfAsync("r0")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task Promote_WhenACandidateIsOut_MakesItLiveAndRollbackUndoesIt()
    {
        await CandidateAsync(new RolloutRequest { Percent = 1 });

        (await Dag("etl").PromoteAsync(null, "me")).Rollout!.Live.ShouldBe(2);
        (await Dag("etl").RollbackAsync(null, "me")).Rollout!.Live.ShouldBe(1);

        (await Versions.GetRolloutAsync("etl"))!.RolledBack.ShouldBe(2);
        (await Fixture.Store.ListAuditAsync(10)).Select(a => a.Event).ShouldBe(["rollback_dag", "promote_dag", "rollout_dag"], ignoreOrder: true);
    }

    [Fact]
    public async Task SetRollout_WhenItIsWrong_NamesEveryProblem()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));

        var result = await Dag("etl").SetRolloutAsync(new RolloutRequest { Percent = 101, Next = 0, Release = 7 });

        result.Outcome.Status.ShouldBe(ActionStatus.Invalid);
        result.Outcome.Problems.Length.ShouldBe(4);
        (await Dag("nobody").SetRolloutAsync(new RolloutRequest { Percent = 1 })).Outcome.Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task SetRollout_WhenOffWithACandidateOut_IsAConflictUntilItIsDecided()
    {
        await CandidateAsync(new RolloutRequest { Percent = 1 });

        (await Dag("etl").SetRolloutAsync(new RolloutRequest { IsOff = true })).Outcome.Status.ShouldBe(ActionStatus.Conflict);
        await Dag("etl").PromoteAsync(null, "me");
        (await Dag("etl").SetRolloutAsync(new RolloutRequest { IsOff = true })).Rollout!.IsOn.ShouldBeFalse();

        (await Dag("etl").PublishAsync(Request("etl", "three"))).IsCandidate.ShouldBeFalse();
    }

    [Fact]
    public async Task SetRollout_WhenAReleaseIsNamed_BringsItBackAsTheCandidate()
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("etl").PublishAsync(Request("etl", "two"));
        await Dag("etl").RollbackAsync(null, "me");

        var result = await Dag("etl").SetRolloutAsync(new RolloutRequest { Percent = 100, Release = 2 });

        (result.Rollout!.Candidate, result.Rollout.RolledBack).ShouldBe((2, null));
        (await RunOfAsync("r0")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task Promote_WhenItCannotBeWritten_LeavesTheCandidateAndIsDoneByTheNextTry()
    {
        await CandidateAsync(new RolloutRequest { Percent = 100 });
        Fixture.Faults.Refuses = rows => rows.Any(r => r is Storage.Rows.DagRow { Release: 2 });

        await Should.ThrowAsync<StoreUnavailableException>(() => Dag("etl").PromoteAsync(null, "me"));
        (await RunOfAsync("r0")).Release.ShouldBe(2);
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(1);
        Fixture.Faults.Refuses = null;

        (await Dag("etl").PromoteAsync(null, "me")).Rollout!.Live.ShouldBe(2);
    }

    [Fact]
    public async Task Publish_WhenTheCandidateCannotBeWritten_LeavesTheOldOneWithItsRuns()
    {
        await CandidateAsync(new RolloutRequest { Next = 2 });
        (await RunOfAsync("r0")).Release.ShouldBe(2);
        Fixture.Faults.Refuses = rows => rows.Any(r => r is Storage.Rows.DagReleaseRow { Release: 3 });

        await Should.ThrowAsync<StoreUnavailableException>(() => Dag("etl").PublishAsync(Request("etl", "three")));
        Fixture.Faults.Refuses = null;

        (await RunOfAsync("r1")).Release.ShouldBe(2);
        (await RunOfAsync("r2")).Release.ShouldBe(1);
        (await Dag("etl").PublishAsync(Request("etl", "three"))).Release.ShouldBe(3);
    }

    [Fact]
    public async Task Bundle_WhenRolledOut_ChangesAllItsDagsAndNoOther()
    {
        await Fixture.Store.CommitAsync([new Storage.Rows.BundleRow { Revision = 0, Name = "test", Backend = "folder", Location = "/x" }]);
        await Dag("etl").PublishAsync(Request("etl", "one"));
        await Dag("other").PublishAsync(Request("other", "one"));
        await Dag("foreign").PublishAsync(Request("foreign", "one") with { Bundle = "elsewhere" });
        var bundle = Fixture.Grains.GetGrain<Interfaces.Versions.IBundleRolloutGrain>("test");

        (await bundle.ChangeAsync(BundleRolloutAction.Set, new RolloutRequest { Percent = 10 })).Changed.ShouldBe(2);
        (await Dag("etl").PublishAsync(Request("etl", "two"))).IsCandidate.ShouldBeTrue();
        (await Dag("foreign").PublishAsync(Request("foreign", "two") with { Bundle = "elsewhere" })).IsCandidate.ShouldBeFalse();

        (await bundle.ChangeAsync(BundleRolloutAction.Promote, new RolloutRequest())).ShouldBe(new BundleRolloutResult { Outcome = ActionResult.Done, Changed = 1 });
        (await Fixture.Store.GetDagAsync("etl"))!.Release.ShouldBe(2);
        (await bundle.ChangeAsync(BundleRolloutAction.RollBack, new RolloutRequest())).Changed.ShouldBe(0, "what is live stays");
        var wrong = await bundle.ChangeAsync(BundleRolloutAction.Set, new RolloutRequest { Percent = 0 });
        (wrong.Outcome.Status, wrong.Outcome.Problems.Length, wrong.Changed).ShouldBe((ActionStatus.Invalid, 1, 0));
    }

    private async Task CandidateAsync(RolloutRequest rollout)
    {
        await Dag("etl").PublishAsync(Request("etl", "one"));
        (await Dag("etl").SetRolloutAsync(rollout)).Outcome.Problems.ShouldBeEmpty();
        var result = await Dag("etl").PublishAsync(Request("etl", "two"));
        (result.Release, result.IsCandidate, result.IsNew).ShouldBe((2, true, true));
    }

    private async Task<Storage.Rows.DagRunRow> RunOfAsync(string runId)
    {
        (await TriggerAsync("etl", new TriggerRequest { RunId = runId })).Outcome.Problems.ShouldBeEmpty();
        return (await Fixture.Store.GetDagRunAsync("etl", runId))!;
    }

    /// <summary>Runs the DAG once; its grain has then heard of the end.</summary>
    private async Task EndAsync(string runId, Func<LaunchSpec, Task> end)
    {
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await TriggerAsync("etl", new TriggerRequest { RunId = runId });
        await end(await TakeAsync());
        (await EndOfAsync("etl", runId)).Run.IsFinished().ShouldBeTrue();
        await Dag("etl").StartQueuedAsync();
    }

    private Task SucceedAsync(LaunchSpec spec) => SucceedAsync(spec, xcom: null);
}
