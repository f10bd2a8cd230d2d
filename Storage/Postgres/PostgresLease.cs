using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orrery.Storage.Postgres;

/// <summary>
/// The lease on the store: one row says which server may write, and until when by the database's clock. Its epoch is asserted in every
/// transaction, so a server that was paused and replaced can write nothing, whatever it believes. Silos of a cluster share the lease: each
/// has a row of its own, and while one of them lives no single server gets the store.
/// </summary>
internal sealed partial class PostgresLease : IAsyncDisposable
{
    /// <summary>How long a server that says nothing keeps the lease. Another takes over at most this and a poll later.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly NpgsqlDataSource _connections;
    private readonly Seat _seat;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<StoreFencedException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _renewing;
    private DateTimeOffset _renewedAt;

    private PostgresLease(NpgsqlDataSource connections, string database, Seat seat, TimeProvider clock, ILogger logger)
    {
        _connections = connections;
        _seat = seat;
        _clock = clock;
        _logger = logger;
        Database = database;
        _renewedAt = clock.GetUtcNow();
        _renewing = RenewAsync();
    }

    /// <summary>The database, for messages.</summary>
    public string Database { get; }

    /// <summary>Number of the lease.</summary>
    public long Epoch => _seat.Epoch;

    /// <summary>Ends when another server has taken over.</summary>
    public Task<StoreFencedException> Lost => _lost.Task;

    /// <summary>Takes the lease once no server holds it.</summary>
    /// <inheritdoc cref="SitDownAsync"/>
    public static Task<PostgresLease> TakeAsync(
        NpgsqlDataSource connections, string database, string holder, bool waits, TimeProvider clock, ILogger logger, CancellationToken cancellationToken) =>
        SitDownAsync(connections, database, holder, isShared: false, waits, clock, logger, cancellationToken);

    /// <summary>Takes the lease together with the other silos of the cluster, once no single server holds it.</summary>
    /// <inheritdoc cref="SitDownAsync"/>
    public static Task<PostgresLease> ShareAsync(
        NpgsqlDataSource connections, string database, string holder, bool waits, TimeProvider clock, ILogger logger, CancellationToken cancellationToken) =>
        SitDownAsync(connections, database, holder, isShared: true, waits, clock, logger, cancellationToken);

    /// <param name="connections">Opens connections.</param>
    /// <param name="database">The database, for messages.</param>
    /// <param name="holder">Who takes it, for messages.</param>
    /// <param name="isShared">Whether others of its kind may hold it too.</param>
    /// <param name="waits">Whether to wait for a server that holds it; one that has fallen silent is always waited for.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="logger">Log.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreInUseException">A server holds it, and it is not waited for.</exception>
    private static async Task<PostgresLease> SitDownAsync(
        NpgsqlDataSource connections, string database, string holder, bool isShared, bool waits, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var isWaiting = false;
        var seen = "";
        while (true)
        {
            try
            {
                if (await LeaseSeats.TryAcquireAsync(connections, holder, isShared, clock, cancellationToken).ConfigureAwait(false) is { } seat)
                {
                    return new PostgresLease(connections, database, seat, clock, logger);
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
                var until = await LeaseSeats.SignsOfLifeAsync(connections, cancellationToken).ConfigureAwait(false);
                if (seen.Length > 0 && seen != until)
                {
                    throw new StoreInUseException(
                        $"The store '{database}' is in use by {await LeaseSeats.HolderAsync(connections, cancellationToken).ConfigureAwait(false)}. Stop that server and those that wait for its lease.");
                }

                seen = until ?? "";
            }
            else if (!isWaiting)
            {
                isWaiting = true;
                LogWaiting(logger, database, await LeaseSeats.HolderAsync(connections, cancellationToken).ConfigureAwait(false));
            }

            await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The statement that asserts the lease in a transaction, renews it, and writes down the number of the batch.</summary>
    public NpgsqlBatchCommand Assertion(long batch)
    {
        var command = new NpgsqlBatchCommand(
            $"WITH held AS (UPDATE {_seat.Table} SET batch = $1, lease_until = {LeaseSeats.Now} + $2 WHERE id = $3 AND epoch = $4 AND batch < $1 RETURNING 1) SELECT 1 / count(*) FROM held");
        new PostgresParameters(command.Parameters).Add(batch).Add(Duration).Add(_seat.Id).Add(Epoch);
        return command;
    }

    /// <summary>Takes the number of a batch whose fate is not known; false when the batch was committed.</summary>
    /// <exception cref="StoreFencedException">Another server has taken over.</exception>
    public async Task<bool> TryTakeAsync(long batch)
    {
        await using var command = _connections.CreateCommand($"UPDATE {_seat.Table} SET batch = $1 WHERE id = $2 AND epoch = $3 AND batch < $1");
        new PostgresParameters(command.Parameters).Add(batch).Add(_seat.Id).Add(Epoch);
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
        var holder = await LeaseSeats.HolderAsync(_connections, CancellationToken.None).ConfigureAwait(false);
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
            await using var command = _connections.CreateCommand($"UPDATE {_seat.Table} SET lease_until = NULL WHERE id = $1 AND epoch = $2");
            new PostgresParameters(command.Parameters).Add(_seat.Id).Add(Epoch);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            // It runs out by itself.
        }
    }

    private async Task<bool> IsHeldAsync()
    {
        await using var command = _connections.CreateCommand($"SELECT 1 FROM {_seat.Table} WHERE id = $1 AND epoch = $2");
        new PostgresParameters(command.Parameters).Add(_seat.Id).Add(Epoch);
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
            await using var command = _connections.CreateCommand($"UPDATE {_seat.Table} SET lease_until = {LeaseSeats.Now} + $1 WHERE id = $2 AND epoch = $3");
            new PostgresParameters(command.Parameters).Add(Duration).Add(_seat.Id).Add(Epoch);
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
