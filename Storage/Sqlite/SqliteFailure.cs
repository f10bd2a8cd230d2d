using SQLitePCL;

namespace Orrery.Storage.Sqlite;

/// <summary>SQLite answered with an error code.</summary>
/// <param name="code">Extended result code.</param>
/// <param name="text">What SQLite says about it.</param>
/// <param name="database">Path of the database file.</param>
internal sealed class SqliteFailure(int code, string text, string database) : Exception($"SQLite error {code} on '{database}': {text}.")
{
    private const int PrimaryMask = 0xFF;

    /// <summary>Primary result code.</summary>
    public int Primary { get; } = code & PrimaryMask;

    /// <summary>Path of the database file.</summary>
    public string Database { get; } = database;

    /// <summary>What SQLite says about it.</summary>
    public string Text { get; } = text;

    /// <summary>The rows are at fault, not the store: other changes can still be written.</summary>
    public bool IsFaultOfRows => Primary is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH;

    /// <summary>The file is no SQLite database.</summary>
    public bool IsForeignFile => Primary == raw.SQLITE_NOTADB;

    /// <summary>The same for callers: what cannot be done now, and the remedy.</summary>
    public StoreUnavailableException ToUnavailable() => new(
        $"The store '{Database}' cannot be used now: {Text} (SQLite error {code}). {Remedy()}", this);

    private string Remedy() => Primary switch
    {
        raw.SQLITE_FULL => "The disk is full or the store's size limit is reached: free some space; writing goes on by itself then.",
        raw.SQLITE_IOERR => "Reading or writing the disk failed: check its free space, its health and the system's log.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program holds a lock on it: close it (a SQLite shell, a copy or backup tool).",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => "Check that the folder exists and that this user may write to it and to the files in it.",
        raw.SQLITE_CORRUPT => "The file is damaged: stop the server and restore a backup.",
        _ => "Try again; if it stays, check the disk and the system's log.",
    };
}
