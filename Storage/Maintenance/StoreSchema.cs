using Orrery.Storage.Migrations;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Maintenance;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Blob,
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record StoreColumn(string Name, ColumnKind Kind);

/// <summary>A table, in both databases alike.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Key">The columns of its primary key in order.</param>
internal sealed record StoreTable(string Name, IReadOnlyList<StoreColumn> Columns, IReadOnlyList<string> Key)
{
    /// <summary>Names of the columns, with commas.</summary>
    public string ColumnNames { get; } = string.Join(", ", Columns.Select(c => c.Name));

    /// <summary>The query for all rows in the order of their key; <see cref="Read"/> reads them.</summary>
    public string Select => $"SELECT {ColumnNames} FROM {Name} ORDER BY {string.Join(", ", Key)}";

    /// <summary>The values of a row: <see cref="long"/>, <see cref="string"/>, bytes or null.</summary>
    public object?[] Read(ISqlColumns row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Columns[i].Kind switch
            {
                ColumnKind.Integer => row.Int64OrNull(),
                ColumnKind.Text => row.TextOrNull(),
                _ => row.BytesOrNull(),
            };
        }

        return values;
    }
}

/// <summary>The tables that migrations make.</summary>
internal static class StoreSchema
{
    /// <summary>The tables of the lease: they say who works on a store, and so stay where they are.</summary>
    public static readonly IReadOnlyList<string> LeaseTables = ["server", "server_member"];

    /// <summary>The tables after these migrations, by name; without those of the lease.</summary>
    public static IReadOnlyList<StoreTable> Tables(IEnumerable<Migration> migrations)
    {
        using var session = SqliteSession.Open(":memory:", writable: true, TimeSpan.Zero);
        foreach (var migration in migrations)
        {
            session.Execute(migration.Sql);
        }

        return
        [
            .. session.List("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name", null, s => s.Text())
                .Where(name => !LeaseTables.Contains(name, StringComparer.Ordinal))
                .Select(name => Table(session, name)),
        ];
    }

    private static StoreTable Table(SqliteSession session, string name)
    {
        var columns = session.List(
            "SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid",
            p => p.Add(name),
            s => (Column: new StoreColumn(s.Text(), Kind(s.Text(), name)), Place: s.Int32()));
        return new StoreTable(name, [.. columns.Select(c => c.Column)], [.. columns.Where(c => c.Place > 0).OrderBy(c => c.Place).Select(c => c.Column.Name)]);
    }

    private static ColumnKind Kind(string type, string table) => type switch
    {
        "INTEGER" => ColumnKind.Integer,
        "TEXT" => ColumnKind.Text,
        "BLOB" => ColumnKind.Blob,
        _ => throw new NotSupportedException($"Table '{table}' has a column of type {type}: say how it is copied."),
    };
}
