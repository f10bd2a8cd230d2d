using System.Text;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

public sealed class StoreVerifierTests : IDisposable
{
    private static readonly StoreRow[] Sound =
    [
        new DagVersionRow { Version = "v1", DagId = "etl", Document = Encoding.UTF8.GetBytes("""{"dag_id":"etl","tasks":[{"task_id":"task_0"},{"task_id":"task_1"}]}"""), CreatedAt = Sample.Noon },
        new DagReleaseRow { DagId = "etl", Release = 1, Version = "v1", CodeReference = "c", CodePath = "/c", Bundle = "main", File = "f", CreatedAt = Sample.Noon },
        Sample.Dag("etl"),
        Sample.Run(1),
        Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 1 },
        Sample.Task(1, 1, TaskInstanceState.Running) with { TryNumber = 2, StartedAt = Sample.Noon, Host = "h", LeaseId = Guid.Empty },
        Try(0, 1),
        Try(1, 1),
        Try(1, 2),
    ];

    private readonly TempFolder _folder = new();

    public static TheoryData<string, StoreRow[]> Faults() => new()
    {
        { "Run etl/manual__1 has 3 task instances, and the highest ordinal is 3.", [Sample.Task(1, 3)] },
        { "Run etl/manual__2 has 1 task instances, and its version has 2 tasks.", [Sample.Run(2), Sample.Task(2, 0)] },
        { "Run etl/manual__1 has ended, and its task task_1[-1] is in state 3.", [Sample.Run(1, 1, state: DagRunState.Failed)] },
        { "Run etl/manual__1 has ended, and does not say when.", [Sample.Run(1, 1, state: DagRunState.Failed) with { EndedAt = null }, Sample.Task(1, 1, TaskInstanceState.Success) with { TryNumber = 2 }] },
        { "Task etl/manual__1/task_0[-1] is leased in state 4.", [Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 1, Host = "h", LeaseId = new Guid(1, 0, 0, new byte[8]) }] },
        { "Task etl/manual__1/task_1[-1] is leased to no host.", [Sample.Task(1, 1, TaskInstanceState.Running) with { TryNumber = 2, LeaseId = Guid.Empty }] },
        { "Lease 00000000000000000000000000000000 is held by 2 task instances.", [Sample.Task(1, 0, TaskInstanceState.Running) with { TryNumber = 1, Host = "h", LeaseId = Guid.Empty }] },
        { "Task etl/manual__1/task_0[-1] is at try 2, and 1 tries are on record, the highest 1.", [Sample.Task(1, 0, TaskInstanceState.Success) with { TryNumber = 2 }] },
        { "Task etl/manual__1/task_0[-1] is at try 1, and 2 tries are on record, the highest 3.", [Try(0, 3)] },
        { "Run number 9 does not exist, and has 1 task instances.", [Sample.Task(9, 0)] },
        { "Task instance 1/7 does not exist, and has 1 tries.", [Try(7, 1)] },
        { "Task instance 1/7 does not exist, and has 1 XComs.", [Sample.XCom(1, 7)] },
        { "Run etl/manual__1 is pinned to release 5, which does not exist.", [Sample.Run(1, 1) with { Release = 5 }] },
        { "DAG etl is at release 5, which does not exist.", [Sample.Dag("etl", 1) with { Release = 5 }] },
        { "Events of asset s3://a up to 5 led to two runs of DAG etl.", [Consumed(0, 5), Consumed(4, 9)] },
        { "Run number 9 does not exist, and events of asset s3://a led to it.", [Consumed(0, 5) with { RunPk = 9 }] },
        { "Asset s3://a has an event above its last one, 5.", [Sample.Asset("s3://a") with { LastEventId = 5, SpreadEventId = 5 }, Sample.AssetEvent("s3://a", 6)] },
        { "Release 2 of DAG etl is of version v9, which does not exist.", [new DagReleaseRow { DagId = "etl", Release = 2, Version = "v9", CodeReference = "c", CodePath = "/c", Bundle = "main", File = "f", CreatedAt = Sample.Noon }] },
    };

    public void Dispose() => _folder.Dispose();

    private static AssetConsumptionRow Consumed(long from, long to) => new() { DagId = "etl", Uri = "s3://a", FromEventId = from, ToEventId = to, RunPk = 1 };

    [Fact]
    public async Task Check_WhenStoreIsSound_FindsNothing()
    {
        await using var store = await _folder.OpenAsync();
        await store.CommitAsync(Sound);

        StoreVerifier.Check(_folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Check_WhenSomethingIsWrong_SaysWhat(string finding, StoreRow[] fault)
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.CommitAsync(Sound);
            (await store.CommitAsync(fault)).ShouldBe(CommitOutcome.Committed);
        }

        StoreVerifier.Check(_folder.Path).ShouldContain(finding);
    }

    [Fact]
    public async Task Check_WhenFileIsDamaged_SaysSo()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.CommitAsync(Sound);
        }

        using (var session = _folder.Connect())
        {
            session.Execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'dag_run_by_dag'");
        }

        StoreVerifier.Check(_folder.Path).ShouldContain(f => f.StartsWith("The file is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_WhenThereIsNoStore_SaysSo() =>
        Should.Throw<StoreUnavailableException>(() => StoreVerifier.Check(_folder.Path)).Message.ShouldContain(_folder.Database);

    private static TaskTryRow Try(int ordinal, int number) => new() { RunPk = 1, Ordinal = ordinal, TryNumber = number, State = TaskInstanceState.Success };
}
