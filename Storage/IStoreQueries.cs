using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage;

/// <summary>Reads. Each sees what was committed before it began.</summary>
public partial interface IStoreQueries
{
    /// <summary>One DAG; null when there is none.</summary>
    Task<DagRow?> GetDagAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>DAGs by id.</summary>
    Task<IReadOnlyList<DagRow>> ListDagsAsync(DagFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many DAGs there are of a kind, whatever the filter's limit.</summary>
    Task<int> CountDagsAsync(DagFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The lists of tags of DAGs in service, each list once, as JSON arrays.</summary>
    Task<IReadOnlyList<string>> ListTagSetsAsync(CancellationToken cancellationToken = default);

    /// <summary>Ids of active, unpaused DAGs whose next run is due at or before <paramref name="now"/>, the longest due first.</summary>
    Task<IReadOnlyList<string>> ListDueDagsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>The earliest next run of any active, unpaused DAG; null when none is planned.</summary>
    Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken = default);

    /// <summary>Ids of DAGs whose next run waits for another to end (<see cref="DagRow.IsFull"/>), in order, after this one.</summary>
    Task<IReadOnlyList<string>> ListFullDagsAsync(string afterDagId, int limit, CancellationToken cancellationToken = default);

    /// <summary>A canonical document; null when there is none.</summary>
    Task<DagVersionRow?> GetDagVersionAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>A release; null when there is none.</summary>
    Task<DagReleaseRow?> GetReleaseAsync(string dagId, int release, CancellationToken cancellationToken = default);

    /// <summary>Releases of a DAG, newest first.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="before">Only those with a number below this one; null: from the newest.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DagReleaseRow>> ListReleasesAsync(string dagId, int? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>Releases and states of a DAG's newest runs, newest first.</summary>
    Task<IReadOnlyList<ReleaseRun>> ListReleaseRunsAsync(string dagId, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Scheduled and manual runs of a release that were created after another run, those that were created last first. What it takes does not depend
    /// on how many other runs the DAG has had.
    /// </summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="release">Number of the release.</param>
    /// <param name="afterPk">Number of that run.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DagRunRow>> ListRunsOfReleaseAsync(string dagId, int release, long afterPk, int limit, CancellationToken cancellationToken = default);

    /// <summary>The text a release came from; null when there is none.</summary>
    Task<string?> GetSourceAsync(string dagId, int release, CancellationToken cancellationToken = default);

    /// <summary>One run; null when there is none.</summary>
    Task<DagRunRow?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>Runs by <see cref="DagRunRow.RunAfter"/>, newest first unless the filter says otherwise.</summary>
    Task<IReadOnlyList<DagRunRow>> ListDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many runs there are of a kind; it counts no further than to the filter's limit.</summary>
    Task<int> CountDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many runs of each of these DAGs are in each state; it counts no further than to a limit. States without runs are left out.</summary>
    Task<IReadOnlyList<DagStateCount>> CountRunsByStateAsync(IReadOnlyList<string> dagIds, int limit, CancellationToken cancellationToken = default);

    /// <summary>The newest runs of each of these DAGs, newest first within a DAG.</summary>
    Task<IReadOnlyList<DagRunRow>> ListLatestRunsAsync(IReadOnlyList<string> dagIds, int perDag, CancellationToken cancellationToken = default);

    /// <summary>Runs of a DAG in one state, the earliest <see cref="DagRunRow.RunAfter"/> first. Those of backfills, which have limits of their own, are left out.</summary>
    Task<IReadOnlyList<DagRunRow>> ListRunsInStateAsync(string dagId, DagRunState state, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many runs of a DAG are in this state, those of backfills left out.</summary>
    Task<int> CountRunsAsync(string dagId, DagRunState state, CancellationToken cancellationToken = default);

    /// <summary>Runs that have not ended, in order of <see cref="DagRunRow.RunPk"/>, after <paramref name="afterPk"/>.</summary>
    Task<IReadOnlyList<UnfinishedRun>> ListUnfinishedRunsAsync(long afterPk, int limit, CancellationToken cancellationToken = default);

    /// <summary>Runs of a DAG whose logical date lies from <paramref name="first"/> to <paramref name="last"/>, by that date.</summary>
    Task<IReadOnlyList<DatedRun>> ListDatedRunsAsync(string dagId, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken = default);

    /// <summary>One backfill; null when there is none.</summary>
    Task<BackfillRow?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default);

    /// <summary>Backfills, newest first.</summary>
    Task<IReadOnlyList<BackfillRow>> ListBackfillsAsync(BackfillFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Number of the DAG's backfill that is not completed; null when there is none.</summary>
    Task<long?> GetActiveBackfillAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>Numbers of all backfills that are not completed.</summary>
    Task<IReadOnlyList<long>> ListActiveBackfillsAsync(CancellationToken cancellationToken = default);

    /// <summary>What a backfill did about its dates, by ordinal, with the states of their runs.</summary>
    Task<IReadOnlyList<BackfillDate>> ListBackfillDatesAsync(
        string dagId, long backfillId, int afterOrdinal, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many runs of a backfill are in each state; states without runs are left out.</summary>
    Task<IReadOnlyList<StateCount>> CountBackfillRunsAsync(long backfillId, CancellationToken cancellationToken = default);

    /// <summary>Ids of the runs of a backfill in one state, by ordinal.</summary>
    Task<IReadOnlyList<string>> ListBackfillRunIdsAsync(long backfillId, DagRunState state, int limit, CancellationToken cancellationToken = default);

    /// <summary>All task instances of a run, by ordinal, in one query.</summary>
    Task<IReadOnlyList<TaskInstanceRow>> GetTaskInstancesAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>
    /// The run of a DAG with the greatest logical date below another; null when there is none. Of several with that date, the newest.
    /// </summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="before">The other run's logical date.</param>
    /// <param name="includeManual">Whether runs triggered by hand count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DagRunRow?> GetPreviousRunAsync(string dagId, DateTimeOffset before, bool includeManual, CancellationToken cancellationToken = default);

    /// <summary>Whether any run of the DAG with a logical date below this one has an instance of the task.</summary>
    Task<bool> HasEarlierInstanceAsync(string dagId, string taskId, DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>Runs of a DAG by logical date, earliest first; those without one are left out.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="from">The earliest logical date; null: from the first.</param>
    /// <param name="to">The latest logical date; null: to the last.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DagRunRow>> ListRunsByDateAsync(
        string dagId, DateTimeOffset? from, DateTimeOffset? to, int limit, CancellationToken cancellationToken = default);

    /// <summary>Ids of the DAGs of queued runs whose <see cref="DagRunRow.RunAfter"/> lies after one moment and not after another, with repetitions.</summary>
    Task<IReadOnlyList<string>> ListDagsWithRunsDueAsync(DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>The earliest <see cref="DagRunRow.RunAfter"/> after a moment of any queued run; null when there is none.</summary>
    Task<DateTimeOffset?> GetNextRunAfterAsync(DateTimeOffset after, CancellationToken cancellationToken = default);

    /// <summary>The state of each task instance of a run, by ordinal.</summary>
    Task<IReadOnlyList<InstanceState>> ListInstanceStatesAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>Of each task instance of a run, by ordinal, the little that a screen of many runs shows.</summary>
    Task<IReadOnlyList<InstanceCell>> ListCellsAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>The notes on task instances of a run, by ordinal.</summary>
    Task<IReadOnlyList<TaskNoteRow>> ListTaskNotesAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>Instances of any run that are leased to this host.</summary>
    Task<IReadOnlyList<LeasedTask>> ListLeasedAsync(string host, CancellationToken cancellationToken = default);

    /// <summary>The tries of one instance, first to last.</summary>
    Task<IReadOnlyList<TaskTryRow>> GetTriesAsync(long runPk, int ordinal, CancellationToken cancellationToken = default);

    /// <summary>The XComs which these instances of a run left.</summary>
    Task<IReadOnlyList<XComRow>> GetXComsAsync(long runPk, IReadOnlyCollection<int> ordinals, CancellationToken cancellationToken = default);

    /// <summary>What the instances of a run left, without the values, by ordinal and key, after one of them.</summary>
    /// <param name="runPk">Number of the run.</param>
    /// <param name="afterOrdinal">Ordinal of the one before; −1: from the first.</param>
    /// <param name="afterKey">Key of the one before.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<XComName>> ListXComNamesAsync(long runPk, int afterOrdinal, string afterKey, int limit, CancellationToken cancellationToken = default);

    /// <summary>One XCom; null when there is none.</summary>
    Task<XComRow?> GetXComAsync(long runPk, int ordinal, string key, CancellationToken cancellationToken = default);

    /// <summary>The newest run of a DAG with this logical date; null when there is none.</summary>
    Task<DagRunRow?> FindRunAsync(string dagId, DateTimeOffset logicalDate, CancellationToken cancellationToken = default);

    /// <summary>What the tries of a run asked of people, answered or not, by ordinal and try.</summary>
    Task<IReadOnlyList<ApprovalRow>> GetApprovalsAsync(long runPk, CancellationToken cancellationToken = default);

    /// <summary>What waits for an answer in any run, the longest first.</summary>
    Task<IReadOnlyList<OpenApproval>> ListOpenApprovalsAsync(int limit, CancellationToken cancellationToken = default);

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

/// <summary>A place in the order of runs: by run-after, then by number.</summary>
/// <param name="RunAfter">Run-after of the run there.</param>
/// <param name="RunPk">Number of the run there.</param>
public readonly record struct RunPlace(DateTimeOffset RunAfter, long RunPk);

/// <summary>A run that has not ended.</summary>
/// <param name="RunPk">Number of the run in the store.</param>
/// <param name="DagId">Id of its DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="State">queued or running.</param>
/// <param name="BackfillId">Number of the backfill it belongs to; null: none.</param>
public sealed record UnfinishedRun(long RunPk, string DagId, string RunId, DagRunState State, long? BackfillId = null);

/// <summary>A run that has a logical date.</summary>
/// <param name="LogicalDate">The date.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="State">Its state.</param>
/// <param name="StartedAt">When it started; null: it has not.</param>
/// <param name="BackfillId">Number of the backfill it belongs to; null: none.</param>
public sealed record DatedRun(DateTimeOffset LogicalDate, string RunId, DagRunState State, DateTimeOffset? StartedAt, long? BackfillId);

/// <summary>Which backfills.</summary>
/// <param name="DagId">Of this DAG; null: of any.</param>
/// <param name="BeforeId">With a number below this one; null: from the newest.</param>
/// <param name="Limit">At most this many.</param>
public sealed record BackfillFilter(string? DagId = null, long? BeforeId = null, int Limit = 100);

/// <summary>What a backfill did about one date.</summary>
/// <param name="Row">The date and what was done.</param>
/// <param name="RunState">State of its run; null when there is no run.</param>
public sealed record BackfillDate(BackfillRunRow Row, DagRunState? RunState);

/// <summary>How many runs of a DAG are in a state.</summary>
/// <param name="DagId">The DAG.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public sealed record DagStateCount(string DagId, DagRunState State, int Count);

/// <summary>An XCom without its value.</summary>
/// <param name="Ordinal">Place of the task that left it.</param>
/// <param name="Key">Name of the value.</param>
/// <param name="CreatedAt">When it was left.</param>
public sealed record XComName(int Ordinal, string Key, DateTimeOffset CreatedAt);

/// <summary>How many runs are in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public readonly record struct StateCount(DagRunState State, int Count);

/// <summary>A run of a release.</summary>
/// <param name="Release">Number of the release.</param>
/// <param name="State">State of the run.</param>
public readonly record struct ReleaseRun(int Release, DagRunState State);

/// <summary>A task instance under a lease.</summary>
/// <param name="DagId">Id of its DAG.</param>
/// <param name="RunId">Id of its run.</param>
/// <param name="Task">The instance.</param>
public sealed record LeasedTask(string DagId, string RunId, TaskInstanceRow Task);

/// <summary>What earlier and later runs need to know of a task instance.</summary>
/// <param name="TaskId">Id of the task.</param>
/// <param name="State">Its state.</param>
public sealed record InstanceState(string TaskId, TaskInstanceState State);

/// <summary>What a screen of many runs shows of a task instance.</summary>
/// <param name="TaskId">Id of the task.</param>
/// <param name="MapIndex">Its map index; −1 when it is not mapped.</param>
/// <param name="State">Its state.</param>
/// <param name="TryNumber">Number of its current or last try.</param>
public readonly record struct InstanceCell(string TaskId, int MapIndex, TaskInstanceState State, int TryNumber);

/// <summary>A question nobody has answered.</summary>
/// <param name="DagId">Id of the DAG.</param>
/// <param name="RunId">Id of the run.</param>
/// <param name="TaskId">Id of the task that asks.</param>
/// <param name="MapIndex">Its map index; −1 when it is not mapped.</param>
/// <param name="Approval">The question.</param>
public sealed record OpenApproval(string DagId, string RunId, string TaskId, int MapIndex, ApprovalRow Approval);
