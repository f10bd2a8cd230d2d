using System.Diagnostics.Metrics;

namespace Orrery.Storage.Commit;

/// <summary>Counts what the pipeline does, and publishes it as the meter <c>Orrery.Storage</c>.</summary>
internal sealed class CommitCounters : IDisposable
{
    private readonly Meter _meter = new("Orrery.Storage");
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private long _batches;
    private long _changes;
    private long _rows;
    private long _stale;
    private long _failed;
    private long _syncs;

    public CommitCounters()
    {
        Observe("orrery.storage.batches", "{transaction}", "Transactions committed.", () => Read().Batches);
        Observe("orrery.storage.changes", "{change}", "Changes committed.", () => Read().Changes);
        Observe("orrery.storage.rows", "{row}", "Rows of committed changes.", () => Read().Rows);
        Observe("orrery.storage.stale", "{change}", "Changes refused because a fence did not hold.", () => Read().Stale);
        Observe("orrery.storage.failed", "{change}", "Changes that failed.", () => Read().Failed);
        Observe("orrery.storage.syncs", "{transaction}", "Transactions that waited for the disk.", () => Read().Syncs);
        _batchSize = _meter.CreateHistogram<int>("orrery.storage.batch.size", "{change}", "Changes in a transaction.");
        _batchDuration = _meter.CreateHistogram<double>("orrery.storage.batch.duration", "s", "Time a transaction took, until it was durable.");
    }

    public CommitStatistics Read() => new(
        Interlocked.Read(ref _batches),
        Interlocked.Read(ref _changes),
        Interlocked.Read(ref _rows),
        Interlocked.Read(ref _stale),
        Interlocked.Read(ref _failed),
        Interlocked.Read(ref _syncs));

    /// <summary>Counts a committed batch.</summary>
    public void Committed(ArraySegment<PendingChange> batch, bool isDurable, TimeSpan elapsed)
    {
        var (changes, rows) = (0, 0);
        foreach (var change in batch)
        {
            if (change.Outcome == CommitOutcome.Committed)
            {
                changes++;
                rows += change.Rows.Count;
            }
        }

        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _changes, changes);
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _stale, batch.Count - changes);
        Interlocked.Add(ref _syncs, isDurable && changes > 0 ? 1 : 0);
        _batchSize.Record(batch.Count);
        _batchDuration.Record(elapsed.TotalSeconds);
    }

    /// <summary>Counts changes that failed.</summary>
    public void Failed(int changes) => Interlocked.Add(ref _failed, changes);

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, string unit, string description, Func<long> value) =>
        _meter.CreateObservableCounter(name, value, unit, description);
}
