using System.Globalization;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of the audit: a walk down its key, or down one index for each wanted event, to the limit.</summary>
internal static class AuditListSql
{
    /// <summary>Reads entries with their numbers; conditions may follow.</summary>
    public static readonly string Select = $"SELECT audit_id, {SystemMaps.Audit.Columns} FROM {SystemMaps.Audit.Table}";

    /// <summary>Reads an entry.</summary>
    public static AuditEntry Read(ISqlColumns columns) => new(columns.Int64(), SystemMaps.Audit.Read(columns));

    /// <summary>The statement for this filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="limitsRanges">Whether each range of a union has the limit.</param>
    public static string Build(AuditFilter filter, bool limitsRanges)
    {
        var (next, direction) = filter.NewestFirst ? ("<", "DESC") : (">", "ASC");
        var parameter = 0;
        var conditions = new List<string> { $"audit_id {next} {Next()}" };
        AddIf(filter.DagId, "dag_id =");
        AddIf(filter.RunId, "run_id =");
        AddIf(filter.TaskId, "task_id =");
        AddIf(filter.MapIndex, "map_index =");
        AddIf(filter.TryNumber, "try_number =");
        AddIf(filter.Actor, "actor =");
        AddIf(filter.From, "at >=");
        AddIf(filter.To, "at <");
        foreach (var excluded in filter.ExcludedEvents)
        {
            AddIf(excluded, "event <>");
        }

        var common = string.Join(" AND ", conditions);
        string[] ranges = filter.Events.Count == 0
            ? [$"{Select} WHERE {common}"]
            : [.. filter.Events.Distinct(StringComparer.Ordinal).Select(_ => $"{Select} WHERE {common} AND event = {Next()}")];
        var order = $"ORDER BY audit_id {direction} LIMIT {Next()}";
        return $"{RunListSql.Union(ranges, order, limitsRanges)} {order}";

        string Next() => string.Create(CultureInfo.InvariantCulture, $"?{++parameter}");

        void AddIf(object? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add($"{condition} {Next()}");
            }
        }
    }

    /// <summary>Adds the parameters of the statement.</summary>
    public static void Bind(ISqlParameters statement, AuditFilter filter)
    {
        statement.Add(filter.Beyond ?? (filter.NewestFirst ? long.MaxValue : -1));
        AddIf(filter.DagId);
        AddIf(filter.RunId);
        AddIf(filter.TaskId);
        _ = filter.MapIndex is { } mapIndex ? statement.Add(mapIndex) : statement;
        _ = filter.TryNumber is { } tryNumber ? statement.Add(tryNumber) : statement;
        AddIf(filter.Actor);
        _ = filter.From is { } from ? statement.Add(from) : statement;
        _ = filter.To is { } to ? statement.Add(to) : statement;
        foreach (var excluded in filter.ExcludedEvents)
        {
            statement.Add(excluded);
        }

        foreach (var wanted in filter.Events.Distinct(StringComparer.Ordinal))
        {
            statement.Add(wanted);
        }

        statement.Add(filter.Limit);

        void AddIf(string? value) => _ = value is null ? statement : statement.Add(value);
    }
}
