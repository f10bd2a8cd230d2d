using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orrery.Storage.Postgres;

/// <summary>
/// The lease on the store: one row says which server may write, and until when by the database's clock. Its epoch is asserted in every
/// transaction, so a server that was paused and replaced can write nothing, whatever it believes.
/// </summary>
internal sealed partial class PostgresLease : IAsyncDisposable
{
    /// <summary>How long a server that says nothing keeps the lease. Another takes over at most this and a poll later.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private const string Now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LockedAfter = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlDataSource _connections;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<StoreFencedException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _renewing;
    private DateTimeOffset _renewedAt;

    private PostgresLease(NpgsqlDataSource connections, string database, long epoch, TimeProvider clock, ILogger logger)
    {
        _connections = connections;
        _clock = clock;
        _logger = logger;
        Database = database;
        Epoch = epoch;
        _renewedAt = clock.GetUtcNow();
        _renewing = RenewAsync();
    }

    /// <summary>The database, for messages.</summary>
    public string Database { get; }

    /// <summary>Number of the lease.</summary>
    public long Epoch { get; }

    /// <summary>Ends when another server has taken over.</summary>
    public Task<StoreFencedException> Lost => _lost.Task;

    /// <summary>Takes the lease once no server holds it.</summary>
    /// <param name="connections">Opens connections.</param>
    /// <param name="database">The database, for messages.</param>
    /// <param name="holder">Who takes it, for messages.</param>
    /// <param name="waits">Whether to wait for a server that holds it; one that has fallen silent is always waited for.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="logger">Log.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreInUseException">A server holds it, and it is not waited for.</exception>
    public static async Task<PostgresLease> TakeAsync(
        NpgsqlDataSource connections, string database, string holder, bool waits, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var isWaiting = false;
        var seen = "";
        while (true)
        {
            try
            {
                if (await TryAcquireAsync(connections, holder, clock, cancellationToken).ConfigureAwait(false) is { } epoch)
                {
                    return new PostgresLease(connections, database, epoch, clock, logger);
                }
            }
            catch (Exception e) when (isWaiting && PostgresFailure.IsUnavailable(e))
            {
                // Who stands by does so until it is needed, and then most of all.
                LogNotAsked(logger, e, database);
            }

            if (!waits)
            {
                // A server that lives renews its lease, and so gives itself away.
                var until = await TextAsync(connections, "SELECT epoch || '/' || coalesce(lease_until, 0) FROM server WHERE id = 1", cancellationToken).ConfigureAwait(false);
                if (seen.Length > 0 && seen != until)
                {
                    throw new StoreInUseException(
                        $"The store '{database}' is in use by {await HolderAsync(connections, cancellationToken).ConfigureAwait(false)}. Stop that server and those that wait for its lease.");
                }

                seen = until ?? "";
            }
            else if (!isWaiting)
            {
                isWaiting = true;
                LogWaiting(logger, database, await HolderAsync(connections, cancellationToken).ConfigureAwait(false));
            }

            await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The statement that asserts the lease in a transaction, renews it, and writes down the number of the batch.</summary>
    public NpgsqlBatchCommand Assertion(long batch)
    {
        var command = new NpgsqlBatchCommand(
            $"WITH held AS (UPDATE server SET batch = $1, lease_until = {Now} + $2 WHERE id = 1 AND epoch = $3 AND batch < $1 RETURNING 1) SELECT 1 / count(*) FROM held");
        new PostgresParameters(command.Parameters).Add(batch).Add(Duration).Add(Epoch);
        return command;
    }

    /// <summary>Takes the number of a batch whose fate is not known; false when the batch was committed.</summary>
    /// <exception cref="StoreFencedException">Another server has taken over.</exception>
    public async Task<bool> TryTakeAsync(long batch)
    {
        await using var command = _connections.CreateCommand("UPDATE server SET batch = $1 WHERE id = 1 AND epoch = $2 AND batch < $1");
        new PostgresParameters(command.Parameters).Add(batch).Add(Epoch);
        if (await command.ExecuteNonQueryAsync().ConfigureAwait(false) == 1)
        {
            return true;
        }

        return await IsHeldAsync().ConfigureAwait(false) ? false : throw await LostAsync().ConfigureAwait(false);
    }

    /// <summary>Takes note that a batch has renewed the lease.</summary>
    public void Renewed() => _renewedAt = _clock.GetUtcNow();

    /// <summary>What to tell those who want to write now that the lease is lost.</summary>
    public async Task<StoreFencedException> LostAsync()
    {
        var holder = await HolderAsync(_connections, CancellationToken.None).ConfigureAwait(false);
        var lost = new StoreFencedException(
            $"This server opened the store '{Database}' with epoch {Epoch}, and now it is with {holder}: another server has taken over. Stop this one.");
        _lost.TrySetResult(lost);
        return lost;
    }

    /// <summary>Gives the lease back, so that the next server need not wait for it to run out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _closing.Dispose();
        try
        {
            await using var command = _connections.CreateCommand("UPDATE server SET lease_until = NULL WHERE id = 1 AND epoch = $1");
            new PostgresParameters(command.Parameters).Add(Epoch);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            // It runs out by itself.
        }
    }

    /// <summary>Takes the lease if no server holds it; null if one does.</summary>
    private static async Task<long?> TryAcquireAsync(NpgsqlDataSource connections, string holder, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            INSERT INTO server AS s (id, epoch, holder, opened_at, lease_until, batch) VALUES (1, 1, $1, {Now}, {Now} + $2, 0)
            ON CONFLICT (id) DO UPDATE SET epoch = s.epoch + 1, holder = $1, opened_at = {Now}, lease_until = {Now} + $2, batch = 0
            WHERE s.lease_until IS NULL OR s.lease_until < {Now}
            RETURNING s.epoch
            """;
        new PostgresParameters(command.Parameters).Add(holder).Add(Duration);
        var taking = command.ExecuteScalarAsync(cancellationToken);
        while (await Task.WhenAny(taking, Task.Delay(LockedAfter, clock, cancellationToken)).ConfigureAwait(false) != taking && !cancellationToken.IsCancellationRequested)
        {
            await EndSilentHolderAsync(connections, connection.ProcessID, cancellationToken).ConfigureAwait(false);
        }

        return await taking.ConfigureAwait(false) as long?;
    }

    /// <summary>
    /// Ends the session that keeps the row of the lease locked, if the lease has run out: a server that was paused in the middle of a
    /// transaction, or lost its network there, would keep everybody out for as long as it is away.
    /// </summary>
    private static async Task EndSilentHolderAsync(NpgsqlDataSource connections, int waiting, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = connections.CreateCommand(
                $"""
                SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
                WHERE a.pid = ANY(pg_blocking_pids($1::int)) AND a.wait_event_type IS DISTINCT FROM 'Lock'
                AND EXISTS (SELECT 1 FROM server WHERE id = 1 AND (lease_until IS NULL OR lease_until < {Now}))
                """);
            new PostgresParameters(command.Parameters).Add(waiting);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            // What waits for the lock says what is wrong, or gets it after all.
        }
    }

    private static async Task<string> HolderAsync(NpgsqlDataSource connections, CancellationToken cancellationToken) =>
        await TextAsync(connections, "SELECT holder || ', epoch ' || epoch FROM server WHERE id = 1", cancellationToken).ConfigureAwait(false) ?? "nobody";

    private static async Task<string?> TextAsync(NpgsqlDataSource connections, string sql, CancellationToken cancellationToken)
    {
        await using var command = connections.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }

    private async Task<bool> IsHeldAsync()
    {
        await using var command = _connections.CreateCommand("SELECT 1 FROM server WHERE id = 1 AND epoch = $1");
        new PostgresParameters(command.Parameters).Add(Epoch);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is not null;
    }

    /// <summary>Renews the lease while no batch does.</summary>
    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewInterval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                if (_clock.GetUtcNow() - _renewedAt < RenewInterval)
                {
                    continue;
                }

                if (!await RenewOnceAsync().ConfigureAwait(false))
                {
                    _ = await LostAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
    }

    /// <summary>Renews the lease; false when it is lost. A database that does not answer takes nothing away: nobody else gets the lease there.</summary>
    private async Task<bool> RenewOnceAsync()
    {
        try
        {
            await using var command = _connections.CreateCommand($"UPDATE server SET lease_until = {Now} + $1 WHERE id = 1 AND epoch = $2");
            new PostgresParameters(command.Parameters).Add(Duration).Add(Epoch);
            var isHeld = await command.ExecuteNonQueryAsync(_closing.Token).ConfigureAwait(false) == 1;
            _renewedAt = _clock.GetUtcNow();
            return isHeld;
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            LogNotRenewed(_logger, e, Database);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Information, "The store '{Database}' is held by {Holder}: this server waits until it is free, and then takes over")]
    private static partial void LogWaiting(ILogger logger, string database, string holder);

    [LoggerMessage(LogLevel.Warning, "The store '{Database}' did not answer whether its lease is free; it is asked again")]
    private static partial void LogNotAsked(ILogger logger, Exception exception, string database);

    [LoggerMessage(LogLevel.Warning, "The lease on the store '{Database}' could not be renewed; it is tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string database);
}
