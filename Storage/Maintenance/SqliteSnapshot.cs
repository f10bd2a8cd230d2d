using Orrery.Storage.Migrations;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>A snapshot of a SQLite store: one read transaction on a read-only connection. A server goes on writing meanwhile.</summary>
internal sealed class SqliteSnapshot : IStoreSnapshot
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly SqliteSession _session;

    private SqliteSnapshot(SqliteSession session)
    {
        _session = session;
        Applied = SqliteMigrator.Applied(session);
    }

    public string Name => _session.Path;

    public IReadOnlyList<AppliedMigration> Applied { get; }

    /// <summary>Opens a snapshot.</summary>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public static SqliteSnapshot Open(string path)
    {
        var session = SqliteSession.Open(path, writable: false, BusyTimeout);
        try
        {
            session.Execute("BEGIN");
            return new SqliteSnapshot(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public IAsyncEnumerable<T> QueryAsync<T>(string sql, Func<ISqlColumns, T> read, CancellationToken cancellationToken) =>
        Query(sql, read, cancellationToken).ToAsyncEnumerable();

    public IAsyncEnumerable<string> FindDamageAsync(CancellationToken cancellationToken) =>
        Query("PRAGMA integrity_check", s => s.Text(), cancellationToken).Where(line => line != "ok").ToAsyncEnumerable();

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<T> Query<T>(string sql, Func<ISqlColumns, T> read, CancellationToken cancellationToken)
    {
        var statement = _session.Statement(sql);
        try
        {
            while (statement.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return read(statement);
            }
        }
        finally
        {
            statement.Reset();
        }
    }
}
