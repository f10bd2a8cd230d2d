using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of DAGs.</summary>
/// <remarks>A search reads every id of its range, which is as many as there are DAGs, not runs.</remarks>
internal static class DagListSql
{
    /// <summary>The statement for this filter.</summary>
    public static string Build(DagFilter filter)
    {
        var conditions = "dag_id > ?1";
        conditions += filter.ActiveOnly ? " AND is_active = 1" : "";
        var parameter = 2;
        conditions += filter.Bundle is null ? "" : $" AND bundle = ?{++parameter}";
        conditions += filter.Search is null ? "" : $" AND lower(dag_id) LIKE ?{++parameter} ESCAPE '\\'";
        return $"{DagMaps.Dag.Select} WHERE {conditions} ORDER BY dag_id LIMIT ?2";
    }

    /// <summary>Adds the parameters of the statement.</summary>
    public static void Bind(ISqlParameters statement, DagFilter filter)
    {
        statement.Add(filter.AfterDagId ?? "").Add(filter.Limit);
        _ = filter.Bundle is null ? statement : statement.Add(filter.Bundle);
        _ = filter.Search is null ? statement : statement.Add(Containing(filter.Search));
    }

    /// <summary>The pattern of what contains this text, whatever the case.</summary>
    public static string Containing(string text) =>
        $"%{text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
