using System.Security.Cryptography;
using System.Text;
using Orrery.Core.Backfills;
using Orrery.Core.Bundles;
using Orrery.Core.States;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>What the verifier finds in a store, and that it finds nothing in a sound one.</summary>
public abstract partial class StoreContract
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("""{"dag_id":"etl","tasks":[{"task_id":"task_0"},{"task_id":"task_1"}]}""");
    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData(Document));

    private static readonly StoreRow[] Sound =
    [
        new DagVersionRow { Version = Version, DagId = "etl", Document = Document, CreatedAt = Sample.Noon },
        new DagReleaseRow { DagId = "etl", Release = 1, Version = Version, CodeReference = "c", CodePath = "/c", Bundle = "main", File = "f", CreatedAt = Sample.Noon },
        Sample.Dag("etl") with { Version = Version },
        SoundRun(1),
        Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 1 },
        Leased,
        Try(0, 1),
        Try(1, 1),
        Try(1, 2),
        new RuntimeHostRow { Name = "h", Capacity = 1, QueuesJson = "[]", HeartbeatAt = Sample.Noon },
        Blob("etl", Sample.Noon),
        .. SoundTree.Folders.Select(f => new CodeTreeRow { Hash = f.Key, Entries = f.Value, CreatedAt = Sample.Noon }),
        new BundleSnapshotRow { Bundle = "main", Snapshot = SoundTree.Root, FileCount = 1, ByteCount = 3, CreatedAt = Sample.Noon },
        Sample.Asset("s3://a") with { LastEventId = 9, SpreadEventId = 9 },
        Sample.Backfill(1) with { Version = Version, DateCount = 2, DoneCount = 1 },
        new BackfillRunRow { BackfillId = 1, Ordinal = 1, LogicalDate = Sample.Noon, Action = BackfillAction.Create, RunId = "manual__1" },
    ];

    private static SnapshotTree SoundTree => SnapshotTree.Of([new TreeFile("dags/etl.yaml", HashOf("etl"), 3, IsExecutable: false)]);

    private static TaskInstanceRow Leased => Sample.Task(1, 1, TaskInstanceState.Running) with { TryNumber = 2, StartedAt = Sample.Noon, Host = "h", LeaseId = Guid.Empty };

    public static TheoryData<string, StoreRow[]> Faults() => new()
    {
        { "run etl/manual__1: It has 3 task instances, and the highest ordinal is 3.", [Sample.Task(1, 3)] },
        { "run etl/manual__2: It has 1 task instances, and its version has 2 tasks.", [SoundRun(2), Sample.Task(2, 0)] },
        { "task etl/manual__1/task_1: Its run has ended, and it is in state 3.", [SoundRun(1, 1, DagRunState.Failed)] },
        { "run etl/manual__1: It has ended, and does not say when.", [SoundRun(1, 1, DagRunState.Failed) with { EndedAt = null }] },
        { "run etl/manual__1: It is in state 9, which there is not.", [SoundRun(1, 1, (DagRunState)9)] },
        { "task etl/manual__1/task_0: It is in state 99, which there is not.", [Sample.Task(1, 0, (TaskInstanceState)99)] },
        { "task etl/manual__1/task_0: It is leased in state 4.", [Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 1, Host = "h", LeaseId = new Guid(1, 0, 0, new byte[8]) }] },
        { "task etl/manual__1/task_1: It is leased to no host.", [Leased with { Host = null }] },
        { "task etl/manual__1/task_1: It is leased to host x, which does not exist.", [Leased with { Host = "x" }] },
        { "task etl/manual__1/task_0: Its lease is held by 2 task instances.", [Sample.Task(1, 0, TaskInstanceState.Running) with { TryNumber = 1, Host = "h", LeaseId = Guid.Empty }] },
        { "task etl/manual__1/task_0: It is at try 2, and 1 tries are on record, the highest 1.", [Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 2 }] },
        { "task etl/manual__1/task_0: It is at try 1, and 2 tries are on record, the highest 3.", [Try(0, 3)] },
        { "run number 9: It does not exist, and has 1 task instances.", [Sample.Task(9, 0)] },
        { "task instance 1/7: It does not exist, and has 1 tries.", [Try(7, 1)] },
        { "task instance 1/7: It does not exist, and has 1 XComs.", [Sample.XCom(1, 7)] },
        { "task instance 1/7: It does not exist, and has 1 notes.", [new TaskNoteRow { RunPk = 1, Ordinal = 7, Content = "n", UpdatedAt = Sample.Noon }] },
        { "task instance 1/7: It does not exist, and has 1 approvals.", [Asked(7, 1)] },
        { "task instance 1/7: It does not exist, and has 1 news of assets to tell.", [Sample.AssetOutbox("s3://a", 1, 7)] },
        { "task etl/manual__1/task_0: It is at try 1, and try 2 asked for an approval.", [Asked(0, 2)] },
        { $"version v9 of DAG etl: Its document is not the one it was named after.", [new DagVersionRow { Version = "v9", DagId = "etl", Document = [1], CreatedAt = Sample.Noon }] },
        { "run x/manual__3: Its DAG does not exist.", [SoundRun(3) with { DagId = "x" }] },
        { "run etl/manual__1: It is pinned to release 5, which does not exist.", [SoundRun(1, 1) with { Release = 5 }] },
        { $"run etl/manual__1: It is pinned to version v5, and its release to {Version}.", [SoundRun(1, 1) with { Version = "v5" }] },
        { "DAG etl: It is at release 5, which does not exist.", [Sample.Dag("etl", 1) with { Release = 5 }] },
        { $"DAG etl: It is at version v5, and its release at {Version}.", [Sample.Dag("etl", 1) with { Version = "v5" }] },
        { "DAG etl: Its release 2 is of version v9, which does not exist.", [new DagReleaseRow { DagId = "etl", Release = 2, Version = "v9", CodeReference = "c", CodePath = "/c", Bundle = "main", File = "f", CreatedAt = Sample.Noon }] },
        { "DAG etl: There is the source of release 7, which does not exist.", [new DagSourceRow { DagId = "etl", Release = 7, Content = "c" }] },
        { "bundle main: Its code s does not exist.", [new BundleRow { Revision = 0, Name = "main", Backend = "folder", Location = "/x", Snapshot = "s" }] },
        { "bundle main: Its stored code s does not exist.", [new BundleSnapshotRow { Bundle = "main", Snapshot = "s", FileCount = 1, ByteCount = 1, CreatedAt = Sample.Noon }] },
        { "release etl 1: Its code s does not exist.", [Sample.Release("etl", 1, Version) with { Snapshot = "s" }] },
        { "run etl/manual__1: Its code s does not exist.", [SoundRun(1, 1) with { Snapshot = "s" }] },
        { "release etl 1: Its file b does not exist.", [Sample.Release("etl", 1, Version) with { SourceBlob = "b" }] },
        { "file b: Its content is not the one it was named after.", [new CodeBlobRow { Hash = "b", Content = [1], CreatedAt = Sample.Noon }] },
        { "folder t: What is in it is not what it was named after.", [new CodeTreeRow { Hash = "t", Entries = [1], CreatedAt = Sample.Noon }] },
        { $"folder {SoundTree.Root}: 'dags' in it ({SoundTree.Folders.Keys.Single(f => f != SoundTree.Root)}) does not exist.", [new CodeTreeRemoval(SoundTree.Folders.Keys.Single(f => f != SoundTree.Root), Cutoff)] },
        { $"folder {SoundTree.Folders.Keys.Single(f => f != SoundTree.Root)}: 'etl.yaml' in it ({HashOf("etl")}) does not exist.", [new CodeBlobRemoval(HashOf("etl"), Cutoff)] },
        { "pool default_pool: It does not exist, and tasks that name no pool wait for it.", [new PoolRemoval("default_pool")] },
        { "backfill 2: Its DAG x does not exist.", [Sample.Backfill(2, dagId: "x") with { Version = Version }] },
        { "backfill 2: Its version v1 does not exist.", [Sample.Backfill(2, dagId: "x")] },
        { "backfill 1: It has dealt with 2 of 2 dates, and 1 are on record, the highest 1.", [Sample.Backfill(1, 1) with { Version = Version, DateCount = 2, DoneCount = 2 }] },
        { "backfill 1: It is completed, and has dealt with 1 of 2 dates.", [Sample.Backfill(1, 1) with { Version = Version, DateCount = 2, DoneCount = 1, CompletedAt = Sample.Noon }] },
        { "backfill 1: It is not completed, and its run gone does not exist.", [new BackfillRunRow { BackfillId = 1, Ordinal = 1, LogicalDate = Sample.Noon, Action = BackfillAction.Create, RunId = "gone" }] },
        { "backfill 7: It does not exist, and has 1 dates.", [new BackfillRunRow { BackfillId = 7, Ordinal = 1, LogicalDate = Sample.Noon, Action = BackfillAction.Create }] },
        { "run etl/manual__1: Its backfill 7 does not exist.", [SoundRun(1, 1) with { BackfillId = 7 }] },
        { "asset s3://a: Its events up to 5 led to two runs of DAG etl.", [Consumed(0, 5), Consumed(4, 9)] },
        { "asset s3://a: Its events up to 5 led to run number 9, which does not exist.", [Consumed(0, 5) with { RunPk = 9 }] },
        { "asset s3://a: It has an event above its last one, 9.", [Sample.AssetEvent("s3://a", 10)] },
        { "asset s3://a: DAGs have heard of event 10, and its last one is 9.", [Sample.Asset("s3://a", revision: 1) with { LastEventId = 9, SpreadEventId = 10 }] },
        { "asset s3://a: DAG etl waits to run for event 11, and there is none that late.", [Sample.AssetQueue("etl", "s3://a", 11)] },
        { "asset s3://b: It does not exist, and has 1 events.", [Sample.AssetEvent("s3://b", 1)] },
    };

    [Fact]
    public async Task Check_WhenStoreIsSound_FindsNothingAndCountsTheRows()
    {
        await Store.CommitAsync(Sound);

        var report = await StoreVerifier.CheckAsync(Location);

        report.Findings.ShouldBeEmpty();
        report.Rows["task_instance"].ShouldBe(2);
        report.Rows["task_try"].ShouldBe(3);
        report.Rows.Keys.Intersect(StoreSchema.LeaseTables, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Check_WhenSomethingIsWrong_SaysWhatAndWhatToDo(string finding, StoreRow[] fault)
    {
        await Store.CommitAsync(Sound);
        (await Store.CommitAsync(fault)).ShouldBe(CommitOutcome.Committed);

        var findings = (await StoreVerifier.CheckAsync(Location)).Findings;

        findings.Select(f => $"{f.Where}: {f.What}").ShouldContain(finding);
        findings.ShouldAllBe(f => f.Remedy.Length > 0);
    }

    [Fact]
    public void Checks_WhenThereAreFaultsToFind_AreEachTested()
    {
        // One fault or more for each check, told apart by their names; the file's own is in the tests of SQLite.
        Faults().Count.ShouldBeGreaterThanOrEqualTo(StoreChecks.All.Count + 3);
        StoreChecks.All.Select(c => c.Name).ShouldBeUnique();
    }

    [Fact]
    public async Task Check_WhenTheSameIsWrongEverywhere_SaysSoOfTheFirstHundred()
    {
        await Store.CommitAsync([.. Enumerable.Range(1, StoreVerifier.MaxFindings + 5).Select(i => Sample.Task(i, 0))]);

        var findings = (await StoreVerifier.CheckAsync(Location)).Findings.Where(f => f.Check == "orphan_tasks").ToList();

        findings.Count.ShouldBe(StoreVerifier.MaxFindings + 1);
        findings[^1].What.ShouldContain("more than 100");
    }

    private static DagRunRow SoundRun(long pk, long revision = 0, DagRunState state = DagRunState.Running) => Sample.Run(pk, revision, state: state) with { Version = Version };

    private static TaskTryRow Try(int ordinal, int number) => new() { RunPk = 1, Ordinal = ordinal, TryNumber = number, State = TaskInstanceState.Success };

    private static ApprovalRow Asked(int ordinal, int number) =>
        new() { RunPk = 1, Ordinal = ordinal, TryNumber = number, Subject = "?", OptionsJson = "[]", CreatedAt = Sample.Noon };

    private static AssetConsumptionRow Consumed(long from, long to) => new() { DagId = "etl", Uri = "s3://a", FromEventId = from, ToEventId = to, RunPk = 1 };
}
