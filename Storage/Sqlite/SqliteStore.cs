using Microsoft.Extensions.Logging;
using Orrery.Storage.Commit;
using Orrery.Storage.Migrations;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Sqlite;

/// <summary>The store in one SQLite file, in write-ahead-log mode: one connection writes, others read.</summary>
public sealed partial class SqliteStore : SqlStore
{
    private readonly ServerLock _lock;
    private readonly ReaderPool _readers;
    private readonly CommitPipeline _pipeline;

    private SqliteStore(ServerLock serverLock, SqliteSession writer, ReaderPool readers, CommitPipeline pipeline, long epoch)
    {
        _lock = serverLock;
        Writer = writer;
        _readers = readers;
        _pipeline = pipeline;
        Epoch = epoch;
    }

    /// <inheritdoc/>
    public override long Epoch { get; }

    /// <inheritdoc/>
    public override Task LeaseLost => _pipeline.Fenced;

    /// <inheritdoc/>
    public override CommitStatistics Statistics => _pipeline.Statistics;

    /// <summary>The connection that writes.</summary>
    internal SqliteSession Writer { get; }

    /// <summary>The texts of all queries that have been run.</summary>
    internal IReadOnlyCollection<string> PreparedQueries => _readers.PreparedTexts;

    /// <summary>Opens the store, created and brought up to the present schema if need be, and takes it over: from now on only this server writes.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="loggers">Logs.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message lists all.</exception>
    /// <exception cref="StoreInUseException">Another server holds it.</exception>
    /// <exception cref="StoreSchemaException">It is newer than this version, was changed, or is no store.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read or written now.</exception>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException($"The store cannot be opened: {string.Join(" ", problems)}", nameof(options));
        }

        var logger = loggers.CreateLogger<SqliteStore>();
        var folder = Path.GetFullPath(options.Folder);
        ServerLock? serverLock = null;
        SqliteSession? writer = null;
        try
        {
            StoreFiles.CreateFolder(folder);
            serverLock = ServerLock.Take(folder, new StoreHolder(options.Holder, Environment.ProcessId, Environment.MachineName, clock.GetUtcNow()));
            var path = PathIn(folder);
            StoreFiles.CreateForOwner(path);
            writer = SqliteSession.Open(path, writable: true, options.BusyTimeout);
            writer.Execute(Pragmas(options.Durability));
            new SqliteMigrator(Migration.Load(), clock, logger).Migrate(writer);
            var epoch = TakeOver(writer, options.Holder, clock.GetUtcNow());
            var batches = new SqliteBatchWriter(writer, epoch, options.Durability == Durability.Full);
            var limits = new CommitLimits(options.MaxPendingBytes, options.MaxBatchBytes);
            var pipeline = new CommitPipeline(batches, limits, clock, loggers.CreateLogger<CommitPipeline>());
            LogOpened(logger, path, epoch, options.Durability);
            return Task.FromResult(new SqliteStore(serverLock, writer, new ReaderPool(path, options.BusyTimeout, options.MaxIdleReaders), pipeline, epoch));
        }
        catch (Exception e)
        {
            writer?.Dispose();
            serverLock?.Dispose();
            switch (e)
            {
                case SqliteFailure { IsForeignFile: true }:
                    throw new StoreSchemaException($"'{PathIn(folder)}' is no SQLite database. Name another folder, or move that file away.");
                case SqliteFailure failure:
                    throw failure.ToUnavailable();
                case IOException or UnauthorizedAccessException:
                    throw new StoreUnavailableException($"The store in '{folder}' cannot be opened: {e.Message} Check that the folder is writable for this user and the disk has room.", e);
                default:
                    throw;
            }
        }
    }

    /// <summary>Path of the database file of a store.</summary>
    /// <param name="folder">Folder of the store.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "orrery.db");

    /// <summary>Who holds the store in this folder, as it wrote down itself; null when nobody did. After a crash it names the dead.</summary>
    /// <param name="folder">Folder of the store.</param>
    public static StoreHolder? FindHolder(string folder) => ServerLock.Read(folder);

    /// <inheritdoc/>
    public override void AnnounceAddress(string address) => _lock.Announce(address);

    /// <inheritdoc/>
    public override ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken = default) =>
        _pipeline.CommitAsync(rows, cancellationToken);

    /// <inheritdoc/>
    public override long Compact()
    {
        try
        {
            Writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            var before = new FileInfo(Writer.Path).Length;
            Writer.Execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
            return before - new FileInfo(Writer.Path).Length;
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToUnavailable();
        }
    }

    /// <summary>Lets nothing more in, waits until what was handed in is durable, and closes the files.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        _readers.Dispose();
        Writer.Dispose();
        _lock.Dispose();
    }

    /// <inheritdoc/>
    private protected override bool LimitsRanges => false;

    /// <inheritdoc/>
    private protected override Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, Action<ISqlParameters>? bind, Func<ISqlColumns, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<T>>(session => session.List(sql, bind, read, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    private protected override Task<IReadOnlyList<T>> ListEachAsync<T>(
        string sql, IReadOnlyList<Action<ISqlParameters>> binds, Func<ISqlColumns, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<T>>(
            session => session.InTransaction("BEGIN", one => binds.SelectMany(bind => one.List(sql, bind, read, cancellationToken)).ToList()),
            cancellationToken);

    /// <remarks>
    /// The log is copied back every 2,000 pages (8 MiB) and cut to 64 MiB after a burst. Foreign keys are off: see 0001_initial.sql.
    /// </remarks>
    private static string Pragmas(Durability durability) =>
        $"""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = {(durability == Durability.Full ? "FULL" : "OFF")};
        PRAGMA wal_autocheckpoint = 2000;
        PRAGMA journal_size_limit = {64 << 20};
        PRAGMA foreign_keys = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        """;

    private static long TakeOver(SqliteSession writer, string holder, DateTimeOffset now) => writer.InTransaction("BEGIN IMMEDIATE", s =>
    {
        s.Run(
            "INSERT INTO server (id, epoch, holder, opened_at) VALUES (1, 1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET epoch = server.epoch + 1, holder = ?1, opened_at = ?2",
            p => p.Add(holder).Add(now));
        return s.List("SELECT epoch FROM server WHERE id = 1", null, r => r.Int64())[0];
    });

    [LoggerMessage(LogLevel.Information, "Store '{Path}' opened with epoch {Epoch} and durability {Durability}")]
    private static partial void LogOpened(ILogger logger, string path, long epoch, Durability durability);
}
