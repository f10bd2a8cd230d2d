using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Filters of lists of runs, from parameters or from a body.</summary>
internal static class RunFilters
{
    /// <summary>Stands for any DAG, and for any run.</summary>
    public const string Any = "~";

    private const int MaxIds = 1_000;

    /// <summary>What runs may be ordered by.</summary>
    public static readonly string[] Orders =
        ["id", "run_after", "dag_id", "run_id", "dag_run_id", "state", "logical_date", "start_date", "end_date", "updated_at", "duration", "conf"];

    /// <summary>The parameters.</summary>
    public static readonly string[] Parameters =
    [
        .. Paging.Parameters, .. Range("run_after"), .. Range("logical_date"), .. Range("start_date"), .. Range("end_date"), .. Range("updated_at"), .. Range("duration", "number"),
        "run_type[]", "state[]", "dag_version[]:integer", "bundle_version", "conf_contains", "run_id_pattern", "triggering_user_name_pattern", "dag_id_pattern", "dag_ids[]",
    ];

    /// <summary>The fields of a body.</summary>
    public static readonly string[] Fields =
    [
        "order_by", "page_offset:integer", "page_limit:integer", "dag_ids[]", "states[]",
        .. Range("run_after"), .. Range("logical_date"), .. Range("start_date"), .. Range("end_date"), .. Range("duration", "number"), "conf_contains",
    ];

    /// <summary>The parameters or fields of a range.</summary>
    public static IEnumerable<string> Range(string name, string type = "date-time") => [$"{name}_gte:{type}", $"{name}_gt:{type}", $"{name}_lte:{type}", $"{name}_lt:{type}"];

    /// <summary>Reads the parameters.</summary>
    public static DagRunQuery Read(QueryReader query, string dagId) => new()
    {
        DagIds = [.. Named(query, "dag_ids", dagId)],
        States = [.. query.RunStates("state")],
        Types = [.. query.RunTypes("run_type")],
        RunAfter = query.Moments("run_after"),
        LogicalDate = query.Moments("logical_date"),
        StartDate = query.Moments("start_date"),
        EndDate = query.Moments("end_date"),
        UpdatedAt = query.Moments("updated_at"),
        Duration = query.Seconds("duration"),
        VersionNumbers = [.. query.Ints("dag_version")],
        BundleVersion = query.Text("bundle_version"),
        RunIdPattern = query.Text("run_id_pattern"),
        DagIdPattern = query.Text("dag_id_pattern"),
        TriggeringUserPattern = query.Text("triggering_user_name_pattern"),
        ConfContains = query.Text("conf_contains"),
        Slice = query.Slice(Orders, "id"),
    };

    /// <summary>The one that the path names, or those of a parameter where the path has ~.</summary>
    public static string[] Named(QueryReader query, string parameter, string inPath)
    {
        var named = query.Texts(parameter);
        if (inPath != Any && named.Length > 0)
        {
            query.Add(parameter, "Only where the path has ~.");
        }

        return inPath == Any ? named : [inPath];
    }

    /// <summary>Reads the fields.</summary>
    public static DagRunQuery Read(BodyReader body) => new()
    {
        DagIds = [.. body.Texts("dag_ids", MaxIds)],
        States = [.. body.RunStates("states", MaxIds)],
        RunAfter = body.Moments("run_after"),
        LogicalDate = body.Moments("logical_date"),
        StartDate = body.Moments("start_date"),
        EndDate = body.Moments("end_date"),
        Duration = body.Seconds("duration"),
        ConfContains = body.Text("conf_contains", maxLength: 1_000),
        Slice = body.Slice(Orders, "id"),
    };
}
