using System.Diagnostics.Metrics;

namespace Orrery.Storage.Commit;

/// <summary>Counts what the pipeline does, and publishes it as the meter <c>Orrery.Storage</c>.</summary>
internal sealed class CommitCounters : IDisposable
{
    /// <summary>Bounds in seconds, from a commit that waits for no disk to a store that is about to be given up.</summary>
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] };

    private readonly Meter _meter = new("Orrery.Storage");
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private long _batches;
    private long _changes;
    private long _rows;
    private long _stale;
    private long _failed;
    private long _syncs;
    private long _queuedBytes;

    public CommitCounters()
    {
        Observe("orrery.storage.batches", "{transaction}", "Transactions committed.", () => Read().Batches);
        Observe("orrery.storage.changes", "{change}", "Changes committed.", () => Read().Changes);
        Observe("orrery.storage.rows", "{row}", "Rows of committed changes.", () => Read().Rows);
        Observe("orrery.storage.stale", "{change}", "Changes refused because a fence did not hold.", () => Read().Stale);
        Observe("orrery.storage.failed", "{change}", "Changes that failed.", () => Read().Failed);
        Observe("orrery.storage.syncs", "{transaction}", "Transactions that waited for the disk.", () => Read().Syncs);
        _batchSize = _meter.CreateHistogram<int>("orrery.storage.batch.size", "{change}", "Changes in a transaction.", tags: null, Sizes);
        _batchDuration = _meter.CreateHistogram("orrery.storage.batch.duration", "s", "Time a transaction took, until it was durable.", tags: null, Durations);
        Latency = _meter.CreateHistogram("orrery.storage.commit.duration", "s", "Time from handing a change in until it was durable, waiting included.", tags: null, Durations);
        _meter.CreateObservableGauge("orrery.storage.queue.size", () => Interlocked.Read(ref _queuedBytes), "By", "Estimated size of the changes that wait for the writer.");
    }

    /// <summary>How long callers wait for their changes to be durable.</summary>
    public Histogram<double> Latency { get; }

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

    /// <summary>Takes down how much waits.</summary>
    public void Queued(long bytes) => Interlocked.Exchange(ref _queuedBytes, bytes);

    /// <summary>Counts changes that failed.</summary>
    public void Failed(int changes) => Interlocked.Add(ref _failed, changes);

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, string unit, string description, Func<long> value) =>
        _meter.CreateObservableCounter(name, value, unit, description);
}
