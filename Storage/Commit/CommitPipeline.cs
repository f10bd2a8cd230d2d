using Microsoft.Extensions.Logging;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Commit;

/// <summary>
/// Group commit: one writer, and everything handed in while its transaction is in flight goes into the next one.
/// </summary>
/// <remarks>
/// The caller that finds the writer idle writes its change itself, so that a lone actor pays for no hand-over between threads; what came
/// in meanwhile is then written from the thread pool, so that no caller works for the others. Changes are let in up to a number of bytes;
/// the rest wait in order, and only those may still be given up.
/// </remarks>
/// <param name="writer">Writes a batch.</param>
/// <param name="limits">How much is let in.</param>
/// <param name="clock">Clock for durations.</param>
/// <param name="logger">Log.</param>
internal sealed partial class CommitPipeline(IBatchWriter writer, CommitLimits limits, TimeProvider clock, ILogger logger)
    : IThreadPoolWorkItem, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingChange> _admitted = new();
    private readonly Queue<PendingChange> _waiting = new();
    private readonly List<PendingChange> _batch = [];
    private readonly CommitCounters _counters = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _fencedSignal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _admittedBytes;
    private bool _isWriting;
    private bool _isClosed;
    private bool _isUnavailable;
    private StoreFencedException? _fenced;

    /// <summary>Ends when the writer says that the server's lease is gone.</summary>
    public Task Fenced => _fencedSignal.Task;

    /// <summary>What it has done.</summary>
    public CommitStatistics Statistics => _counters.Read();

    /// <summary>Bytes of the changes that have been let in and not been taken by the writer.</summary>
    public long AdmittedBytes
    {
        get
        {
            lock (_gate)
            {
                return _admittedBytes;
            }
        }
    }

    /// <inheritdoc cref="IStore.CommitAsync"/>
    public ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<CommitOutcome>(cancellationToken);
        }

        var change = new PendingChange(rows) { HandedInAt = _counters.Latency.Enabled ? clock.GetTimestamp() : 0 };
        bool findsWriterIdle;
        lock (_gate)
        {
            if (_fenced is not null)
            {
                return ValueTask.FromException<CommitOutcome>(new StoreFencedException(_fenced.Message));
            }

            ObjectDisposedException.ThrowIf(_isClosed, typeof(IStore));
            if (_waiting.Count == 0 && HasRoomFor(change))
            {
                Admit(change);
            }
            else
            {
                change.IsWaiting = true;
                _waiting.Enqueue(change);
            }

            findsWriterIdle = !_isWriting;
            _isWriting = true;
        }

        if (findsWriterIdle)
        {
            _ = PumpAsync(oneBatchOnly: true);
        }

        return cancellationToken.CanBeCanceled && !change.Task.IsCompleted ? new(OrGiveUpAsync(change, cancellationToken)) : new(change.Task);
    }

    /// <summary>Continues on the thread pool what a caller began.</summary>
    void IThreadPoolWorkItem.Execute() => _ = PumpAsync(oneBatchOnly: false);

    /// <summary>Lets nothing more in, and returns when everything handed in so far is durable.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (!_isWriting)
            {
                _drained.TrySetResult();
            }
        }

        await _drained.Task.ConfigureAwait(false);
        _counters.Dispose();
    }

    /// <remarks>
    /// Here awaits must not come back to the caller's context: that is the turn of the one actor that happened to find the writer idle.
    /// </remarks>
    private async Task PumpAsync(bool oneBatchOnly)
    {
        while (TakeBatch())
        {
            await WriteAsync(new ArraySegment<PendingChange>([.. _batch])).ConfigureAwait(false);
            if (oneBatchOnly && HandOver())
            {
                return;
            }
        }
    }

    private bool HandOver()
    {
        lock (_gate)
        {
            if (_admitted.Count == 0)
            {
                return false;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Takes the next changes, up to the size of a batch; false, and idle, when there are none.</summary>
    private bool TakeBatch()
    {
        _batch.Clear();
        lock (_gate)
        {
            var bytes = 0L;
            while (_admitted.TryPeek(out var change) && (_batch.Count == 0 || bytes + change.Bytes <= limits.MaxBatchBytes))
            {
                bytes += change.Bytes;
                _batch.Add(_admitted.Dequeue());
            }

            _admittedBytes -= bytes;
            _counters.Queued(_admittedBytes);
            while (_waiting.TryPeek(out var next) && (!next.IsWaiting || HasRoomFor(next)))
            {
                _waiting.Dequeue();
                if (next.IsWaiting)
                {
                    Admit(next);
                }
            }

            _isWriting = _batch.Count > 0;
            if (_isClosed && !_isWriting)
            {
                _drained.TrySetResult();
            }

            return _isWriting;
        }
    }

    /// <remarks>A change above the limit is let in when it is alone: it would wait for ever otherwise.</remarks>
    private bool HasRoomFor(PendingChange change) => _admitted.Count == 0 || _admittedBytes + change.Bytes <= limits.MaxAdmittedBytes;

    private void Admit(PendingChange change)
    {
        change.IsWaiting = false;
        _admittedBytes += change.Bytes;
        _counters.Queued(_admittedBytes);
        _admitted.Enqueue(change);
    }

    private async Task<CommitOutcome> OrGiveUpAsync(PendingChange change, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_gate)
                {
                    if (!change.IsWaiting)
                    {
                        return;
                    }

                    change.IsWaiting = false; // What is left in the queue is skipped.
                }

                change.TrySetCanceled(token);
            },
            null);
        return await change.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a batch and ends the tasks of its changes. When one of them cannot be written, halves are tried, so that the guilty one
    /// fails alone and the others share few transactions.
    /// </summary>
    private async ValueTask WriteAsync(ArraySegment<PendingChange> batch)
    {
        var started = clock.GetTimestamp();
        try
        {
            await writer.WriteAsync(batch).ConfigureAwait(false);
        }
        catch (StoreFencedException e)
        {
            LogFenced(logger, e);
            Fail(batch, e);
            RefuseEverything(e);
            return;
        }
        catch (StoreUnavailableException e)
        {
            if (!_isUnavailable)
            {
                LogUnavailable(logger, e);
            }

            _isUnavailable = true;
            Fail(batch, e);
            return;
        }
        catch (Exception e) when (batch.Count == 1)
        {
            LogRefused(logger, e);
            Fail(batch, e);
            return;
        }
        catch (Exception)
        {
            var half = batch.Count / 2;
            await WriteAsync(batch[..half]).ConfigureAwait(false);
            await WriteAsync(batch[half..]).ConfigureAwait(false);
            return;
        }

        if (_isUnavailable)
        {
            _isUnavailable = false;
            LogAvailableAgain(logger);
        }

        _counters.Committed(batch, writer.IsDurable, clock.GetElapsedTime(started));
        foreach (var change in batch)
        {
            change.TrySetResult(change.Outcome);
            if (change.HandedInAt != 0)
            {
                _counters.Latency.Record(clock.GetElapsedTime(change.HandedInAt).TotalSeconds);
            }
        }
    }

    private void RefuseEverything(StoreFencedException reason)
    {
        PendingChange[] refused;
        lock (_gate)
        {
            _fenced = reason;
            refused = [.. _admitted, .. _waiting];
            _admitted.Clear();
            _waiting.Clear();
            _admittedBytes = 0;
            _counters.Queued(0);
            foreach (var change in refused)
            {
                change.IsWaiting = false;
            }
        }

        Fail(refused, reason);
        _fencedSignal.TrySetResult();
    }

    private void Fail(ArraySegment<PendingChange> changes, Exception reason)
    {
        _counters.Failed(changes.Count);
        foreach (var change in changes)
        {
            change.TrySetException(reason);
        }
    }

    [LoggerMessage(LogLevel.Error, "The store's lease is lost; nothing more is written from here")]
    private static partial void LogFenced(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "The store is unavailable; until it is back, changes are not written and their callers told so")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Information, "The store is available again")]
    private static partial void LogAvailableAgain(ILogger logger);

    [LoggerMessage(LogLevel.Error, "A change cannot be written; its caller was told so")]
    private static partial void LogRefused(ILogger logger, Exception exception);
}
