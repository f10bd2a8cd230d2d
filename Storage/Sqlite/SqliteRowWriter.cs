using Orrery.Storage.Sql;

namespace Orrery.Storage.Sqlite;

/// <summary>Writes single rows with prepared statements.</summary>
/// <param name="session">The connection that writes.</param>
internal sealed class SqliteRowWriter(SqliteSession session) : RowWriter
{
    /// <inheritdoc/>
    protected override bool Fenced<TRow>(RowMap<TRow> map, TRow row)
    {
        var statement = session.Statement(row.Revision == 0 ? map.Insert : map.Update);
        map.Bind(statement, row);
        statement.Add(row.Revision);
        return statement.Run() == 1;
    }

    /// <inheritdoc/>
    protected override bool TakeFenced(string sql, Action<ISqlParameters> bind) => session.Run(sql, bind) == 1;

    /// <inheritdoc/>
    protected override bool Upsert<TRow>(RowMap<TRow> map, TRow row)
    {
        var statement = session.Statement(map.Upsert);
        map.Bind(statement, row);
        return Done(statement);
    }

    /// <inheritdoc/>
    protected override bool Insert<TRow>(RowMap<TRow> map, TRow row)
    {
        var statement = session.Statement(map.Insert);
        map.Bind(statement, row);
        return Done(statement);
    }

    /// <inheritdoc/>
    protected override bool Remove(RowMap map, string sql, Action<ISqlParameters> bind)
    {
        var statement = session.Statement(sql);
        bind(statement);
        return Done(statement);
    }

    /// <inheritdoc/>
    protected override bool Exists(string sql, Action<ISqlParameters> bind)
    {
        var statement = session.Statement(sql);
        bind(statement);
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    private static bool Done(SqliteStatement statement)
    {
        statement.Run();
        return true;
    }
}
