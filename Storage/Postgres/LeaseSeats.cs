using Npgsql;

namespace Orrery.Storage.Postgres;

/// <summary>A row that says who may write: that of the one server, or that of a silo beside others.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Id">Its key.</param>
/// <param name="Epoch">Number of the lease.</param>
internal readonly record struct Seat(string Table, long Id, long Epoch);

/// <summary>
/// Who gets the lease of a store. A single server gets it when nobody lives who holds it; a silo when no single server does. Both write the one row of
/// <c>server</c> and so come one after the other; what keeps a silo's lease is its own row of <c>server_member</c>, so that silos commit side by side.
/// </summary>
internal static class LeaseSeats
{
    /// <summary>The database's clock, in microseconds.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private const string Single = "server";
    private const string Member = "server_member";
    private static readonly TimeSpan LockedAfter = TimeSpan.FromMilliseconds(500);

    private const string Take =
        $"""
        INSERT INTO server AS s (id, epoch, holder, opened_at, lease_until, batch) VALUES (1, 1, $1, {Now}, {Now} + $2, 0)
        ON CONFLICT (id) DO UPDATE SET epoch = s.epoch + 1, holder = $1, opened_at = {Now}, lease_until = {Now} + $2, batch = 0
        WHERE s.lease_until IS NULL OR s.lease_until < {Now}
        RETURNING s.epoch, s.id
        """;

    // A silo that joins at this moment writes the row of the server first: who waits for that row then sees a lease that has not run out.
    private const string TakeFromMembers =
        $"""
        WITH taken AS (
            INSERT INTO server AS s (id, epoch, holder, opened_at, lease_until, batch, is_shared) VALUES (1, 1, $1, {Now}, {Now} + $2, 0, 0)
            ON CONFLICT (id) DO UPDATE SET epoch = s.epoch + 1, holder = $1, opened_at = {Now}, lease_until = {Now} + $2, batch = 0, is_shared = 0
            WHERE (s.lease_until IS NULL OR s.lease_until < {Now}) AND NOT EXISTS (SELECT 1 FROM server_member m WHERE m.lease_until >= {Now})
            RETURNING s.epoch, s.id),
        gone AS (DELETE FROM server_member WHERE EXISTS (SELECT 1 FROM taken))
        SELECT epoch, id FROM taken
        """;

    // Rows of silos that are gone stay for a day: one that was only paused finds its own again.
    private const string Share =
        $"""
        WITH shared AS (
            INSERT INTO server AS s (id, epoch, holder, opened_at, lease_until, batch, is_shared) VALUES (1, 1, 'a cluster of silos', {Now}, {Now} + $2, 0, 1)
            ON CONFLICT (id) DO UPDATE SET epoch = s.epoch + 1 - s.is_shared, holder = 'a cluster of silos', lease_until = {Now} + $2, is_shared = 1
            WHERE s.is_shared = 1 OR s.lease_until IS NULL OR s.lease_until < {Now}
            RETURNING s.epoch),
        gone AS (DELETE FROM server_member WHERE coalesce(lease_until, 0) < {Now} - 86400000000 AND EXISTS (SELECT 1 FROM shared))
        INSERT INTO server_member (epoch, holder, opened_at, lease_until, batch) SELECT epoch, $1, {Now}, {Now} + $2, 0 FROM shared
        RETURNING epoch, id
        """;

    /// <summary>Takes a seat if it is free; null if it is not.</summary>
    public static async Task<Seat?> TryAcquireAsync(NpgsqlDataSource connections, string holder, bool isShared, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

        // A store that is still to be brought up to the schema that has them has none.
        var hasMembers = await HasMembersAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = isShared ? Share : hasMembers ? TakeFromMembers : Take;
        new PostgresParameters(command.Parameters).Add(holder).Add(PostgresLease.Duration);
        var taking = command.ExecuteReaderAsync(cancellationToken);
        while (await Task.WhenAny(taking, Task.Delay(LockedAfter, clock, cancellationToken)).ConfigureAwait(false) != taking && !cancellationToken.IsCancellationRequested)
        {
            await EndSilentHolderAsync(connections, connection.ProcessID, cancellationToken).ConfigureAwait(false);
        }

        await using var reader = await taking.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new Seat(isShared ? Member : Single, reader.GetInt64(1), reader.GetInt64(0)) : null;
    }

    /// <summary>Who holds it, for messages.</summary>
    public static async Task<string> HolderAsync(NpgsqlDataSource connections, CancellationToken cancellationToken) =>
        await TextAsync(connections, "SELECT holder || ', epoch ' || epoch FROM server WHERE id = 1", cancellationToken).ConfigureAwait(false) ?? "nobody";

    /// <summary>A text that changes while anybody who holds it lives.</summary>
    public static async Task<string?> SignsOfLifeAsync(NpgsqlDataSource connections, CancellationToken cancellationToken)
    {
        bool hasMembers;
        await using (var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false))
        {
            hasMembers = await HasMembersAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        var members = hasMembers ? "(SELECT max(lease_until) FROM server_member)" : "NULL";
        return await TextAsync(connections, $"SELECT epoch || '/' || coalesce(lease_until, 0) || '/' || coalesce({members}, 0) FROM server WHERE id = 1", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends the session that keeps a row of the lease locked, if the lease has run out: a server that was paused in the middle of a
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

    private static async Task<bool> HasMembersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass('server_member') IS NOT NULL", connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task<string?> TextAsync(NpgsqlDataSource connections, string sql, CancellationToken cancellationToken)
    {
        await using var command = connections.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }
}
