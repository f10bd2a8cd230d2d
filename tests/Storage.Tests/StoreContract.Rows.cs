using Orrery.Core.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Every type of row is written and read back.</summary>
public abstract partial class StoreContract
{
    private static readonly Type[] RowTypes = [.. typeof(StoreRow).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(StoreRow)) && !t.IsAbstract && !t.IsAssignableTo(typeof(AssertionRow)))];

    private static readonly Dictionary<Type, Func<IStore, StoreRow, Task<StoreRow?>>> Readers = new()
    {
        [typeof(DagRow)] = async (s, r) => await s.GetDagAsync(((DagRow)r).DagId),
        [typeof(DagVersionRow)] = async (s, r) => await s.GetDagVersionAsync(((DagVersionRow)r).Version),
        [typeof(DagReleaseRow)] = async (s, r) => await s.GetReleaseAsync(((DagReleaseRow)r).DagId, ((DagReleaseRow)r).Release),
        [typeof(DagSourceRow)] = async (s, r) => await s.GetSourceAsync(((DagSourceRow)r).DagId, ((DagSourceRow)r).Release) is { } content ? (DagSourceRow)r with { Content = content } : null,
        [typeof(DagRunRow)] = async (s, r) => await s.GetDagRunAsync(((DagRunRow)r).DagId, ((DagRunRow)r).RunId),
        [typeof(BackfillRow)] = async (s, r) => await s.GetBackfillAsync(((BackfillRow)r).BackfillId),
        [typeof(BackfillRunRow)] = async (s, r) =>
            (await s.ListBackfillDatesAsync("a", ((BackfillRunRow)r).BackfillId, int.MinValue, 1)).SingleOrDefault()?.Row,
        [typeof(TaskInstanceRow)] = async (s, r) => (await s.GetTaskInstancesAsync(((TaskInstanceRow)r).RunPk)).SingleOrDefault(),
        [typeof(TaskTryRow)] = async (s, r) => (await s.GetTriesAsync(((TaskTryRow)r).RunPk, ((TaskTryRow)r).Ordinal)).SingleOrDefault(),
        [typeof(TaskNoteRow)] = async (s, r) => (await s.ListTaskNotesAsync(((TaskNoteRow)r).RunPk)).SingleOrDefault(),
        [typeof(ApprovalRow)] = async (s, r) => (await s.GetApprovalsAsync(((ApprovalRow)r).RunPk)).SingleOrDefault(),
        [typeof(XComRow)] = async (s, r) => (await s.GetXComsAsync(((XComRow)r).RunPk, [((XComRow)r).Ordinal])).SingleOrDefault(),
        [typeof(BundleRow)] = async (s, r) => await s.GetBundleAsync(((BundleRow)r).Name),
        [typeof(ImportErrorRow)] = async (s, r) => (await s.ListImportErrorsAsync(((ImportErrorRow)r).Bundle)).SingleOrDefault(),
        [typeof(CodeBlobRow)] = async (s, r) => await s.GetBlobAsync(((CodeBlobRow)r).Hash),
        [typeof(CodeTreeRow)] = async (s, r) => await s.GetTreeAsync(((CodeTreeRow)r).Hash),
        [typeof(BundleSnapshotRow)] = async (s, r) => (await s.ListSnapshotsAsync(((BundleSnapshotRow)r).Bundle)).SingleOrDefault(),
        [typeof(BundleFileRow)] = async (s, r) => (await s.ListBundleFilesAsync(((BundleFileRow)r).Bundle)).SingleOrDefault(),
        [typeof(ApiTokenRow)] = async (s, r) => await s.GetApiTokenAsync(((ApiTokenRow)r).TokenId),
        [typeof(VariableRow)] = async (s, r) => await s.GetVariableAsync(((VariableRow)r).Key),
        [typeof(ConnectionRow)] = async (s, r) => await s.GetConnectionAsync(((ConnectionRow)r).ConnectionId),
        [typeof(UserRow)] = async (s, r) => await s.GetUserAsync(((UserRow)r).Name),
        [typeof(DagFavoriteRow)] = async (s, r) =>
            (await s.ListFavoritesAsync(((DagFavoriteRow)r).UserName)).Select(d => (DagFavoriteRow)r with { DagId = d }).SingleOrDefault(),
        [typeof(DagWarningRow)] = async (s, r) => (await s.ListDagWarningsAsync(((DagWarningRow)r).DagId, "", 2)).SingleOrDefault(),
        [typeof(AuditRow)] = async (s, _) => (await s.ListAuditAsync(1)).SingleOrDefault(),
        [typeof(RuntimeHostRow)] = async (s, _) => (await s.ListHostsAsync()).SingleOrDefault(),
        [typeof(PoolRow)] = async (s, r) => await s.GetPoolAsync(((PoolRow)r).Name),
        [typeof(LimitEpochRow)] = async (s, r) => await s.GetLimitEpochAsync(((LimitEpochRow)r).LimitKey),
        [typeof(GrainStateRow)] = async (s, r) => await s.GetGrainStateAsync(((GrainStateRow)r).GrainType, ((GrainStateRow)r).GrainKey, ((GrainStateRow)r).Name),
        [typeof(AssetRow)] = async (s, r) => await s.GetAssetAsync(((AssetRow)r).Uri),
        [typeof(AssetReferenceRow)] = async (s, r) => (await s.ListDagAssetReferencesAsync(((AssetReferenceRow)r).DagId)).SingleOrDefault(),
        [typeof(AssetAliasRow)] = async (s, r) => (await s.ListAssetsOfAliasAsync(((AssetAliasRow)r).Alias)).SingleOrDefault(),
        [typeof(AssetOutboxRow)] = async (s, r) => (await s.ListAssetOutboxAsync(((AssetOutboxRow)r).Uri, 10)).SingleOrDefault(),
        [typeof(AssetEventRow)] = async (s, r) => (await s.ListAssetEventsAsync(new AssetEventFilter(((AssetEventRow)r).Uri, Above: long.MinValue))).SingleOrDefault(),
        [typeof(AssetQueueRow)] = async (s, r) => (await s.ListAssetQueueAsync(((AssetQueueRow)r).DagId)).SingleOrDefault(),
        [typeof(AssetConsumptionRow)] = async (s, r) => (await s.ListAssetConsumptionAsync(((AssetConsumptionRow)r).RunPk)).SingleOrDefault(),
        [typeof(ReminderRow)] = async (s, r) => (await s.ListRemindersAsync(((ReminderRow)r).GrainId)).SingleOrDefault(),
    };

    private static readonly Dictionary<Type, (StoreRow Removed, StoreRow Removal)> Removals = new()
    {
        [typeof(XComRemoval)] = (Sample.XCom(7, 3), new XComRemoval(7, 3)),
        [typeof(XComKeyRemoval)] = (Sample.XCom(7, 3), new XComKeyRemoval(7, 3, Sample.XCom(7, 3).Key)),
        [typeof(TaskInstanceShift)] = (Sample.XCom(7, 3), new TaskInstanceShift(7, 2, 4, 5)),
        [typeof(TaskInstanceShiftEnd)] = (Sample.XCom(7, -4), new TaskInstanceShiftEnd(7)),
        [typeof(TaskNoteRemoval)] = (new TaskNoteRow { RunPk = 7, Ordinal = 3, Content = "hm", UpdatedAt = Sample.Noon }, new TaskNoteRemoval(7, 3)),
        [typeof(BundleFileRemoval)] = (Sample.BundleFile("main", "a.yaml"), new BundleFileRemoval("main", "a.yaml")),
        [typeof(BundleSnapshotRemoval)] = (
            new BundleSnapshotRow { Bundle = "main", Snapshot = "s", FileCount = 1, ByteCount = 1, CreatedAt = Sample.Noon }, new BundleSnapshotRemoval("main", "s", Sample.Noon.AddSeconds(1))),
        [typeof(CodeTreeRemoval)] = (new CodeTreeRow { Hash = "h", Entries = [1], CreatedAt = Sample.Noon }, new CodeTreeRemoval("h", Sample.Noon.AddSeconds(1))),
        [typeof(CodeBlobRemoval)] = (new CodeBlobRow { Hash = "h", Content = [1], CreatedAt = Sample.Noon }, new CodeBlobRemoval("h", Sample.Noon.AddSeconds(1))),
        [typeof(ImportErrorRemoval)] = (Sample.ImportError("main", "a.yaml"), new ImportErrorRemoval("main", "a.yaml")),
        [typeof(AssetReferenceRemoval)] = (Sample.AssetReference("etl", "s3://a"), new AssetReferenceRemoval("etl", AssetRefKind.Asset, "s3://a", AssetRole.Schedule, "")),
        [typeof(AssetOutboxRemoval)] = (Sample.AssetOutbox("s3://a", 7, 3), new AssetOutboxRemoval("s3://a", 7, 3, 1)),
        [typeof(AssetQueueRemoval)] = (Sample.AssetQueue("etl", "s3://a", 5), new AssetQueueRemoval("etl", "s3://a", 5)),
        [typeof(VariableRemoval)] = (Sample.Variable("k"), new VariableRemoval { Key = "k", Revision = 1 }),
        [typeof(ConnectionRemoval)] = (Sample.Connection("c"), new ConnectionRemoval { ConnectionId = "c", Revision = 1 }),
        [typeof(UserRemoval)] = (Sample.User("ada"), new UserRemoval { Name = "ada", Revision = 1 }),
        [typeof(DagFavoriteRemoval)] = (new DagFavoriteRow { UserName = "ada", DagId = "etl" }, new DagFavoriteRemoval("ada", "etl")),
        [typeof(DagWarningRemoval)] = (
            new DagWarningRow { DagId = "etl", WarningType = "non-existent pool", Message = "hm", CreatedAt = Sample.Noon }, new DagWarningRemoval("etl", "non-existent pool")),
        [typeof(PoolRemoval)] = (Sample.Pool("small", 2), new PoolRemoval("small")),
        [typeof(DagRemoval)] = (Sample.Dag("etl"), new DagRemoval { DagId = "etl", Revision = 1 }),
        [typeof(DagRunRemoval)] = (Sample.Run(7), new DagRunRemoval { RunPk = 7, Revision = 1, TaskInstances = 0 }),
        [typeof(BackfillRemoval)] = (Sample.Backfill(7), new BackfillRemoval { BackfillId = 7, Revision = 1 }),
        [typeof(DagReleaseRemoval)] = (Sample.Release("etl", 3), new DagReleaseRemoval("etl", 3)),
        [typeof(DagVersionRemoval)] = (new DagVersionRow { Version = "v3", DagId = "etl", Document = [1], CreatedAt = Sample.Noon }, new DagVersionRemoval("v3")),
        [typeof(AssetEventRemoval)] = (Sample.AssetEvent("s3://a", 5), new AssetEventRemoval("s3://a", 4, 5)),
        [typeof(AuditRemoval)] = (Sample.Audit("old"), new AuditRemoval(long.MaxValue)),
        [typeof(ReminderRemoval)] = (Sample.Reminder("dag/etl", "due"), new ReminderRemoval("dag/etl", "due")),
    };

    public static TheoryData<string, Filling> WrittenRows()
    {
        var data = new TheoryData<string, Filling>();
        foreach (var type in RowTypes.Except(Removals.Keys))
        {
            foreach (var filling in Enum.GetValues<Filling>())
            {
                data.Add(type.Name, filling);
            }
        }

        return data;
    }

    public static TheoryData<string> RemovalRows() => [.. RowTypes.Intersect(Removals.Keys).Select(t => t.Name)];

    [Fact]
    public void RowTypes_WhenEnumerated_AreAllTestedHere() =>
        RowTypes.ShouldBe(Readers.Keys.Concat(Removals.Keys), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(WrittenRows))]
    public async Task Commit_WhenRowIsWritten_ReadsTheSameBack(string typeName, Filling filling)
    {
        var type = RowTypes.Single(t => t.Name == typeName);
        var row = Sample.Filled(type, filling);

        (await Store.CommitAsync([row])).ShouldBe(CommitOutcome.Committed);

        var read = (await Readers[type](Store, row)).ShouldNotBeNull();
        read.ShouldBeEquivalentTo(row is FencedRow fenced ? fenced with { Revision = 1 } : row);
    }

    [Theory]
    [MemberData(nameof(WrittenRows))]
    public async Task Commit_WhenRowIsWrittenAgain_ReadsTheSecondBack(string typeName, Filling filling)
    {
        var type = RowTypes.Single(t => t.Name == typeName);
        var row = Sample.Filled(type, filling);

        await Store.CommitAsync([row]);
        (await Store.CommitAsync([row is FencedRow f ? f with { Revision = 1 } : row])).ShouldBe(CommitOutcome.Committed);

        var read = (await Readers[type](Store, row)).ShouldNotBeNull();
        read.ShouldBeEquivalentTo(row is FencedRow fenced ? fenced with { Revision = 2 } : row);
    }

    [Theory]
    [MemberData(nameof(RemovalRows))]
    public async Task Commit_WhenRowIsRemoved_IsGone(string typeName)
    {
        var (removed, removal) = Removals[RowTypes.Single(t => t.Name == typeName)];
        await Store.CommitAsync([removed]);
        (await Readers[removed.GetType()](Store, removed)).ShouldNotBeNull();

        (await Store.CommitAsync([removal])).ShouldBe(CommitOutcome.Committed);

        (await Readers[removed.GetType()](Store, removed)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WhenFencedRowChanges_ReplacesEveryValue()
    {
        foreach (var type in RowTypes.Except(Removals.Keys).Where(t => t.IsAssignableTo(typeof(FencedRow))))
        {
            var first = (FencedRow)Sample.Filled(type, Filling.High);
            var second = (FencedRow)CopyKey(first, (FencedRow)Sample.Filled(type, Filling.Empty)) with { Revision = 1 };

            await Store.CommitAsync([first]);
            (await Store.CommitAsync([second])).ShouldBe(CommitOutcome.Committed);

            (await Readers[type](Store, second)).ShouldBeEquivalentTo(second with { Revision = 2 });
        }
    }

    [Fact]
    public async Task Commit_WhenImportErrorIsSeenAgain_KeepsWhenItWasFirstSeen()
    {
        var later = Sample.Noon.AddHours(1);
        await Store.CommitAsync([Sample.ImportError("main", "a.yaml")]);

        await Store.CommitAsync([Sample.ImportError("main", "a.yaml") with { Message = "still no", FirstSeen = later, LastSeen = later }]);

        var error = (await Store.ListImportErrorsAsync("main")).ShouldHaveSingleItem();
        error.ShouldBe(new ImportErrorRow { Bundle = "main", File = "a.yaml", Message = "still no", FirstSeen = Sample.Noon, LastSeen = later });
    }

    [Fact]
    public async Task Commit_WhenVersionIsKnown_KeepsTheFirst()
    {
        var first = new DagVersionRow { Version = "v1", DagId = "etl", Document = [1], CreatedAt = Sample.Noon };
        await Store.CommitAsync([first]);

        (await Store.CommitAsync([first with { Document = [2], CreatedAt = Sample.Noon.AddDays(1) }])).ShouldBe(CommitOutcome.Committed);

        (await Store.GetDagVersionAsync("v1")).ShouldBeEquivalentTo(first);
    }

    [Fact]
    public async Task Commit_WhenTextIsNoUnicode_StoresReplacements()
    {
        await Store.CommitAsync([Sample.XCom(1, 0, value: "a\0b"), Sample.XCom(1, 1, value: "a\ud83d")]);

        (await Store.GetXComsAsync(1, [0, 1])).Select(x => x.ValueJson).ShouldBe(["a\ufffdb", "a\ufffd"]);
    }

    [Fact]
    public async Task Commit_WhenTextIsLarge_ReadsTheSameBack()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789äöü", 100_000));

        await Store.CommitAsync([Sample.XCom(1, 0, value: text), Sample.XCom(1, 1)]);

        (await Store.GetXComsAsync(1, [0])).ShouldHaveSingleItem().ValueJson.ShouldBe(text);
    }

    [Fact]
    public async Task Commit_WhenInstantIsFinerThanAMicrosecond_RoundsDown()
    {
        await Store.CommitAsync([Sample.Audit("a") with { At = DateTimeOffset.UnixEpoch.AddTicks(-1) }]);

        (await Store.ListAuditAsync(1)).ShouldHaveSingleItem().At.ShouldBe(DateTimeOffset.UnixEpoch.AddTicks(-10));
    }

    [Fact]
    public async Task Commit_WhenInstantHasAnOffset_ReadsTheSameInstantInUtc()
    {
        await Store.CommitAsync([Sample.Audit("a") with { At = Sample.Noon.ToOffset(TimeSpan.FromHours(5)) }]);

        var at = (await Store.ListAuditAsync(1)).ShouldHaveSingleItem().At;
        at.ShouldBe(Sample.Noon);
        at.Offset.ShouldBe(TimeSpan.Zero);
    }

    /// <summary>The key columns of <paramref name="target"/> as they are in <paramref name="source"/>.</summary>
    private static FencedRow CopyKey(FencedRow source, FencedRow target) => (source, target) switch
    {
        (DagRow s, DagRow t) => t with { DagId = s.DagId },
        (DagRunRow s, DagRunRow t) => t with { RunPk = s.RunPk },
        (AssetRow s, AssetRow t) => t with { Uri = s.Uri },
        (BackfillRow s, BackfillRow t) => t with { BackfillId = s.BackfillId },
        (BundleRow s, BundleRow t) => t with { Name = s.Name },
        (GrainStateRow s, GrainStateRow t) => t with { GrainType = s.GrainType, GrainKey = s.GrainKey, Name = s.Name },
        (PoolRow s, PoolRow t) => t with { Name = s.Name },
        (LimitEpochRow s, LimitEpochRow t) => t with { LimitKey = s.LimitKey },
        (VariableRow s, VariableRow t) => t with { Key = s.Key },
        (ConnectionRow s, ConnectionRow t) => t with { ConnectionId = s.ConnectionId },
        (UserRow s, UserRow t) => t with { Name = s.Name },
        _ => throw new NotSupportedException($"Say what the key of {source.GetType().Name} is."),
    };
}
