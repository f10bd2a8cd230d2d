using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Filters of lists of task instances, from parameters or from a body.</summary>
internal static class TaskFilters
{
    private const int MaxIds = 1_000;

    /// <summary>What task instances may be ordered by; left out: level by level, the newest run first.</summary>
    public static readonly string[] Orders =
    [
        "id", "state", "duration", "start_date", "end_date", "updated_at", "map_index", "try_number", "logical_date", "run_after", "data_interval_start",
        "data_interval_end", "rendered_map_index", "operator", "task_id",
    ];

    /// <summary>The parameters of instances of one task.</summary>
    public static readonly string[] MappedParameters =
    [
        .. Paging.Parameters,
        .. new[] { "run_after", "logical_date", "start_date", "end_date", "updated_at" }.SelectMany(name => RunFilters.Range(name)), .. RunFilters.Range("duration", "number"),
        "state[]", "pool[]", "pool_name_pattern", "queue[]", "queue_name_pattern", "version_number[]:integer", "try_number[]:integer", "operator[]", "operator_name_pattern",
        "map_index[]:integer",
    ];

    /// <summary>The parameters.</summary>
    public static readonly string[] Parameters = [.. MappedParameters, "task_id[]", "task_display_name_pattern", "task_group_id", "dag_id_pattern", "run_id_pattern", "dag_ids[]", "dag_run_ids[]"];

    /// <summary>The fields of a body.</summary>
    public static readonly string[] Fields =
    [
        "order_by", "page_offset:integer", "page_limit:integer", "dag_ids[]", "dag_run_ids[]", "task_ids[]", "state[]", "pool[]", "queue[]",
        .. new[] { "run_after", "logical_date", "start_date", "end_date" }.SelectMany(name => RunFilters.Range(name)), .. RunFilters.Range("duration", "number"),
    ];

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="dagId">The DAG, or any.</param>
    /// <param name="runId">The run, or any.</param>
    /// <param name="mappedTask">The one task whose mapped instances are wanted; null: those of any.</param>
    public static TaskInstanceQuery Read(QueryReader query, string dagId, string runId, string? mappedTask = null) => new()
    {
        Runs = new DagRunQuery
        {
            DagIds = mappedTask is null ? [.. RunFilters.Named(query, "dag_ids", dagId)] : dagId == RunFilters.Any ? [] : [dagId],
            RunAfter = query.Moments("run_after"),
            LogicalDate = query.Moments("logical_date"),
            VersionNumbers = [.. query.Ints("version_number")],
            DagIdPattern = mappedTask is null ? query.Text("dag_id_pattern") : null,
            RunIdPattern = mappedTask is null ? query.Text("run_id_pattern") : null,
        },
        RunIds = mappedTask is null ? [.. RunFilters.Named(query, "dag_run_ids", runId)] : runId == RunFilters.Any ? [] : [runId],
        TaskIds = mappedTask is null ? [.. query.Texts("task_id")] : [mappedTask],
        OnlyMapped = mappedTask is not null,
        States = [.. query.TaskStates("state")],
        Pools = [.. query.Texts("pool")],
        Queues = [.. query.Texts("queue")],
        Operators = [.. query.Texts("operator")],
        TryNumbers = [.. query.Ints("try_number")],
        MapIndexes = [.. query.Ints("map_index")],
        StartDate = query.Moments("start_date"),
        EndDate = query.Moments("end_date"),
        UpdatedAt = query.Moments("updated_at"),
        Duration = query.Seconds("duration"),
        TaskIdPattern = mappedTask is null ? query.Text("task_display_name_pattern") : null,
        PoolPattern = query.Text("pool_name_pattern"),
        QueuePattern = query.Text("queue_name_pattern"),
        OperatorPattern = query.Text("operator_name_pattern"),
        TaskGroupId = mappedTask is null ? query.Text("task_group_id") : null,
        Slice = dagId != RunFilters.Any && runId != RunFilters.Any ? query.Slice(Orders, fallback: null, int.MaxValue) : query.Slice(Orders, fallback: null),
    };

    /// <summary>Reads the fields.</summary>
    public static TaskInstanceQuery Read(BodyReader body) => new()
    {
        Runs = new DagRunQuery
        {
            DagIds = [.. body.Texts("dag_ids", MaxIds)],
            RunAfter = body.Moments("run_after"),
            LogicalDate = body.Moments("logical_date"),
        },
        RunIds = [.. body.Texts("dag_run_ids", MaxIds)],
        TaskIds = [.. body.Texts("task_ids", MaxIds)],
        States = [.. body.TaskStates("state", MaxIds)],
        Pools = [.. body.Texts("pool", MaxIds)],
        Queues = [.. body.Texts("queue", MaxIds)],
        StartDate = body.Moments("start_date"),
        EndDate = body.Moments("end_date"),
        Duration = body.Seconds("duration"),
        Slice = body.Slice(Orders, fallback: null),
    };
}
