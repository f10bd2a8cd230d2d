namespace Orrery.Storage.Sqlite;

/// <summary>How rows of one type lie in their table: the SQL that writes them, and the code that binds and reads their columns.</summary>
/// <typeparam name="TRow">Type of the row.</typeparam>
internal sealed class RowMap<TRow>
{
    /// <summary>Describes a table.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="keys">How many of the first columns are the primary key.</param>
    /// <param name="columns">The columns, in the order in which <paramref name="bind"/> and <paramref name="read"/> take them; without revision.</param>
    /// <param name="bind">Adds the columns of a row to a statement.</param>
    /// <param name="read">Reads the columns of a row, of a fenced row then its revision.</param>
    /// <param name="keep">A column that an upsert leaves as it was.</param>
    public RowMap(
        string table, int keys, string columns, Action<SqliteStatement, TRow> bind, Func<SqliteStatement, TRow> read, string? keep = null)
    {
        Bind = bind;
        Read = read;
        var names = columns.Split(", ");
        var values = string.Join(", ", names.Select((_, i) => $"?{i + 1}"));
        var revision = $"?{names.Length + 1}";
        var isFenced = typeof(TRow).IsAssignableTo(typeof(Rows.FencedRow));
        var changed = names.Select((name, i) => (Name: name, Value: $"{name} = ?{i + 1}")).Skip(keys).Where(c => c.Name != keep).Select(c => c.Value).ToArray();
        var key = string.Join(", ", names.Take(keys));
        var keyIs = string.Join(" AND ", names.Take(keys).Select((name, i) => $"{name} = ?{i + 1}"));

        Columns = isFenced ? columns + ", revision" : columns;
        Select = $"SELECT {Columns} FROM {table}";
        Insert = isFenced
            ? $"INSERT INTO {table} ({Columns}) VALUES ({values}, {revision} + 1) ON CONFLICT DO NOTHING"
            : $"INSERT INTO {table} ({Columns}) VALUES ({values}) ON CONFLICT DO NOTHING";
        Update = $"UPDATE {table} SET {string.Join(", ", changed)}, revision = revision + 1 WHERE {keyIs} AND revision = {revision}";
        Upsert = $"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", changed)}";
    }

    /// <summary>The columns in the order of <see cref="Read"/>.</summary>
    public string Columns { get; }

    /// <summary>Reads all rows; conditions may follow.</summary>
    public string Select { get; }

    /// <summary>Inserts a row where there is none.</summary>
    public string Insert { get; }

    /// <summary>Updates a fenced row if its revision still is the one that was read.</summary>
    public string Update { get; }

    /// <summary>Inserts a row, or replaces the values of the one with its key.</summary>
    public string Upsert { get; }

    /// <summary>Adds the columns of a row to a statement.</summary>
    public Action<SqliteStatement, TRow> Bind { get; }

    /// <summary>Reads a row.</summary>
    public Func<SqliteStatement, TRow> Read { get; }
}
