using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orrery.Storage.Commit;
using Orrery.Storage.Migrations;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Postgres;

/// <summary>The store in a PostgreSQL database, 15 or newer: one connection writes, others read. Several servers may share it: one works, the others wait for its lease.</summary>
public sealed partial class PostgresStore : SqlStore
{
    private const int OldestVersion = 15;

    private readonly ServerLock? _lock;
    private readonly NpgsqlDataSource _connections;
    private readonly PostgresLease _lease;
    private readonly PostgresBatchWriter _writer;
    private readonly CommitPipeline _pipeline;
    private bool _isDisposed;

    private PostgresStore(ServerLock? serverLock, NpgsqlDataSource connections, PostgresLease lease, PostgresBatchWriter writer, CommitPipeline pipeline)
    {
        _lock = serverLock;
        _connections = connections;
        _lease = lease;
        _writer = writer;
        _pipeline = pipeline;
    }

    /// <inheritdoc/>
    public override long Epoch => _lease.Epoch;

    /// <inheritdoc/>
    public override CommitStatistics Statistics => _pipeline.Statistics;

    /// <inheritdoc/>
    public override Task LeaseLost => _lease.Lost;

    /// <summary>
    /// Opens the store, waits until no other server holds its lease, takes it over, and brings it up to the present schema if need be. A
    /// server that waits holds nothing up: it changes the schema only once the store is its own.
    /// </summary>
    /// <param name="options">How.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message lists all.</exception>
    /// <exception cref="StoreInUseException">Another server uses the folder; or it holds the lease, and this one was told not to wait.</exception>
    /// <exception cref="StoreSchemaException">The store is newer than this version, was changed, or the database is too old.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached or written now.</exception>
    public static async Task<PostgresStore> OpenAsync(
        PostgresStoreOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException($"The store cannot be opened: {string.Join(" ", problems)}", nameof(options));
        }

        var logger = loggers.CreateLogger<PostgresStore>();
        var database = PostgresAddress.WithoutPassword(options.Address);
        ServerLock? serverLock = null;
        PostgresLease? lease = null;
        var connections = Connect(options);
        try
        {
            serverLock = options.Folder is { } folder ? LockFolder(Path.GetFullPath(folder), options.Holder, clock) : null;
            await CheckVersionAsync(connections, database, cancellationToken).ConfigureAwait(false);
            var migrator = new PostgresMigrator(Migration.Load(), connections, database, logger);
            await migrator.PrepareAsync(cancellationToken).ConfigureAwait(false);
            var holder = string.Create(CultureInfo.InvariantCulture, $"{options.Holder} (pid {Environment.ProcessId} on {Environment.MachineName})");
            Task<PostgresLease> TakeAsync() => PostgresLease.TakeAsync(connections, database, holder, options.WaitsForLease, clock, logger, cancellationToken);
            if (options.IsShared)
            {
                await UpgradeBesideOthersAsync(migrator, TakeAsync, cancellationToken).ConfigureAwait(false);
                lease = await PostgresLease.ShareAsync(connections, database, holder, options.WaitsForLease, clock, logger, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                lease = await TakeAsync().ConfigureAwait(false);
            }

            // While this server waited, another may have upgraded the store, beyond what this one can work with.
            await migrator.MigrateAsync(cancellationToken).ConfigureAwait(false);
            var writer = new PostgresBatchWriter(connections, lease, options.Durability == Durability.Full, clock);
            var limits = new CommitLimits(options.MaxPendingBytes, options.MaxBatchBytes);
            var pipeline = new CommitPipeline(writer, limits, clock, loggers.CreateLogger<CommitPipeline>());
            LogOpened(logger, database, lease.Epoch, options.Durability);
            return new PostgresStore(serverLock, connections, lease, writer, pipeline);
        }
        catch (Exception e)
        {
            if (lease is not null)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }

            serverLock?.Dispose();
            await connections.DisposeAsync().ConfigureAwait(false);
            if (PostgresFailure.IsUnavailable(e))
            {
                throw PostgresFailure.ToUnavailable(e, database);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void AnnounceAddress(string address) => _lock?.Announce(address);

    /// <inheritdoc/>
    public override ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken = default) =>
        _pipeline.CommitAsync(rows, cancellationToken);

    /// <summary>Lets nothing more in, waits until what was handed in is durable, gives the lease back, and closes the connections.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _pipeline.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _lease.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
        _lock?.Dispose();
    }

    /// <inheritdoc/>
    private protected override bool LimitsRanges => true;

    /// <inheritdoc/>
    private protected override Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, Action<ISqlParameters>? bind, Func<ISqlColumns, T> read, CancellationToken cancellationToken) =>
        ReadAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(PostgresText.Of(sql), connection);
                bind?.Invoke(new PostgresParameters(command.Parameters));
                await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                return await RowsAsync(reader, read, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <inheritdoc/>
    private protected override Task<IReadOnlyList<T>> ListEachAsync<T>(
        string sql, IReadOnlyList<Action<ISqlParameters>> binds, Func<ISqlColumns, T> read, CancellationToken cancellationToken) =>
        binds.Count == 0 ? Task.FromResult<IReadOnlyList<T>>([]) : ReadAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
                foreach (var bind in binds)
                {
                    var command = new NpgsqlBatchCommand(PostgresText.Of(sql));
                    bind(new PostgresParameters(command.Parameters));
                    batch.BatchCommands.Add(command);
                }

                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                return await RowsAsync(reader, read, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<ISqlColumns, T> read, CancellationToken cancellationToken)
    {
        var columns = new PostgresColumns(reader);
        var rows = new List<T>();
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(columns.Rewind()));
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return rows;
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Func<NpgsqlConnection, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(IStore));
        try
        {
            await using var connection = await _connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            throw PostgresFailure.ToUnavailable(e, _lease.Database);
        }
    }

    /// <summary>Connections with the settings of these options.</summary>
    /// <remarks>
    /// A session that was paused in the middle of a transaction must not keep its locks for longer than a lease: the database ends it.
    /// Statements are prepared when they come a second time.
    /// </remarks>
    internal static NpgsqlDataSource Connect(PostgresStoreOptions options)
    {
        var settings = PostgresAddress.Parse(options.Address);
        settings.ApplicationName ??= "orrery";
        settings.MaxPoolSize = options.MaxConnections;
        settings.Timeout = (int)options.ConnectTimeout.TotalSeconds;
        settings.CommandTimeout = (int)options.StatementTimeout.TotalSeconds;
        settings.KeepAlive = 10;
        settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        settings.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c statement_timeout={(long)options.StatementTimeout.TotalMilliseconds} -c idle_in_transaction_session_timeout=2000 -c synchronous_commit={(options.Durability == Durability.Full ? "on" : "off")} {settings.Options}");
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().Build();
    }

    /// <summary>
    /// Brings the schema up to date before a silo joins others: at once if those can go on with it, else when the last of them has gone.
    /// </summary>
    private static async Task UpgradeBesideOthersAsync(PostgresMigrator migrator, Func<Task<PostgresLease>> takeAsync, CancellationToken cancellationToken)
    {
        if (await migrator.MayMigrateBesideOthersAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await using var alone = await takeAsync().ConfigureAwait(false);
        await migrator.MigrateAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ServerLock LockFolder(string folder, string holder, TimeProvider clock)
    {
        StoreFiles.CreateFolder(folder);
        return ServerLock.Take(folder, new StoreHolder(holder, Environment.ProcessId, Environment.MachineName, clock.GetUtcNow()));
    }

    private static async Task CheckVersionAsync(NpgsqlDataSource connections, string database, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new StoreSchemaException($"'{database}' is PostgreSQL {connection.PostgreSqlVersion}; Orrery needs {OldestVersion} or newer.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Store '{Database}' opened with epoch {Epoch} and durability {Durability}")]
    private static partial void LogOpened(ILogger logger, string database, long epoch, Durability durability);
}
