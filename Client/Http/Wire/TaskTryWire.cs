using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A try: Airflow's <c>TaskInstanceHistoryResponse</c>, then what Orrery adds.</summary>
internal sealed record TaskTryWire
{
    public required string TaskId { get; init; }

    public required string DagId { get; init; }

    public required string DagRunId { get; init; }

    public int MapIndex { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public double? Duration { get; init; }

    public TaskInstanceState State { get; init; }

    public int TryNumber { get; init; }

    public int MaxTries { get; init; }

    public required string TaskDisplayName { get; init; }

    public required string DagDisplayName { get; init; }

    public string? Hostname { get; init; }

    public string? Unixname { get; init; }

    public string Pool { get; init; } = "default_pool";

    public int PoolSlots { get; init; } = 1;

    public string? Queue { get; init; }

    public int? PriorityWeight { get; init; }

    public string? Operator { get; init; }

    public string? OperatorName { get; init; }

    public DateTimeOffset? QueuedWhen { get; init; }

    public DateTimeOffset? ScheduledWhen { get; init; }

    public int? Pid { get; init; }

    public string? Executor { get; init; }

    public string ExecutorConfig { get; init; } = "{}";

    public ReleaseWire? DagVersion { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public string? FailureMessage { get; init; }

    public static TaskTryWire Of(TaskTryInfo info, TaskInstanceInfo task, DagRunInfo run) => new()
    {
        TaskId = task.TaskId,
        DagId = task.DagId,
        DagRunId = task.DagRunId,
        MapIndex = task.MapIndex,
        StartDate = info.StartDate,
        EndDate = info.EndDate,
        Duration = DagRunWire.Seconds(info.StartDate, info.EndDate),
        State = info.State,
        TryNumber = info.TryNumber,
        MaxTries = task.MaxTries,
        TaskDisplayName = task.TaskId,
        DagDisplayName = task.DagId,
        Hostname = info.Hostname,
        Pool = task.Pool,
        PoolSlots = task.PoolSlots,
        Queue = task.Queue,
        PriorityWeight = task.PriorityWeight,
        DagVersion = ReleaseWire.Of(run),
        Operator = task.Operator,
        OperatorName = task.Operator,
        ExitCode = info.ExitCode,
        Signal = info.Signal,
        FailureMessage = info.FailureMessage,
    };

    public TaskTryInfo ToInfo() => new()
    {
        TryNumber = TryNumber,
        State = State,
        StartDate = StartDate,
        EndDate = EndDate,
        Hostname = Hostname,
        ExitCode = ExitCode,
        Signal = Signal,
        FailureMessage = FailureMessage,
    };
}

/// <summary>The tries of a task instance.</summary>
internal sealed record TaskTryCollectionWire(TaskTryWire[] TaskInstances, long? TotalEntries);
