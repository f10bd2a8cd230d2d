using Npgsql;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>
/// The rows of changes as few statements, in the order in which they must run: fences first, then for each table what is inserted or
/// replaced, as arrays. A fence that does not hold ends the transaction with <see cref="StaleState"/>,
/// a condition with <see cref="VoidState"/>.
/// </summary>
internal sealed class PostgresBatch : RowWriter
{
    /// <summary>SQLSTATE of a division by zero: how a fence that does not hold says so from within its statement.</summary>
    public const string StaleState = "22012";

    /// <summary>SQLSTATE of the square root of a negative number: how a condition that does not hold says so.</summary>
    public const string VoidState = "2201F";

    private readonly List<Part> _fences = [];
    private readonly List<Part> _rows = [];
    private readonly Dictionary<string, Rows> _open = new(StringComparer.Ordinal);

    /// <summary>Takes down the rows of a change.</summary>
    public void Add(IReadOnlyList<StoreRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            Write(rows[i]);
        }
    }

    /// <summary>Adds the statements to a batch.</summary>
    public void AddTo(NpgsqlBatchCommandCollection commands)
    {
        foreach (var part in _fences.Concat(_rows))
        {
            commands.Add(part.ToCommand());
        }
    }

    /// <inheritdoc/>
    protected override bool Fenced<TRow>(RowMap<TRow> map, TRow row)
    {
        var command = new NpgsqlBatchCommand(PostgresStatements.Fence(map, isNew: row.Revision == 0));
        var parameters = new PostgresParameters(command.Parameters);
        map.Bind(parameters, row);
        parameters.Add(row.Revision);
        _fences.Add(new Single(command));
        return true;
    }

    /// <inheritdoc/>
    protected override bool TakeFenced(string sql, Action<ISqlParameters> bind)
    {
        var command = new NpgsqlBatchCommand(PostgresStatements.Fence(sql));
        bind(new PostgresParameters(command.Parameters));
        _fences.Add(new Single(command));
        return true;
    }

    /// <inheritdoc/>
    protected override bool Upsert<TRow>(RowMap<TRow> map, TRow row) => Collect(map, row, isUpsert: true);

    /// <inheritdoc/>
    protected override bool Insert<TRow>(RowMap<TRow> map, TRow row) => Collect(map, row, isUpsert: false);

    /// <inheritdoc/>
    protected override bool Remove(RowMap map, string sql, Action<ISqlParameters> bind)
    {
        // What was collected for the table before goes before, and what comes now goes after it.
        _open.Remove(map.Table);
        var command = new NpgsqlBatchCommand(PostgresText.Of(sql));
        bind(new PostgresParameters(command.Parameters));
        _rows.Add(new Single(command));
        return true;
    }

    /// <inheritdoc/>
    protected override bool Exists(string sql, Action<ISqlParameters> bind)
    {
        var command = new NpgsqlBatchCommand(PostgresStatements.Condition(sql));
        bind(new PostgresParameters(command.Parameters));
        _fences.Add(new Single(command));
        return true;
    }

    private bool Collect<TRow>(RowMap<TRow> map, TRow row, bool isUpsert)
    {
        if (!_open.TryGetValue(map.Table, out var rows))
        {
            rows = new Rows(PostgresStatements.Many(map, isUpsert), new ColumnArrays(isUpsert ? map.Keys : 0, map.KeptIndex));
            _open.Add(map.Table, rows);
            _rows.Add(rows);
        }

        rows.Arrays.BeginRow();
        map.Bind(rows.Arrays, row);
        rows.Arrays.EndRow();
        return true;
    }

    private abstract record Part
    {
        public abstract NpgsqlBatchCommand ToCommand();
    }

    private sealed record Single(NpgsqlBatchCommand Command) : Part
    {
        public override NpgsqlBatchCommand ToCommand() => Command;
    }

    private sealed record Rows(string Sql, ColumnArrays Arrays) : Part
    {
        public override NpgsqlBatchCommand ToCommand()
        {
            var command = new NpgsqlBatchCommand(Sql);
            Arrays.AddTo(command.Parameters);
            return command;
        }
    }
}
