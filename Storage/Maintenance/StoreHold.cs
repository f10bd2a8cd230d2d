using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orrery.Storage.Migrations;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>What keeps servers away from a store while it is worked on: the lock of its folder, or its lease.</summary>
internal sealed class StoreHold : IAsyncDisposable
{
    private readonly ServerLock? _lock;
    private readonly PostgresMigrator? _migrator;

    private StoreHold(ServerLock? folderLock, NpgsqlDataSource? connections, PostgresMigrator? migrator, PostgresLease? lease)
    {
        _lock = folderLock;
        _migrator = migrator;
        Connections = connections;
        Lease = lease;
    }

    /// <summary>Connections to the database, if it is one of PostgreSQL.</summary>
    public NpgsqlDataSource? Connections { get; }

    /// <summary>Its lease, if it is one of PostgreSQL.</summary>
    public PostgresLease? Lease { get; }

    /// <summary>Holds a folder, made if there is none.</summary>
    /// <exception cref="StoreInUseException">A server works on it.</exception>
    public static StoreHold OfFolder(string folder, string holder, TimeProvider clock)
    {
        StoreFiles.CreateFolder(folder);
        return new StoreHold(ServerLock.Take(folder, new StoreHolder(holder, Environment.ProcessId, Environment.MachineName, clock.GetUtcNow())), null, null, null);
    }

    /// <summary>Holds a database, given its schema if it is empty.</summary>
    /// <exception cref="StoreInUseException">A server works on it.</exception>
    /// <exception cref="StoreSchemaException">It is newer than this version, or was changed.</exception>
    public static async Task<StoreHold> OfDatabaseAsync(
        PostgresLocation database, string holder, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<StoreHold>();
        var connections = PostgresStore.Connect(new PostgresStoreOptions { Address = database.Address, Holder = holder });
        try
        {
            var migrator = new PostgresMigrator(Migration.Load(), connections, database.Name, logger);
            await migrator.PrepareAsync(cancellationToken).ConfigureAwait(false);
            var by = string.Create(CultureInfo.InvariantCulture, $"{holder} (pid {Environment.ProcessId} on {Environment.MachineName})");
            var lease = await PostgresLease.TakeAsync(connections, database.Name, by, waits: false, clock, logger, cancellationToken).ConfigureAwait(false);
            return new StoreHold(null, connections, migrator, lease);
        }
        catch
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Brings a database up to the present schema.</summary>
    public Task UpgradeAsync(CancellationToken cancellationToken) => _migrator?.MigrateAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        if (Lease is not null)
        {
            await Lease.DisposeAsync().ConfigureAwait(false);
        }

        if (Connections is not null)
        {
            await Connections.DisposeAsync().ConfigureAwait(false);
        }
    }
}
