using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Orrery.Core.Dags;

namespace Orrery.Client.Http.Wire;

/// <summary>A task of a DAG's live version: Airflow's <c>TaskResponse</c>.</summary>
internal sealed record TaskWire
{
    public required string TaskId { get; init; }

    public required string TaskDisplayName { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public required string TriggerRule { get; init; }

    public bool DependsOnPast { get; init; }

    public bool WaitForDownstream { get; init; }

    public int Retries { get; init; }

    public required string Queue { get; init; }

    public required string Pool { get; init; }

    public int PoolSlots { get; init; }

    public TimeDeltaWire? ExecutionTimeout { get; init; }

    public TimeDeltaWire? RetryDelay { get; init; }

    public double RetryExponentialBackoff { get; init; }

    public int PriorityWeight { get; init; }

    public required string WeightRule { get; init; }

    public string UiColor { get; init; } = "#fff";

    public string UiFgcolor { get; init; } = "#000";

    public string[] TemplateFields { get; init; } = [];

    public required string[] DownstreamTaskIds { get; init; }

    public string? DocMd { get; init; }

    public required string OperatorName { get; init; }

    public JsonObject Params { get; init; } = [];

    public JsonObject ClassRef { get; init; } = [];

    public bool IsMapped { get; init; }

    public string[] ExtraLinks { get; init; } = [];

    /// <summary>All tasks of a DAG.</summary>
    public static TaskWire[] AllOf(DagDefinition dag)
    {
        var downstream = dag.Tasks.SelectMany(t => t.DependsOn.Select(up => (Up: up, Down: t.TaskId))).ToLookup(e => e.Up, e => e.Down, StringComparer.Ordinal);
        return [.. dag.Tasks.Select(task => Of(dag, task, [.. downstream[task.TaskId].Order(StringComparer.Ordinal)]))];
    }

    private static TaskWire Of(DagDefinition dag, TaskDefinition task, string[] downstream) => new()
    {
        TaskId = task.TaskId,
        TaskDisplayName = task.TaskId,
        Owner = dag.Owner,
        StartDate = dag.StartDate,
        EndDate = dag.EndDate,
        TriggerRule = task.TriggerRule.WireName(),
        DependsOnPast = task.DependsOnPast,
        WaitForDownstream = task.WaitForDownstream,
        Retries = task.Retries,
        Queue = task.Queue,
        Pool = task.Pool,
        PoolSlots = task.PoolSlots,
        ExecutionTimeout = TimeDeltaWire.Of(task.ExecutionTimeout),
        RetryDelay = TimeDeltaWire.Of(task.RetryDelay),
        RetryExponentialBackoff = task.RetryExponentialBackoff,
        PriorityWeight = task.PriorityWeight,
        WeightRule = task.WeightRule.WireName(),
        DownstreamTaskIds = downstream,
        DocMd = task.Description,
        OperatorName = task.Action.Name,
        IsMapped = task.Expand is not null,
    };
}

/// <summary>Tasks: Airflow's <c>TaskCollectionResponse</c>.</summary>
internal sealed record TaskCollectionWire(TaskWire[] Tasks, long TotalEntries);

/// <summary>A time span: Airflow's <c>TimeDelta</c>.</summary>
internal sealed record TimeDeltaWire(int Days, int Seconds, int Microseconds)
{
    [JsonPropertyName("__type")]
    public string Type { get; init; } = "TimeDelta";

    /// <summary>The span; null: none.</summary>
    public static TimeDeltaWire? Of(TimeSpan? span) => span is { } given
        ? new TimeDeltaWire(given.Days, (given.Hours * 3_600) + (given.Minutes * 60) + given.Seconds, (given.Milliseconds * 1_000) + given.Microseconds)
        : null;
}
