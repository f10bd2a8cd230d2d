using Orrery.Core.Identity;
using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <summary>Reads. Each sees what was committed before it began.</summary>
public interface IStoreQueries
{
    /// <summary>One DAG; null when there is none.</summary>
    Task<DagRow?> GetDagAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>DAGs by id.</summary>
    Task<IReadOnlyList<DagRow>> ListDagsAsync(DagFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Ids of active, unpaused DAGs whose next run is due at or before <paramref name="now"/>, the longest due first.</summary>
    Task<IReadOnlyList<string>> ListDueDagsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>The earliest next run of any active, unpaused DAG; null when none is planned.</summary>
    Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken = default);

    /// <summary>A canonical document; null when there is none.</summary>
    Task<DagVersionRow?> GetDagVersionAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>A release; null when there is none.</summary>
    Task<DagReleaseRow?> GetReleaseAsync(string dagId, int release, CancellationToken cancellationToken = default);

    /// <summary>The text a release came from; null when there is none.</summary>
    Task<string?> GetSourceAsync(string dagId, int release, CancellationToken cancellationToken = default);

    /// <summary>One run; null when there is none.</summary>
    Task<DagRunRow?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>Runs by <see cref="DagRunRow.RunAfter"/>, newest first.</summary>
    Task<IReadOnlyList<DagRunRow>> ListDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The newest runs of each of these DAGs, newest first within a DAG.</summary>
    Task<IReadOnlyList<DagRunRow>> ListLatestRunsAsync(IReadOnlyList<string> dagIds, int perDag, CancellationToken cancellationToken = default);

    /// <summary>Runs of a DAG in one state, the earliest <see cref="DagRunRow.RunAfter"/> first.</summary>
    Task<IReadOnlyList<DagRunRow>> ListRunsInStateAsync(string dagId, DagRunState state, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many runs of a DAG are in this state.</summary>
    Task<int> CountRunsAsync(string dagId, DagRunState state, CancellationToken cancellationToken = default);

    /// <summary>Runs that have not ended, in order of <see cref="DagRunRow.RunPk"/>, after <paramref name="afterPk"/>.</summary>
    Task<IReadOnlyList<UnfinishedRun>> ListUnfinishedRunsAsync(long afterPk, int limit, CancellationToken cancellationToken = default);

    /// <summary>All task instances of a run, by ordinal, in one query.</summary>
    Task<IReadOnlyList<TaskInstanceRow>> GetTaskInstancesAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>Instances of any run that are leased to this host.</summary>
    Task<IReadOnlyList<LeasedTask>> ListLeasedAsync(string host, CancellationToken cancellationToken = default);

    /// <summary>The tries of one instance, first to last.</summary>
    Task<IReadOnlyList<TaskTryRow>> GetTriesAsync(long runPk, int ordinal, CancellationToken cancellationToken = default);

    /// <summary>The XComs which these instances of a run left.</summary>
    Task<IReadOnlyList<XComRow>> GetXComsAsync(long runPk, IReadOnlyCollection<int> ordinals, CancellationToken cancellationToken = default);

    /// <summary>One bundle; null when there is none.</summary>
    Task<BundleRow?> GetBundleAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All bundles by name.</summary>
    Task<IReadOnlyList<BundleRow>> ListBundlesAsync(CancellationToken cancellationToken = default);

    /// <summary>Import errors, of one bundle or all, by bundle and file.</summary>
    Task<IReadOnlyList<ImportErrorRow>> ListImportErrorsAsync(string? bundle, CancellationToken cancellationToken = default);

    /// <summary>The newest entries of the audit, newest first.</summary>
    Task<IReadOnlyList<AuditRow>> ListAuditAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>All runtime hosts by name.</summary>
    Task<IReadOnlyList<RuntimeHostRow>> ListHostsAsync(CancellationToken cancellationToken = default);

    /// <summary>One pool; null when there is none.</summary>
    Task<PoolRow?> GetPoolAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All pools by name.</summary>
    Task<IReadOnlyList<PoolRow>> ListPoolsAsync(CancellationToken cancellationToken = default);

    /// <summary>How many slots the tasks of each pool stand for, by state; pools and states without tasks are left out.</summary>
    /// <param name="pool">Only of this pool, also if there is none of that name; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<PoolSlotCount>> CountPoolSlotsAsync(string? pool, CancellationToken cancellationToken = default);

    /// <summary>The leases that hold slots of a pool.</summary>
    Task<IReadOnlyList<SlotHolder>> ListPoolHoldersAsync(string pool, CancellationToken cancellationToken = default);

    /// <summary>The leases of a task over all runs of its DAG, one slot each.</summary>
    Task<IReadOnlyList<SlotHolder>> ListTaskHoldersAsync(string dagId, string taskId, CancellationToken cancellationToken = default);

    /// <summary>The newest count of a limit; null when it was never counted.</summary>
    Task<LimitEpochRow?> GetLimitEpochAsync(string limitKey, CancellationToken cancellationToken = default);

    /// <summary>Some of the task instances that hold slots of a pool, for people to read.</summary>
    Task<IReadOnlyList<LeasedTask>> ListPoolTasksAsync(string pool, int limit, CancellationToken cancellationToken = default);

    /// <summary>State of a grain; null when there is none. A cleared state is a row without payload.</summary>
    Task<GrainStateRow?> GetGrainStateAsync(string grainType, string grainKey, string name, CancellationToken cancellationToken = default);

    /// <summary>Reminders, of one grain or all.</summary>
    Task<IReadOnlyList<ReminderRow>> ListRemindersAsync(string? grainId, CancellationToken cancellationToken = default);
}

/// <summary>Slots of a pool that the tasks in one state stand for.</summary>
/// <param name="Pool">Name of the pool.</param>
/// <param name="State">scheduled, queued, running, restarting or deferred.</param>
/// <param name="Slots">Sum of their slots.</param>
public sealed record PoolSlotCount(string Pool, TaskInstanceState State, int Slots);

/// <summary>Which DAGs.</summary>
/// <param name="Bundle">Of this bundle; null: of any.</param>
/// <param name="Search">With this text in their id, ignoring case; null: any.</param>
/// <param name="ActiveOnly">Only those in service.</param>
/// <param name="AfterDagId">After this id; null: from the first.</param>
/// <param name="Limit">At most this many.</param>
public sealed record DagFilter(string? Bundle = null, string? Search = null, bool ActiveOnly = true, string? AfterDagId = null, int Limit = 100);

/// <summary>Which runs.</summary>
/// <param name="DagId">Of this DAG; null: of any.</param>
/// <param name="States">In one of these states; empty: in any.</param>
/// <param name="Type">Of this type; null: of any.</param>
/// <param name="Before">Before this place in the order (newest first); null: from the newest.</param>
/// <param name="Limit">At most this many.</param>
public sealed record DagRunFilter(
    string? DagId = null, IReadOnlyList<DagRunState>? States = null, DagRunType? Type = null, RunPlace? Before = null, int Limit = 100);

/// <summary>A place in the order of runs: by run-after, then by number.</summary>
/// <param name="RunAfter">Run-after of the run there.</param>
/// <param name="RunPk">Number of the run there.</param>
public readonly record struct RunPlace(DateTimeOffset RunAfter, long RunPk);

/// <summary>A run that has not ended.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="DagId">Id of its DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="State">queued or running.</param>
public sealed record UnfinishedRun(long RunPk, string DagId, string RunId, DagRunState State);

/// <summary>A task instance under a lease.</summary>
/// <param name="DagId">Id of its DAG.</param>
/// <param name="RunId">Id of its run.</param>
/// <param name="Task">The instance.</param>
public sealed record LeasedTask(string DagId, string RunId, TaskInstanceRow Task);
