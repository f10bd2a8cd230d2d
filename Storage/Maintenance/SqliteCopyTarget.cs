using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Migrations;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>
/// A new SQLite store that is filled under a name of its own beside the file it is to become, and takes that name only when it is whole and on
/// the disk: whoever is interrupted leaves what was there before.
/// </summary>
internal sealed class SqliteCopyTarget : ICopyTarget
{
    private readonly string _path;
    private readonly string _partial;
    private readonly SqliteSession _session;
    private readonly TimeProvider _clock;
    private readonly List<string> _indexes;

    private SqliteCopyTarget(string path, string partial, SqliteSession session, TimeProvider clock)
    {
        (_path, _partial, _session, _clock) = (path, partial, session, clock);
        // Indexes are made at the end, each in one go.
        _indexes = session.List("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid", null, s => s.Text());
        foreach (var index in session.List("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", null, s => s.Text()))
        {
            session.Execute($"DROP INDEX {index}");
        }
    }

    /// <summary>Begins a store with these migrations.</summary>
    public static SqliteCopyTarget Begin(string path, IReadOnlyList<Migration> migrations, TimeProvider clock)
    {
        var partial = path + ".partial";
        File.Delete(partial);
        StoreFiles.CreateForOwner(partial);
        var session = SqliteSession.Open(partial, writable: true, TimeSpan.Zero);
        try
        {
            // Nobody else reads it, and if this process dies it is of no use.
            session.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536");
            new SqliteMigrator(migrations, clock, NullLogger.Instance).Migrate(session);
            return new SqliteCopyTarget(path, partial, session, clock);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async Task<long> InsertAsync(StoreTable table, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        _session.Execute($"BEGIN; DELETE FROM {table.Name}");
        var insert = $"INSERT INTO {table.Name} ({table.ColumnNames}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"))})";
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count += _session.Run(insert, p =>
            {
                foreach (var value in row)
                {
                    _ = value switch
                    {
                        long number => p.Add(number),
                        byte[] bytes => p.Add(bytes),
                        _ => p.Add((string?)value),
                    };
                }
            });
        }

        _session.Execute("COMMIT");
        return count;
    }

    public Task<long> CountAsync(StoreTable table, CancellationToken cancellationToken) =>
        Task.FromResult(_session.List($"SELECT count(*) FROM {table.Name}", null, s => s.Int64(), cancellationToken)[0]);

    public Task FinishAsync(IReadOnlyList<Migration> remaining, CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _session.Execute(index);
        }

        new SqliteMigrator(remaining, _clock, NullLogger.Instance).Migrate(_session);
        _session.Dispose();
        using (var file = File.OpenHandle(_partial, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        PutAway(_path);
        File.Move(_partial, _path, overwrite: true);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        File.Delete(_partial);
        return ValueTask.CompletedTask;
    }

    /// <summary>The log of a store that is replaced must not be taken for that of the new one.</summary>
    private static void PutAway(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var old = SqliteSession.Open(path, writable: true, TimeSpan.FromSeconds(5));
            old.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteFailure)
        {
            // It is damaged: that may be why it is replaced.
        }

        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }
}
