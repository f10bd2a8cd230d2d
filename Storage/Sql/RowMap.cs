namespace Orrery.Storage.Sql;

/// <summary>How rows of one type lie in their table: the SQL that writes them, and the code that binds and reads their columns.</summary>
internal abstract class RowMap
{
    /// <summary>Describes a table.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="keys">How many of the first columns are the primary key.</param>
    /// <param name="columns">The columns in order; without revision.</param>
    /// <param name="isFenced">Whether there is a revision besides.</param>
    /// <param name="keep">A column that an upsert leaves as it was.</param>
    protected RowMap(string table, int keys, string columns, bool isFenced, string? keep)
    {
        Table = table;
        Keys = keys;
        Names = columns.Split(", ");
        IsFenced = isFenced;
        KeptIndex = keep is null ? -1 : Array.IndexOf(columns.Split(", "), keep);
        Changed = [.. Names.Skip(keys).Where(name => name != keep)];
        var values = string.Join(", ", Names.Select((_, i) => $"?{i + 1}"));
        var revision = $"?{Names.Count + 1}";
        var key = string.Join(", ", Names.Take(keys));
        var keyIs = string.Join(" AND ", Names.Take(keys).Select((name, i) => $"{name} = ?{i + 1}"));
        var changes = string.Join(", ", Changed.Select(name => $"{name} = ?{Names.ToList().IndexOf(name) + 1}"));

        Columns = isFenced ? columns + ", revision" : columns;
        Select = $"SELECT {Columns} FROM {table}";
        Insert = isFenced
            ? $"INSERT INTO {table} ({Columns}) VALUES ({values}, {revision} + 1) ON CONFLICT DO NOTHING"
            : $"INSERT INTO {table} ({Columns}) VALUES ({values}) ON CONFLICT DO NOTHING";
        Update = $"UPDATE {table} SET {changes}, revision = revision + 1 WHERE {keyIs} AND revision = {revision}";
        Upsert = $"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changes}";
    }

    /// <summary>Name of the table.</summary>
    public string Table { get; }

    /// <summary>How many of <see cref="Names"/>, from the first, are the primary key.</summary>
    public int Keys { get; }

    /// <summary>Names of the columns, without revision.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names of the columns that an upsert or update writes.</summary>
    public IReadOnlyList<string> Changed { get; }

    /// <summary>Place of the column that an upsert leaves as it was; −1: none.</summary>
    public int KeptIndex { get; }

    /// <summary>Whether rows carry a revision.</summary>
    public bool IsFenced { get; }

    /// <summary>The columns in the order in which they are read.</summary>
    public string Columns { get; }

    /// <summary>Reads all rows; conditions may follow.</summary>
    public string Select { get; }

    /// <summary>Inserts a row where there is none.</summary>
    public string Insert { get; }

    /// <summary>Updates a fenced row if its revision still is the one that was read.</summary>
    public string Update { get; }

    /// <summary>Inserts a row, or replaces the values of the one with its key.</summary>
    public string Upsert { get; }
}

/// <inheritdoc/>
/// <typeparam name="TRow">Type of the row.</typeparam>
/// <param name="table">Name of the table.</param>
/// <param name="keys">How many of the first columns are the primary key.</param>
/// <param name="columns">The columns, in the order in which <paramref name="bind"/> and <paramref name="read"/> take them; without revision.</param>
/// <param name="bind">Adds the columns of a row to a statement.</param>
/// <param name="read">Reads the columns of a row, of a fenced row then its revision.</param>
/// <param name="keep">A column that an upsert leaves as it was.</param>
internal sealed class RowMap<TRow>(
    string table, int keys, string columns, Action<ISqlParameters, TRow> bind, Func<ISqlColumns, TRow> read, string? keep = null)
    : RowMap(table, keys, columns, typeof(TRow).IsAssignableTo(typeof(Rows.FencedRow)), keep)
{
    /// <summary>Adds the columns of a row to a statement.</summary>
    public Action<ISqlParameters, TRow> Bind { get; } = bind;

    /// <summary>Reads a row.</summary>
    public Func<ISqlColumns, TRow> Read { get; } = read;
}
