using Orrery.Core.Assets;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads the conditions of a sensor that have fields of their own.</summary>
internal static class ConditionReader
{
    public static FieldTable<SensorCondition.Http> HttpTable { get; } = new(new Dictionary<string, FieldSetter<SensorCondition.Http>>(StringComparer.Ordinal)
    {
        ["url"] = (http, value, read) => http with { Url = read.NonBlank(value) ?? http.Url },
        ["method"] = (http, value, read) => http with { Method = read.NonBlank(value)?.ToUpperInvariant() ?? http.Method },
        ["headers"] = (http, value, read) => http with { Headers = read.TextMap(value) ?? http.Headers },
        ["body"] = (http, value, read) => http with { Body = read.Text(value) },
        ["status"] = (http, value, read) => http with { Status = Codes(value, read) },
        ["contains"] = (http, value, read) => http with { Contains = read.NonBlank(value) },
    });

    public static FieldTable<SqlDraft> SqlTable { get; } = new(new Dictionary<string, FieldSetter<SqlDraft>>(StringComparer.Ordinal)
    {
        ["sqlite"] = (sql, value, read) => sql with { Sqlite = read.NonBlank(value) },
        ["postgres"] = (sql, value, read) => sql with { Postgres = read.NonBlank(value) },
        ["query"] = (sql, value, read) => sql with { Query = read.NonBlank(value) },
    });

    public static FieldTable<SensorCondition.Dag> DagTable { get; } = new(new Dictionary<string, FieldSetter<SensorCondition.Dag>>(StringComparer.Ordinal)
    {
        ["dag_id"] = (dag, value, read) => dag with { DagId = read.NonBlank(value) ?? dag.DagId },
        ["task_id"] = (dag, value, read) => dag with { TaskId = read.NonBlank(value) },
        ["run_id"] = (dag, value, read) => dag with { RunId = read.NonBlank(value) },
        ["logical_date"] = (dag, value, read) => dag with { LogicalDate = read.NonBlank(value) },
        ["allowed_states"] = (dag, value, read) => dag with { AllowedStates = read.TextSet(value) ?? dag.AllowedStates },
        ["failed_states"] = (dag, value, read) => dag with { FailedStates = read.TextSet(value) ?? dag.FailedStates },
        ["skipped_states"] = (dag, value, read) => dag with { SkippedStates = read.TextSet(value) ?? dag.SkippedStates },
    });

    private static readonly SensorCondition.Http BlankHttp = new() { Url = "" };
    private static readonly SensorCondition.Dag BlankDag = new() { DagId = "" };

    public static SensorCondition.Http? Http(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar)
        {
            return read.NonBlank(value) is { } url ? new SensorCondition.Http { Url = url } : null;
        }

        var http = PartReader.ReadNested(value, read, HttpTable, BlankHttp, "write the address, or url: below it");
        return http is null ? null : Required(http, http.Url, value, read, "url", "give it the address to ask");
    }

    public static SensorCondition.Sql? Sql(YamlNode value, ValueReader read)
    {
        if (PartReader.ReadNested(value, read, SqlTable, new SqlDraft(), "write sqlite: or postgres:, and query: below it") is not { } sql)
        {
            return null;
        }

        if ((sql.Sqlite is null) == (sql.Postgres is null))
        {
            read.Report.Error(value.Start, DagProblemCodes.Conflict, "sql has not exactly one of sqlite and postgres", "keep one of them");
            return null;
        }

        return Required(
            new SensorCondition.Sql(sql.Sqlite is null ? SqlKind.Postgres : SqlKind.Sqlite, sql.Sqlite ?? sql.Postgres!, sql.Query ?? ""),
            sql.Query, value, read, "query", "give it the query whose first value says whether it is time");
    }

    public static SensorCondition.Dag? Dag(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar)
        {
            return read.NonBlank(value) is { } dagId ? new SensorCondition.Dag { DagId = dagId } : null;
        }

        var dag = PartReader.ReadNested(value, read, DagTable, BlankDag, "write the id of the DAG, or dag_id: below it");
        return dag is null ? null : Required(dag, dag.DagId, value, read, "dag_id", "name the DAG it waits for");
    }

    public static SensorCondition.Asset? Asset(YamlNode value, ValueReader read)
    {
        switch (AssetReader.ReadMention(value, read))
        {
            case { Kind: AssetRefKind.Asset } asset:
                return new SensorCondition.Asset(asset.Id);
            case { } alias:
                read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"sensor waits for the alias {Shown.Quote(alias.Id)}, which has no news itself",
                    "name one of the assets it stands for");
                return null;
            default:
                return null;
        }
    }

    private static T? Required<T>(T condition, string? part, YamlNode value, ValueReader read, string name, string remedy)
        where T : class
    {
        if (!string.IsNullOrEmpty(part))
        {
            return condition;
        }

        PartReader.Missing(value, read, name, remedy);
        return null;
    }

    private static IReadOnlyList<int> Codes(YamlNode value, ValueReader read)
    {
        IReadOnlyList<YamlNode> items = value is YamlList list ? list.Items : [value];
        return [.. items.Select(read.Whole).OfType<int>().Distinct().Order()];
    }

    /// <summary>The parts of <c>sql</c>.</summary>
    internal sealed record SqlDraft(string? Sqlite = null, string? Postgres = null, string? Query = null);
}
