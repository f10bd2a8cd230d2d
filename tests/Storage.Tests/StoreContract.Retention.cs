using System.Security.Cryptography;
using Orrery.Core.Assets;
using Orrery.Core.Backfills;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Tests;

/// <summary>What pruning takes, and what it leaves because something refers to it.</summary>
public abstract partial class StoreContract
{
    private static readonly DateTimeOffset Cutoff = Sample.Noon.AddDays(100);
    private static readonly PruneOptions OlderThanCutoff = new() { Before = Cutoff };

    [Fact]
    public async Task Prune_WhenRunsAreOld_TakesThemWithEverythingUnderThem()
    {
        await CommitDefinitionsAsync();
        await CommitRunAsync(1, 0);
        await CommitRunAsync(2, 1);
        await CommitRunAsync(3, 2);
        await Store.CommitAsync(
        [
            Sample.XCom(1, 0), new TaskNoteRow { RunPk = 1, Ordinal = 0, Content = "n", UpdatedAt = Sample.Noon }, Asked(0, 1), Consumed(0, 5), Consumed(5, 9) with { RunPk = 3 },
        ]);

        (await PruneAsync()).ShouldBe(new PruneReport(Runs: 2, TaskInstances: 4, 0, 0, 0, 0));

        (await RunsAsync()).ShouldBe([3]);
        var report = await StoreVerifier.CheckAsync(Location);
        report.Findings.ShouldBeEmpty();
        new[] { "dag_run", "task_instance", "task_try", "xcom", "task_instance_note", "approval", "asset_consumption" }.Select(t => report.Rows[t]).ShouldBe([1, 2, 2, 0, 0, 0, 1]);
    }

    [Fact]
    public async Task Prune_WhenRunsAreUnfinishedOrEndedLately_LeavesThem()
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync([SoundRun(1) with { RunAfter = Day(0) }, Sample.Task(1, 0), Sample.Task(1, 1)]);
        await Store.CommitAsync([SoundRun(2, state: DagRunState.Failed) with { RunAfter = Day(1), EndedAt = Cutoff }, Done(2, 0), Done(2, 1), Tried(2, 0), Tried(2, 1)]);
        await CommitRunAsync(3, 150);
        await CommitRunAsync(4, 151);

        (await PruneAsync()).Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Prune_WhenTheyAreTheNewestOfTheirDag_LeavesAsManyAsItIsTold()
    {
        await CommitDefinitionsAsync();
        for (var i = 1; i <= 6; i++)
        {
            await CommitRunAsync(i, i, DagRunState.Failed);
        }

        (await PruneAsync(OlderThanCutoff with { KeepRuns = 3, DryRun = true })).Runs.ShouldBe(3);
        (await PruneAsync(OlderThanCutoff with { KeepRuns = 3 })).Runs.ShouldBe(3);
        (await RunsAsync()).ShouldBe([4, 5, 6]);
        (await PruneAsync(OlderThanCutoff with { KeepRuns = 0 })).Runs.ShouldBe(3);
    }

    [Fact]
    public async Task Prune_WhenTheDagPausesItselfAfterFailures_LeavesAsManyRunsAsThatCounts()
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync([Sample.Dag("etl", 1) with { Version = Version, MaxFailedRuns = 2 }]);
        for (var i = 1; i <= 4; i++)
        {
            await CommitRunAsync(i, i, DagRunState.Failed);
        }

        await PruneAsync();

        (await RunsAsync()).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task Prune_WhenTheLastSuccessIsOld_LeavesIt()
    {
        await CommitDefinitionsAsync();
        await CommitRunAsync(1, 0);
        await CommitRunAsync(2, 1);
        await CommitRunAsync(3, 2, DagRunState.Failed);
        await CommitRunAsync(4, 3, DagRunState.Failed);

        await PruneAsync();

        (await RunsAsync()).ShouldBe([2, 4]);
    }

    [Fact]
    public async Task Prune_WhenARunLooksBackAtThem_LeavesThem()
    {
        await CommitDefinitionsAsync();
        // By logical date: 1 and 2, then one under way, 5 by hand and 6 which the next scheduled run looks back at; the newest in time is 7.
        foreach (var (pk, type, date) in new[] { (1, DagRunType.Scheduled, 0), (2, DagRunType.Scheduled, 1), (3, DagRunType.Manual, 2), (5, DagRunType.Scheduled, 5), (6, DagRunType.Manual, 6) })
        {
            await CommitRunAsync(pk, pk, DagRunState.Failed, run => run with { Type = type, LogicalDate = Day(date) });
        }

        await CommitRunAsync(7, 7, DagRunState.Failed);
        await Store.CommitAsync([SoundRun(4) with { Type = DagRunType.Scheduled, LogicalDate = Day(3), RunAfter = Day(4) }, Sample.Task(4, 0), Sample.Task(4, 1)]);

        (await PruneAsync()).Runs.ShouldBe(1);

        (await RunsAsync()).ShouldBe([2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public async Task Prune_WhenABackfillIsNotCompleted_LeavesItsRunsAndTakesBothAfterwards()
    {
        await CommitDefinitionsAsync();
        await CommitRunAsync(1, 0, DagRunState.Success, run => run with { BackfillId = 1, BackfillOrdinal = 1 });
        await CommitRunAsync(2, 1);
        var backfill = Sample.Backfill(1) with { Version = Version, DoneCount = 1 };
        await Store.CommitAsync([backfill, new BackfillRunRow { BackfillId = 1, Ordinal = 1, LogicalDate = Sample.Noon, Action = BackfillAction.Create, RunId = "manual__1" }]);

        (await PruneAsync()).Runs.ShouldBe(0);
        await Store.CommitAsync([backfill with { CompletedAt = Sample.Noon, Revision = 1 }]);
        (await PruneAsync()).ShouldBe(new PruneReport(1, 2, 0, Backfills: 1, 0, 0));

        (await Store.GetBackfillAsync(1)).ShouldBeNull();
        (await Store.ListBackfillDatesAsync("etl", 1, 0, 10)).ShouldBeEmpty();
        (await StoreVerifier.CheckAsync(Location)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Prune_WhenReleasesAreReplaced_LeavesTheLiveThePreviousAndThoseOfRuns()
    {
        await CommitDefinitionsAsync();
        for (var release = 2; release <= 6; release++)
        {
            byte[] document = [.. Document, (byte)' ', (byte)('0' + release)];
            var version = Convert.ToHexStringLower(SHA256.HashData(document));
            await Store.CommitAsync(
            [
                new DagVersionRow { Version = version, DagId = "etl", Document = document, CreatedAt = Sample.Noon }, Sample.Release("etl", release, version),
                new DagSourceRow { DagId = "etl", Release = release, Content = "c" }, Sample.Dag("etl", release - 1) with { Version = version, Release = release },
            ]);
        }

        // Versions may come back: release 4 is the first one's again.
        await Store.CommitAsync([Sample.Release("etl", 4, Version)]);
        var third = (await Store.GetReleaseAsync("etl", 3))!;
        await CommitRunAsync(1, 0, DagRunState.Success, run => run with { Release = 3, Version = third.Version });

        (await PruneAsync()).Releases.ShouldBe(3);

        var left = await Task.WhenAll(Enumerable.Range(1, 6).Select(r => Store.GetReleaseAsync("etl", r)));
        left.OfType<DagReleaseRow>().Select(r => r.Release).ShouldBe([3, 5, 6]);
        (await Store.GetSourceAsync("etl", 2)).ShouldBeNull();
        (await Store.GetDagVersionAsync(Version)).ShouldBeNull();
        (await StoreVerifier.CheckAsync(Location)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Prune_WhenAuditIsOld_TakesItAndCountsItFirst()
    {
        await Store.CommitAsync([Sample.Audit("a"), Sample.Audit("b"), Sample.Audit("c") with { At = Cutoff }, Sample.Audit("d")]);

        (await PruneAsync(OlderThanCutoff with { DryRun = true })).AuditEntries.ShouldBe(2);
        (await Store.ListAuditAsync(9)).Count.ShouldBe(4);
        (await PruneAsync()).AuditEntries.ShouldBe(2);
        (await Store.ListAuditAsync(9)).Select(a => a.Event).ShouldBe(["d", "c"]);
    }

    [Fact]
    public async Task Prune_WhenItIsOfOneDag_LeavesTheOthersAndTheAudit()
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync([Sample.Dag("other") with { Version = Version }, Sample.Release("other", 1, Version), Sample.Audit("old")]);
        await CommitRunAsync(1, 0);
        await CommitRunAsync(2, 1);
        await CommitRunAsync(3, 0, DagRunState.Success, run => run with { DagId = "other" });
        await CommitRunAsync(4, 1, DagRunState.Success, run => run with { DagId = "other" });

        (await PruneAsync(OlderThanCutoff with { DagId = "other" })).ShouldBe(new PruneReport(1, 2, 0, 0, 0, 0));

        (await RunsAsync()).ShouldBe([1, 2, 4]);
        (await Store.ListAuditAsync(1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Prune_WhenEventsOfAssetsAreOld_LeavesWhatIsNotDealtWith()
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync(
        [
            Sample.Asset("s3://a") with { LastEventId = Event(9), SpreadEventId = Event(8) },
            Sample.AssetReference("etl", "s3://a") with { CreatedAt = Day(-1) },
            .. Enumerable.Range(1, 9).Select(i => Sample.AssetEvent("s3://a", Event(i))),
        ]);
        // Up to 6 the DAG has run; the run for 3 and 4 is there yet, the one for 5 and 6 is too, since it says so.
        await CommitRunAsync(1, 0);
        await CommitRunAsync(2, 90);
        await CommitRunAsync(3, 91);
        await Store.CommitAsync([Consumed(0, Event(2)), Consumed(Event(2), Event(4)) with { RunPk = 2 }, Consumed(Event(4), Event(6)) with { RunPk = 3 }]);

        var pruned = await new StorePruner((SqlStore)Store).PruneAsync(OlderThanCutoff with { Before = Day(50) });

        pruned.AssetEvents.ShouldBe(2);
        (await EventsAsync()).ShouldBe([3, 4, 5, 6, 7, 8, 9]);
        (await PruneAsync()).Runs.ShouldBe(1);
        (await EventsAsync()).ShouldBe([5, 6, 7, 8, 9]);
        (await StoreVerifier.CheckAsync(Location)).Findings.ShouldBeEmpty();

        async Task<IEnumerable<long>> EventsAsync() =>
            (await Store.ListAssetEventsAsync(new AssetEventFilter("s3://a"))).Select(e => (e.EventId - AssetIds.EventAt(Day(0))) / 1_000_000).Reverse();
    }

    [Fact]
    public async Task Prune_WhenNobodyWaitsForAnAsset_LeavesItsNewestEvent()
    {
        await Store.CommitAsync(
        [
            Sample.Asset("s3://a") with { LastEventId = Event(700), SpreadEventId = Event(700) }, .. Enumerable.Range(1, 700).Select(i => Sample.AssetEvent("s3://a", Event(i))),
        ]);

        (await PruneAsync()).AssetEvents.ShouldBe(699);

        (await Store.ListAssetEventsAsync(new AssetEventFilter("s3://a"))).ShouldHaveSingleItem().EventId.ShouldBe(Event(700));
    }

    [Fact]
    public async Task Commit_WhenARunToBeTakenAwayWasChanged_LeavesAllOfIt()
    {
        await CommitDefinitionsAsync();
        await CommitRunAsync(1, 0);

        (await Store.CommitAsync([new DagRunRemoval { RunPk = 1, Revision = 7, TaskInstances = 2 }])).ShouldBe(CommitOutcome.Stale);

        (await Store.GetTaskInstancesAsync(1)).Count.ShouldBe(2);
        (await Store.CommitAsync([new DagRunRemoval { RunPk = 1, Revision = 1, TaskInstances = 2 }])).ShouldBe(CommitOutcome.Committed);
        (await Store.CommitAsync([SoundRun(1, 1)])).ShouldBe(CommitOutcome.Stale);
        (await Store.GetTaskInstancesAsync(1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_WhenTheReleaseIsLive_LeavesIt()
    {
        await CommitDefinitionsAsync();

        await Store.CommitAsync([new DagReleaseRemoval("etl", 1), new DagVersionRemoval(Version)]);

        (await Store.GetReleaseAsync("etl", 1)).ShouldNotBeNull();
        (await Store.GetDagVersionAsync(Version)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(5, null, 3, null, new[] { 1, 2, 4 })]
    [InlineData(3, 5, 1, null, new[] { 2, 4 })]
    [InlineData(3, null, null, 4, new[] { 1 })]
    [InlineData(2, null, null, null, new[] { 3, 4 })]
    public async Task Prune_WhenReleasesAreOld_LeavesThoseThatAreStillNeeded(int live, int? candidate, int? previous, int? rolledBack, int[] gone)
    {
        await CommitDefinitionsAsync();
        var rollout = new RolloutState { RolledBack = rolledBack, Because = "it failed" }.ToJson();
        await Store.CommitAsync(
        [
            .. Enumerable.Range(1, 5).Select(r => Sample.Release("etl", r, Version)),
            Sample.Dag("etl") with { Revision = 1, Version = Version, Release = live, CandidateRelease = candidate, PreviousRelease = previous, RolloutJson = rolledBack is null ? null : rollout },
        ]);

        (await PruneAsync()).Releases.ShouldBe(gone.Length);

        (await Store.ListReleasesAsync("etl", null, 10)).Select(r => r.Release).Order().ShouldBe(Enumerable.Range(1, 5).Except(gone));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(1, null, false)]
    [InlineData(null, 1, false)]
    public async Task Commit_WhenTheReleaseIsNotLive_LeavesTheCandidateAndTheOneBefore(int? candidate, int? previous, bool isGone)
    {
        await CommitDefinitionsAsync();
        await Store.CommitAsync([Sample.Release("etl", 2, Version), Sample.Dag("etl") with { Revision = 1, Version = Version, Release = 2, CandidateRelease = candidate, PreviousRelease = previous }]);

        await Store.CommitAsync([new DagReleaseRemoval("etl", 1)]);

        (await Store.GetReleaseAsync("etl", 1) is null).ShouldBe(isGone);
    }

    [Fact]
    public async Task Commit_WhenTheReleaseHasARun_LeavesIt()
    {
        await CommitDefinitionsAsync();
        await CommitRunAsync(1, 0);
        await Store.CommitAsync([Sample.Release("etl", 2, Version), Sample.Dag("etl") with { Revision = 1, Version = Version, Release = 2 }]);

        await Store.CommitAsync([new DagReleaseRemoval("etl", 1)]);

        (await Store.GetReleaseAsync("etl", 1)).ShouldNotBeNull();
    }

    [Fact]
    public async Task FindRuns_WhenSomeAreGone_NamesTheOthers()
    {
        await Store.CommitAsync([Sample.Run(1)]);
        await Store.CommitAsync([Sample.Run(2)]);

        (await ((SqlStore)Store).FindRunsAsync("etl", ["manual__1", "manual__3", "manual__2"])).ShouldBe(["manual__1", "manual__2"], ignoreOrder: true);
    }

    private static DateTimeOffset Day(int day) => Sample.Noon.AddDays(day);

    private static long Event(int second) => AssetIds.EventAt(Day(0).AddSeconds(second));

    private static TaskInstanceRow Done(long runPk, int ordinal) => Sample.Task(runPk, ordinal, TaskInstanceState.Success) with { TryNumber = 1 };

    private static TaskTryRow Tried(long runPk, int ordinal) => new() { RunPk = runPk, Ordinal = ordinal, TryNumber = 1, State = TaskInstanceState.Success };

    private Task<PruneReport> PruneAsync(PruneOptions? options = null) => new StorePruner((SqlStore)Store).PruneAsync(options ?? OlderThanCutoff);

    private async Task CommitDefinitionsAsync() => await Store.CommitAsync(
    [
        new DagVersionRow { Version = Version, DagId = "etl", Document = Document, CreatedAt = Sample.Noon }, Sample.Release("etl", 1, Version), Sample.Dag("etl") with { Version = Version },
        Sample.Asset("s3://b"),
    ]);

    private async Task CommitRunAsync(int pk, int day, DagRunState state = DagRunState.Success, Func<DagRunRow, DagRunRow>? change = null)
    {
        var run = SoundRun(pk, state: state) with { RunAfter = Day(day), EndedAt = Day(day).AddMinutes(1) };
        (await Store.CommitAsync([change?.Invoke(run) ?? run, Done(pk, 0), Done(pk, 1), Tried(pk, 0), Tried(pk, 1)])).ShouldBe(CommitOutcome.Committed);
    }

    private async Task<IEnumerable<long>> RunsAsync() => (await Store.ListDagRunsAsync(new DagRunFilter())).Select(r => r.RunPk).Order();
}
