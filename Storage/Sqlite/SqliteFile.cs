using System.Text;
using SQLitePCL;

namespace Orrery.Storage.Sqlite;

/// <summary>Asks files of SQLite that are not Orrery's own.</summary>
public static class SqliteFile
{
    private const int BusyMilliseconds = 2_000;

    /// <summary>The first value of the first row: null, a <see cref="long"/>, a <see cref="double"/>, a text, or the size of a blob.</summary>
    /// <param name="path">The file; opened for reading only.</param>
    /// <param name="query">One statement.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="InvalidOperationException">The file cannot be opened or the query fails; the message is SQLite's.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static object? FirstValue(string path, string query, CancellationToken cancellationToken)
    {
        SqliteLibrary.EnsureLoaded();
        var code = raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, null);
        using (database)
        {
            Check(code, database, path);
            _ = raw.sqlite3_busy_timeout(database, BusyMilliseconds);
            using var interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(database));
            code = raw.sqlite3_prepare_v2(database, query, out var statement);
            using (statement)
            {
                if (code == raw.SQLITE_OK)
                {
                    code = raw.sqlite3_step(statement);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (code == raw.SQLITE_DONE)
                {
                    return null;
                }

                Check(code == raw.SQLITE_ROW ? raw.SQLITE_OK : code, database, path);
                return ValueOf(statement);
            }
        }
    }

    private static object? ValueOf(sqlite3_stmt statement) => raw.sqlite3_column_type(statement, 0) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, 0),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, 0),
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, 0)),
        raw.SQLITE_BLOB => (long)raw.sqlite3_column_bytes(statement, 0),
        _ => null,
    };

    private static void Check(int code, sqlite3 database, string path)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"{raw.sqlite3_errmsg(database).utf8_to_string()} ('{path}')");
        }
    }
}
