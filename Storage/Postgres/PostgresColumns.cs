using Npgsql;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>The columns of the row a reader stands at.</summary>
/// <param name="reader">The reader.</param>
internal sealed class PostgresColumns(NpgsqlDataReader reader) : ISqlColumns
{
    private int _column;

    /// <summary>Starts anew with the first column.</summary>
    public PostgresColumns Rewind()
    {
        _column = 0;
        return this;
    }

    public long Int64() => reader.GetInt64(_column++);

    public int Int32() => checked((int)Int64());

    public double Double() => reader.GetDouble(_column++);

    public bool Bool() => Int64() != 0;

    public DateTimeOffset Instant() => Instants.FromMicroseconds(Int64());

    public TimeSpan Span() => TimeSpan.FromTicks(Int64() * TimeSpan.TicksPerMicrosecond);

    public string Text() => reader.GetString(_column++);

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(_column++);

    public long? Int64OrNull() => IsNull() ? null : Int64();

    public int? Int32OrNull() => IsNull() ? null : Int32();

    public DateTimeOffset? InstantOrNull() => IsNull() ? null : Instant();

    public Guid? GuidOrNull() => IsNull() ? null : new Guid(Bytes(), bigEndian: true);

    public string? TextOrNull() => IsNull() ? null : Text();

    public byte[]? BytesOrNull() => IsNull() ? null : Bytes();

    private bool IsNull()
    {
        var isNull = reader.IsDBNull(_column);
        _column += isNull ? 1 : 0;
        return isNull;
    }
}
