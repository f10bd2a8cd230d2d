using System.Collections.Concurrent;

namespace Orrery.Storage.Sqlite;

/// <summary>Read-only connections. Each query borrows one, so reads see a snapshot and never wait for the writer.</summary>
/// <param name="path">Path of the database file.</param>
/// <param name="busyTimeout">How long a query waits for a lock that another program holds.</param>
/// <param name="maxIdle">How many are kept.</param>
internal sealed class ReaderPool(string path, TimeSpan busyTimeout, int maxIdle) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads, on the thread of the caller. What fails is in the task.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(Read(read));
        }
        catch (SqliteFailure failure)
        {
            return Task.FromException<T>(failure.ToUnavailable());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>The texts of all statements that the idle connections have prepared.</summary>
    public IReadOnlyCollection<string> PreparedTexts => [.. _idle.SelectMany(s => s.PreparedTexts).Distinct(StringComparer.Ordinal)];

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(IStore));
        var session = _idle.TryTake(out var idle) ? idle : SqliteSession.Open(path, writable: false, busyTimeout);
        try
        {
            return read(session);
        }
        finally
        {
            if (_isDisposed || _idle.Count >= maxIdle)
            {
                session.Dispose();
            }
            else
            {
                _idle.Add(session);
            }
        }
    }
}
