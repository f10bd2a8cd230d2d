using Orrery.Storage.Sql;
using SQLitePCL;

namespace Orrery.Storage.Sqlite;

/// <summary>An open connection with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>Path of the database file.</summary>
    public string Path { get; }

    /// <summary>Room to encode one text in.</summary>
    public byte[] TextBuffer { get; } = new byte[16 << 10];

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The texts of all statements that were prepared here.</summary>
    public IEnumerable<string> PreparedTexts => _statements.Keys;

    /// <summary>Opens the database; a writable one is created when it does not exist.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="writable">Whether it may write.</param>
    /// <param name="busyTimeout">How long a statement waits for a lock that another program holds.</param>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public static SqliteSession Open(string path, bool writable, TimeSpan busyTimeout)
    {
        SqliteLibrary.EnsureLoaded();
        var flags = raw.SQLITE_OPEN_NOMUTEX | (writable ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var session = new SqliteSession(handle, path);
        if (code != raw.SQLITE_OK)
        {
            var failure = session.Failure();
            session.Dispose();
            throw failure;
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return session;
    }

    /// <summary>The statement with this text, ready for its parameters; prepared when it is first asked for.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (raw.sqlite3_prepare_v2(_handle, sql, out var handle) != raw.SQLITE_OK)
            {
                throw Failure();
            }

            statement = new SqliteStatement(this, handle);
            _statements.Add(sql, statement);
        }

        return statement.Rewind();
    }

    /// <summary>Runs statements that are not worth keeping: pragmas, migrations.</summary>
    public void Execute(string sql)
    {
        if (raw.sqlite3_exec(_handle, sql) != raw.SQLITE_OK)
        {
            throw Failure();
        }
    }

    /// <summary>Runs a prepared statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string sql, Action<ISqlParameters> bind)
    {
        var statement = Statement(sql);
        bind(statement);
        return statement.Run();
    }

    /// <summary>All rows of a query.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="bind">Adds its parameters.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Ends it between two rows.</param>
    public List<T> List<T>(
        string sql, Action<ISqlParameters>? bind, Func<ISqlColumns, T> read, CancellationToken cancellationToken = default)
    {
        var rows = new List<T>();
        var statement = Statement(sql);
        try
        {
            bind?.Invoke(statement);
            while (statement.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Add(read(statement));
            }
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    /// <summary>Does all of it in one transaction, or nothing of it.</summary>
    /// <param name="begin"><c>BEGIN IMMEDIATE</c> to write, <c>BEGIN</c> to read one snapshot.</param>
    /// <param name="action">What to do.</param>
    public T InTransaction<T>(string begin, Func<SqliteSession, T> action)
    {
        Statement(begin).Run();
        try
        {
            var result = action(this);
            Statement("COMMIT").Run();
            return result;
        }
        catch
        {
            // A full disk ends the transaction by itself; then there is nothing to roll back.
            if (raw.sqlite3_get_autocommit(_handle) == 0)
            {
                _ = raw.sqlite3_exec(_handle, "ROLLBACK");
            }

            throw;
        }
    }

    /// <summary>The last error of this connection.</summary>
    public SqliteFailure Failure() =>
        new(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string(), Path);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _handle.Dispose();
    }
}
