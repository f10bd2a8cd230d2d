using System.Diagnostics.Metrics;
using Orrery.Core.States;
using Orrery.Storage.Rows;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

public sealed class SqliteCommitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commit_WhenManyCallersComeAtOnce_SharesTransactions()
    {
        await using var store = await _folder.OpenAsync();

        var outcomes = await CommitWhileLocked(store, Enumerable.Range(1, 40).Select(i => new StoreRow[] { Sample.Run(i), Sample.Task(i, 0) }));

        outcomes.ShouldAllBe(o => o.Result == CommitOutcome.Committed);
        var statistics = store.Statistics;
        statistics.Changes.ShouldBe(40);
        statistics.Rows.ShouldBe(80);
        statistics.Batches.ShouldBeLessThanOrEqualTo(2);
        statistics.Syncs.ShouldBe(statistics.Batches);
    }

    [Fact]
    public async Task Commit_WhenOneChangeOfABatchIsStale_RefusesItAlone()
    {
        await using var store = await _folder.OpenAsync();

        var outcomes = await CommitWhileLocked(store, Enumerable.Range(1, 20).Select(i => new StoreRow[] { Sample.Run(i, revision: i == 10 ? 5 : 0), Sample.Task(i, 0) }));

        outcomes.Count(o => o.Result == CommitOutcome.Stale).ShouldBe(1);
        store.Statistics.Stale.ShouldBe(1);
        (await store.GetTaskInstancesAsync(10)).ShouldBeEmpty();
        (await store.CountRunsAsync("etl", DagRunState.Running)).ShouldBe(19);
    }

    [Fact]
    public async Task Commit_WhenOneChangeOfABatchBreaksTheSchema_FailsItAlone()
    {
        await using var store = await _folder.OpenAsync();

        var outcomes = await CommitWhileLocked(store, Enumerable.Range(1, 20).Select(i => i == 10 ? new StoreRow[] { Sample.Run(i), Sample.Unacceptable(i) } : [Sample.Run(i)]));

        outcomes.Single(o => o.IsFaulted).Exception!.InnerException.ShouldBeOfType<ArgumentException>().Message.ShouldContain("xcom.key");
        (await store.CountRunsAsync("etl", DagRunState.Running)).ShouldBe(19);
        store.Statistics.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhenEpochHasMovedOn_RefusesEverythingFromThenOn()
    {
        await using var store = await _folder.OpenAsync();
        await store.CommitAsync([Sample.Run(1)]);
        using (var other = _folder.Connect())
        {
            other.Execute("UPDATE server SET epoch = 2, holder = 'the other'");
        }

        var message = (await Should.ThrowAsync<StoreFencedException>(async () => await store.CommitAsync([Sample.Run(2)]))).Message;
        message.ShouldContain("epoch 1");
        message.ShouldContain("2, of 'the other'");
        using (var other = _folder.Connect())
        {
            other.Execute("UPDATE server SET epoch = 1");
        }

        await Should.ThrowAsync<StoreFencedException>(async () => await store.CommitAsync([Sample.Run(3)]));
        (await store.CountRunsAsync("etl", DagRunState.Running)).ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhenDiskIsFull_AcknowledgesNothingAndRecovers()
    {
        await using var store = await _folder.OpenAsync();
        var pages = store.Writer.List("PRAGMA page_count", null, s => s.Int64())[0];
        store.Writer.Execute($"PRAGMA max_page_count = {pages + 5}");
        StoreRow[] large = [Sample.Run(1), Sample.XCom(1, 0, value: new string('x', 100_000))];

        var message = (await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync(large))).Message;
        message.ShouldContain("disk is full");
        message.ShouldContain("free some space");
        (await store.GetDagRunAsync("etl", "manual__1")).ShouldBeNull();
        (await store.CommitAsync([Sample.Run(2)])).ShouldBe(CommitOutcome.Committed);

        store.Writer.Execute("PRAGMA max_page_count = 1000000");
        (await store.CommitAsync(large)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenAnotherProgramHoldsTheLock_SaysSoAndRecovers()
    {
        await using var store = await _folder.OpenAsync(busyTimeout: TimeSpan.Zero);
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE");

        (await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Sample.Run(1)]))).Message.ShouldContain("Another program holds a lock");
        other.Execute("ROLLBACK");

        (await store.CommitAsync([Sample.Run(1)])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenDurabilityIsOff_DoesNotSync()
    {
        await using var store = await _folder.OpenAsync(Durability.Off);

        await store.CommitAsync([Sample.Run(1)]);

        store.Writer.List("PRAGMA synchronous", null, s => s.Int64()).ShouldBe([0]);
        store.Statistics.Syncs.ShouldBe(0);
        store.Statistics.Batches.ShouldBe(1);
    }

    [Fact]
    public async Task Open_WhenDurabilityIsFull_SyncsEveryCommitToTheLog()
    {
        await using var store = await _folder.OpenAsync();

        store.Writer.List("PRAGMA synchronous", null, s => s.Int64()).ShouldBe([2]);
        store.Writer.List("PRAGMA journal_mode", null, s => s.Text()).ShouldBe(["wal"]);
    }

    [Fact]
    public async Task Commit_WhenMetricsAreListenedTo_CountsThere()
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var store = await _folder.OpenAsync();
        await store.CommitAsync([Sample.Run(1), Sample.Task(1, 0)]);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Orrery.Storage")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value);
        listener.Start();

        listener.RecordObservableInstruments();

        // Other stores of this process may be counted with it.
        sums["orrery.storage.rows"].ShouldBeGreaterThanOrEqualTo(2);
        sums.Keys.ShouldBe(["orrery.storage.batches", "orrery.storage.changes", "orrery.storage.rows", "orrery.storage.stale", "orrery.storage.failed", "orrery.storage.syncs", "orrery.storage.queue.size"], ignoreOrder: true);
    }

    [Fact]
    public async Task Read_WhenAWriteIsInFlight_SeesWhatWasCommittedBefore()
    {
        await using var store = await _folder.OpenAsync();
        await store.CommitAsync([Sample.Run(1)]);
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE; UPDATE dag_run SET note = 'half'");

        (await store.GetDagRunAsync("etl", "manual__1"))!.Note.ShouldBeNull();
    }

    /// <summary>
    /// Hands in changes while another program holds the write lock, so that one caller waits in its transaction and all others queue
    /// behind it; then lets go.
    /// </summary>
    private async Task<IReadOnlyList<Task<CommitOutcome>>> CommitWhileLocked(SqliteStore store, IEnumerable<StoreRow[]> changes)
    {
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE");
        var all = changes.ToList();
        using var handedIn = new CountdownEvent(all.Count - 1);
        var commits = all.ConvertAll(rows => Task.Factory.StartNew(
            () =>
            {
                var commit = store.CommitAsync(rows).AsTask();
                handedIn.TrySignal();
                return commit;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning, // A thread each: one of them will block.
            TaskScheduler.Default).Unwrap());
        handedIn.Wait(Patience).ShouldBeTrue($"{handedIn.CurrentCount} callers have not handed in");
        other.Execute("ROLLBACK");
        await Task.WhenAll(commits).ContinueWith(_ => { }, TaskScheduler.Default);
        return commits;
    }
}

/// <summary>Signals that may come once too often.</summary>
internal static class CountdownEventExtensions
{
    public static void TrySignal(this CountdownEvent countdown)
    {
        try
        {
            countdown.Signal();
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // The one that was in the transaction comes last, and nobody waits for it.
        }
    }
}
