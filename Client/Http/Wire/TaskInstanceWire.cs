using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http.Wire;

/// <summary>A task instance: Airflow's <c>TaskInstanceResponse</c>, then what Orrery adds.</summary>
internal sealed record TaskInstanceWire
{
    public required Guid Id { get; init; }

    public required string TaskId { get; init; }

    public required string DagId { get; init; }

    public required string DagRunId { get; init; }

    public int MapIndex { get; init; }

    public DateTimeOffset? LogicalDate { get; init; }

    public required DateTimeOffset RunAfter { get; init; }

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

    public string? Note { get; init; }

    public string? RenderedMapIndex { get; init; }

    public string? Trigger { get; init; }

    public string? TriggererJob { get; init; }

    public ReleaseWire? DagVersion { get; init; }

    public int Ordinal { get; init; }

    public int Level { get; init; }

    public DateTimeOffset? NextTryAt { get; init; }

    public string? FailureMessage { get; init; }

    public string? FailureReason { get; init; }

    public static TaskInstanceWire Of(TaskInstanceInfo info, DagRunInfo run) => Of(FoundTaskInstance.Of(info, run));

    public static TaskInstanceWire Of(FoundTaskInstance found) => Of(found.Task, found);

    private static TaskInstanceWire Of(TaskInstanceInfo info, FoundTaskInstance run) => new()
    {
        Id = IdOf(info),
        TaskId = info.TaskId,
        DagId = info.DagId,
        DagRunId = info.DagRunId,
        MapIndex = info.MapIndex,
        LogicalDate = run.LogicalDate,
        RunAfter = run.RunAfter,
        StartDate = info.StartDate,
        EndDate = info.EndDate,
        Duration = DagRunWire.Seconds(info.StartDate, info.EndDate),
        State = info.State,
        TryNumber = info.TryNumber,
        MaxTries = info.MaxTries,
        TaskDisplayName = info.TaskId,
        DagDisplayName = info.DagId,
        Hostname = info.Hostname,
        Pool = info.Pool,
        PoolSlots = info.PoolSlots,
        Queue = info.Queue,
        PriorityWeight = info.PriorityWeight,
        DagVersion = ReleaseWire.Of(run),
        Operator = info.Operator,
        OperatorName = info.Operator,
        ScheduledWhen = info.ScheduledWhen,
        RenderedMapIndex = info.RenderedMapIndex,
        Ordinal = info.Ordinal,
        Level = info.Level,
        NextTryAt = info.NextTryAt,
        Note = info.Note,
        FailureMessage = info.FailureMessage,
        FailureReason = info.FailureReason,
    };

    public FoundTaskInstance ToFound() => new()
    {
        Task = ToInfo(),
        LogicalDate = LogicalDate,
        RunAfter = RunAfter,
        VersionNumber = DagVersion?.VersionNumber ?? 0,
        BundleName = DagVersion?.BundleName,
        BundleVersion = DagVersion?.BundleVersion,
        ReleasedAt = DagVersion?.CreatedAt,
    };

    public TaskInstanceInfo ToInfo() => new()
    {
        TaskId = TaskId,
        DagId = DagId,
        DagRunId = DagRunId,
        MapIndex = MapIndex,
        StartDate = StartDate,
        EndDate = EndDate,
        State = State,
        TryNumber = TryNumber,
        MaxTries = MaxTries,
        Hostname = Hostname,
        Pool = Pool,
        PoolSlots = PoolSlots,
        Queue = Queue,
        PriorityWeight = PriorityWeight,
        Operator = Operator ?? "",
        ScheduledWhen = ScheduledWhen,
        RenderedMapIndex = RenderedMapIndex,
        Ordinal = Ordinal,
        Level = Level,
        NextTryAt = NextTryAt,
        Note = Note,
        FailureMessage = FailureMessage,
        FailureReason = FailureReason,
    };

    // Airflow's clients want a UUID for each try; here a try is named by where it is, so the UUID is made from that.
    private static Guid IdOf(TaskInstanceInfo info)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{info.DagId}/{info.DagRunId}/{info.TaskId}/{info.MapIndex}/{info.TryNumber}");
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }
}

/// <summary>The task instances of a run.</summary>
internal sealed record TaskInstanceCollectionWire(
    TaskInstanceWire[] TaskInstances,
    long? TotalEntries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextCursor = null);

/// <summary>Why a task is not running: a sentence for each thing it waits for.</summary>
internal sealed record ReasonsWire(string[] Reasons);
