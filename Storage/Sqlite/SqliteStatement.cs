using System.Text;
using Orrery.Storage.Sql;
using SQLitePCL;

namespace Orrery.Storage.Sqlite;

/// <summary>
/// A prepared statement.
/// </summary>
/// <remarks>
/// Two traps of the binding layer are closed here: it binds an empty span as NULL, and it ends a text at its first U+0000, which is why
/// texts are read as the bytes they are.
/// </remarks>
internal sealed class SqliteStatement : ISqlParameters, ISqlColumns, IDisposable
{
    private readonly SqliteSession _session;
    private readonly sqlite3_stmt _handle;
    private int _parameter;
    private int _column;

    public SqliteStatement(SqliteSession session, sqlite3_stmt handle)
    {
        _session = session;
        _handle = handle;
    }

    /// <summary>Starts anew with the first parameter.</summary>
    public SqliteStatement Rewind()
    {
        _parameter = 0;
        return this;
    }

    public ISqlParameters Add(long value) => Bound(raw.sqlite3_bind_int64(_handle, ++_parameter, value));

    public ISqlParameters Add(long? value) => value is { } number ? Add(number) : AddNull();

    public ISqlParameters Add(double value) => Bound(raw.sqlite3_bind_double(_handle, ++_parameter, value));

    public ISqlParameters Add(bool value) => Add(value ? 1L : 0L);

    public ISqlParameters Add(DateTimeOffset? value) => value is { } instant ? Add(Instants.ToMicroseconds(instant)) : AddNull();

    public ISqlParameters Add(TimeSpan value) => Add(value.Ticks / TimeSpan.TicksPerMicrosecond);

    public ISqlParameters Add(Guid? value)
    {
        if (value is not { } id)
        {
            return AddNull();
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bound(raw.sqlite3_bind_blob(_handle, ++_parameter, bytes));
    }

    public ISqlParameters Add(byte[]? value) => value switch
    {
        null => AddNull(),
        [] => Bound(raw.sqlite3_bind_zeroblob(_handle, ++_parameter, 0)),
        _ => Bound(raw.sqlite3_bind_blob(_handle, ++_parameter, value)),
    };

    /// <summary>Adds a text. What is no Unicode text (U+0000, an unpaired surrogate) becomes U+FFFD.</summary>
    public ISqlParameters Add(string? value)
    {
        switch (value)
        {
            case null:
                return AddNull();
            case "":
                return Bound(raw.sqlite3_bind_text(_handle, ++_parameter, utf8z.FromString("")));
        }

        var text = value.Contains('\0', StringComparison.Ordinal) ? value.Replace('\0', '\uFFFD') : value;
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (longest > _session.TextBuffer.Length)
        {
            // A large text is rare and must not stay with the session.
            return Bound(raw.sqlite3_bind_text(_handle, ++_parameter, Encoding.UTF8.GetBytes(text)));
        }

        return Bound(raw.sqlite3_bind_text(_handle, ++_parameter, _session.TextBuffer.AsSpan(0, Encoding.UTF8.GetBytes(text, _session.TextBuffer))));
    }

    private SqliteStatement AddNull() => Bound(raw.sqlite3_bind_null(_handle, ++_parameter));

    /// <summary>Goes to the next row of the result; false at its end.</summary>
    public bool Step()
    {
        _column = 0;
        var code = raw.sqlite3_step(_handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw _session.Failure(),
        };
    }

    /// <summary>Runs the statement to its end and makes it ready for the next parameters.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        try
        {
            while (Step())
            {
            }

            return _session.Changes;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ends the result, and with it the snapshot it was read from.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_handle); // It repeats the error of the last step, which was thrown there.

    public long Int64() => raw.sqlite3_column_int64(_handle, _column++);

    public int Int32() => raw.sqlite3_column_int(_handle, _column++);

    public double Double() => raw.sqlite3_column_double(_handle, _column++);

    public bool Bool() => Int64() != 0;

    public DateTimeOffset Instant() => Instants.FromMicroseconds(Int64());

    public TimeSpan Span() => TimeSpan.FromTicks(Int64() * TimeSpan.TicksPerMicrosecond);

    public string Text() => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, _column++));

    public byte[] Bytes() => raw.sqlite3_column_blob(_handle, _column++).ToArray();

    public long? Int64OrNull() => IsNull() ? null : Int64();

    public int? Int32OrNull() => IsNull() ? null : Int32();

    public DateTimeOffset? InstantOrNull() => IsNull() ? null : Instant();

    public Guid? GuidOrNull() => IsNull() ? null : new Guid(raw.sqlite3_column_blob(_handle, _column++), bigEndian: true);

    public string? TextOrNull() => IsNull() ? null : Text();

    public byte[]? BytesOrNull() => IsNull() ? null : Bytes();

    public void Dispose() => _handle.Dispose();

    private bool IsNull()
    {
        var isNull = raw.sqlite3_column_type(_handle, _column) == raw.SQLITE_NULL;
        _column += isNull ? 1 : 0;
        return isNull;
    }

    private SqliteStatement Bound(int code) => code == raw.SQLITE_OK ? this : throw _session.Failure();
}
