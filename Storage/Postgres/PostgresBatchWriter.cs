using Npgsql;
using Orrery.Storage.Commit;

namespace Orrery.Storage.Postgres;

/// <summary>
/// Writes batches to PostgreSQL. A batch is one round trip: begin, assert the epoch, fences, rows, commit. If one of its fences is stale the
/// database undoes it, and its changes are written again one by one, each under a savepoint.
/// </summary>
/// <remarks>
/// Each batch also writes its number next to the epoch. When the connection breaks while a batch is on its way, that number tells whether
/// it was committed.
/// </remarks>
/// <param name="connections">Opens connections.</param>
/// <param name="lease">This server's lease.</param>
/// <param name="isDurable">Whether commits wait for the disk.</param>
/// <param name="clock">Clock.</param>
internal sealed class PostgresBatchWriter(NpgsqlDataSource connections, PostgresLease lease, bool isDurable, TimeProvider clock) : IBatchWriter, IAsyncDisposable
{
    /// <summary>How long callers wait for a database that was lost in the middle of a batch before they are told that the store is unavailable.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private NpgsqlConnection? _connection;
    private long _batch;

    /// <inheritdoc/>
    public bool IsDurable => isDurable;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ArraySegment<PendingChange> changes)
    {
        try
        {
            _connection ??= await connections.OpenConnectionAsync().ConfigureAwait(false);
            _batch++;
            if (!await TryWriteAtOnceAsync(_connection, changes).ConfigureAwait(false))
            {
                await WriteOneByOneAsync(_connection, changes).ConfigureAwait(false);
            }

            lease.Renewed();
        }
        catch (PostgresException e) when (PostgresFailure.IsFaultOfRows(e))
        {
            await RollbackAsync().ConfigureAwait(false);
            var types = string.Join(", ", changes.SelectMany(c => c.Rows).Select(r => r.GetType().Name).Distinct(StringComparer.Ordinal));
            throw new ArgumentException($"A row of {types} breaks a rule of the schema: {e.MessageText}. Nothing of its change was written.", e);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            await CloseAsync().ConfigureAwait(false);
            if (!await WasCommittedAsync().ConfigureAwait(false))
            {
                throw PostgresFailure.ToUnavailable(e, lease.Database);
            }

            foreach (var change in changes)
            {
                change.Outcome = CommitOutcome.Committed;
            }
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>Writes everything in one round trip; false, and nothing is written, when a fence or the lease does not hold.</summary>
    private async Task<bool> TryWriteAtOnceAsync(NpgsqlConnection connection, ArraySegment<PendingChange> changes)
    {
        var statements = new PostgresBatch();
        foreach (var change in changes)
        {
            statements.Add(change.Rows);
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        batch.BatchCommands.Add(lease.Assertion(_batch));
        statements.AddTo(batch.BatchCommands);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        try
        {
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresBatch.StaleState or PostgresBatch.VoidState)
        {
            await RollbackAsync().ConfigureAwait(false);
            return false;
        }

        foreach (var change in changes)
        {
            change.Outcome = CommitOutcome.Committed;
        }

        return true;
    }

    private async Task WriteOneByOneAsync(NpgsqlConnection connection, ArraySegment<PendingChange> changes)
    {
        try
        {
            await RunAsync(connection, new NpgsqlBatchCommand("BEGIN"), lease.Assertion(_batch)).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresBatch.StaleState)
        {
            await RollbackAsync().ConfigureAwait(false);
            throw await lease.LostAsync().ConfigureAwait(false);
        }

        foreach (var change in changes)
        {
            var statements = new PostgresBatch();
            statements.Add(change.Rows);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SAVEPOINT change"));
            statements.AddTo(batch.BatchCommands);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("RELEASE change"));
            try
            {
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                change.Outcome = CommitOutcome.Committed;
            }
            catch (PostgresException e) when (e.SqlState is PostgresBatch.StaleState or PostgresBatch.VoidState)
            {
                await RunAsync(connection, new NpgsqlBatchCommand("ROLLBACK TO change")).ConfigureAwait(false);
                change.Outcome = e.SqlState == PostgresBatch.VoidState ? CommitOutcome.GrantVoid : CommitOutcome.Stale;
            }
        }

        await RunAsync(connection, new NpgsqlBatchCommand("COMMIT")).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the batch on whose way the connection broke was committed: asked until the database answers, for a while. If it was not, its
    /// number is taken, so that what may still be on its way is refused.
    /// </summary>
    private async Task<bool> WasCommittedAsync()
    {
        var deadline = clock.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                return !await lease.TryTakeAsync(_batch).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsUnavailable(e) && clock.GetUtcNow() < deadline)
            {
                await Task.Delay(RetryDelay, clock).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsUnavailable(e))
            {
                return false;
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task RollbackAsync()
    {
        try
        {
            await RunAsync(_connection!, new NpgsqlBatchCommand("ROLLBACK")).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask CloseAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
