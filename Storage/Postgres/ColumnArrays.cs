using Npgsql;
using NpgsqlTypes;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>Rows of one table, column by column: a statement takes them as arrays, whatever their number.</summary>
/// <param name="keys">How many of the first columns are the key.</param>
/// <param name="kept">Column that a later row with the same key leaves as it was; −1: none.</param>
internal sealed class ColumnArrays(int keys, int kept) : ISqlParameters
{
    private readonly List<IColumn> _columns = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private int _column;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a row; its columns are added next.</summary>
    public void BeginRow() => _column = 0;

    /// <summary>Ends a row. One with the key of an earlier row takes its place: a statement may touch a row only once.</summary>
    public void EndRow()
    {
        Count++;
        if (keys == 0)
        {
            return;
        }

        var key = Key();
        if (_places.TryGetValue(key, out var place))
        {
            for (var i = 0; i < _columns.Count; i++)
            {
                _columns[i].Replace(place, isKept: i == kept);
            }

            Count--;
        }
        else
        {
            _places.Add(key, Count - 1);
        }
    }

    /// <summary>Whether there is a row with the key of the one that was begun last and whose key columns are added.</summary>
    public string Key() => string.Join('\u001f', Enumerable.Range(0, keys).Select(i => _columns[i].LastText));

    /// <summary>Adds the arrays as parameters.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var column in _columns)
        {
            parameters.Add(column.ToParameter());
        }
    }

    public ISqlParameters Add(long value) => Add<long?>(value, NpgsqlDbType.Bigint);

    public ISqlParameters Add(long? value) => Add(value, NpgsqlDbType.Bigint);

    public ISqlParameters Add(double value) => Add<double?>(value, NpgsqlDbType.Double);

    public ISqlParameters Add(bool value) => Add<long?>(value ? 1L : 0L, NpgsqlDbType.Bigint);

    public ISqlParameters Add(DateTimeOffset? value) => Add(PostgresValue.Of(value), NpgsqlDbType.Bigint);

    public ISqlParameters Add(TimeSpan value) => Add<long?>(PostgresValue.Of(value), NpgsqlDbType.Bigint);

    public ISqlParameters Add(Guid? value) => Add(PostgresValue.Of(value), NpgsqlDbType.Bytea);

    public ISqlParameters Add(byte[]? value) => Add<byte[]?>(value, NpgsqlDbType.Bytea);

    public ISqlParameters Add(string? value) => Add(value is null ? null : PostgresValue.Of(value), NpgsqlDbType.Text);

    private ColumnArrays Add<T>(T value, NpgsqlDbType type)
    {
        if (_column == _columns.Count)
        {
            _columns.Add(new Column<T>(type));
        }

        ((Column<T>)_columns[_column++]).Values.Add(value);
        return this;
    }

    private interface IColumn
    {
        string? LastText { get; }

        void Replace(int place, bool isKept);

        NpgsqlParameter ToParameter();
    }

    private sealed class Column<T>(NpgsqlDbType type) : IColumn
    {
        public List<T> Values { get; } = [];

        public string? LastText => Values[^1] is byte[] bytes ? Convert.ToHexString(bytes) : Values[^1]?.ToString();

        public void Replace(int place, bool isKept)
        {
            if (!isKept)
            {
                Values[place] = Values[^1];
            }

            Values.RemoveAt(Values.Count - 1);
        }

        public NpgsqlParameter ToParameter() => new NpgsqlParameter<T[]> { TypedValue = [.. Values], NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
