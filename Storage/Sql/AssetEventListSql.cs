using System.Globalization;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Builds the SQL of lists of asset events, each a walk down one index to its limit.</summary>
internal static class AssetEventListSql
{
    /// <summary>The statement for this filter.</summary>
    public static string Build(AssetEventFilter filter)
    {
        var parameter = 0;
        var conditions = new List<string> { $"event_id > {Next()}" };
        AddIf(filter.Uri, "uri");
        AddIf(filter.SourceDagId, "source_dag_id");
        AddIf(filter.SourceRunId, "source_run_id");
        AddIf(filter.SourceTaskId, "source_task_id");
        if (filter.Before is not null)
        {
            conditions.Add($"(event_id, uri) < ({Next()}, {Next()})");
        }

        return $"{AssetMaps.Event.Select} WHERE {string.Join(" AND ", conditions)} ORDER BY event_id DESC, uri DESC LIMIT {Next()}";

        string Next() => string.Create(CultureInfo.InvariantCulture, $"?{++parameter}");

        void AddIf(string? value, string column)
        {
            if (value is not null)
            {
                conditions.Add($"{column} = {Next()}");
            }
        }
    }

    /// <summary>Adds the parameters of the statement.</summary>
    public static void Bind(ISqlParameters statement, AssetEventFilter filter)
    {
        statement.Add(filter.Above);
        foreach (var value in (ReadOnlySpan<string?>)[filter.Uri, filter.SourceDagId, filter.SourceRunId, filter.SourceTaskId])
        {
            _ = value is null ? statement : statement.Add(value);
        }

        _ = filter.Before is { } place ? statement.Add(place.EventId).Add(place.Uri) : statement;
        statement.Add(filter.Limit);
    }
}
