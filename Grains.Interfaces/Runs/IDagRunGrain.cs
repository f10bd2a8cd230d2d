using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Grains.Interfaces.Runs;

/// <summary>One run of a DAG: its task instances and their scheduler. Key: <c>dag_id/run_id</c>.</summary>
/// <remarks>
/// Every method interleaves: what arrives while a commit is under way is decided together and goes into the next commit.
/// A call returns when its change is durable.
/// </remarks>
[Alias("orrery.IDagRunGrain")]
public interface IDagRunGrain : IGrainWithStringKey
{
    /// <summary>Lets a queued run start, or wakes one after a restart; harmless when it runs or has ended.</summary>
    [AlwaysInterleave, Alias("Start")]
    Task StartAsync();

    /// <summary>Grants leases; answers a launch specification for each granted one, in any order, and nothing for the refused.</summary>
    [AlwaysInterleave, Alias("Lease")]
    Task<ImmutableArray<LaunchSpec>> LeaseAsync(ImmutableArray<LeaseRequest> requests);

    /// <summary>
    /// Says that offers are held back in their queue, by a pool or a cap over all runs: they stay on offer, and the run has room for others
    /// meanwhile. May come late or twice; a run that offers again is told again.
    /// </summary>
    [AlwaysInterleave, OneWay, Alias("Held")]
    Task HeldAsync(ImmutableArray<TaskKey> offers);

    /// <summary>Takes reports of ended tries. Returning means they are durable or superseded: the host may forget them.</summary>
    [AlwaysInterleave, Alias("Report")]
    Task ReportAsync(ImmutableArray<TaskReport> reports);

    /// <summary>Says that the host which held these leases is gone.</summary>
    [AlwaysInterleave, Alias("HostLost")]
    Task HostLostAsync(ImmutableArray<Guid> leases);

    /// <summary>Takes back leases whose tries were never launched; they are offered again, as the same tries.</summary>
    [AlwaysInterleave, Alias("ReturnLeases")]
    Task ReturnLeasesAsync(ImmutableArray<Guid> leases);

    /// <summary>Clears tasks so that they run again; none named: all. <c>load[3]</c> is one instance of a mapped task, here and wherever a task is named.</summary>
    [AlwaysInterleave, Alias("Clear")]
    Task<ActionResult> ClearAsync(ImmutableArray<string> taskIds);

    /// <summary>Clears a finished run whole and makes it part of a backfill. Done is also the answer when it is part of it already.</summary>
    [AlwaysInterleave, Alias("Adopt")]
    Task<ActionResult> AdoptAsync(BackfillPlace place);

    /// <summary>Clears some tasks, or says which would be; the request says which.</summary>
    [AlwaysInterleave, Alias("ClearTasks")]
    Task<RunTasks> ClearTasksAsync(ClearTasks request);

    /// <summary>
    /// Sets the state of tasks by hand, or says of which it would. Tasks downstream that failed, or are upstream_failed, are cleared, and a run
    /// that has ended is started again.
    /// </summary>
    [AlwaysInterleave, Alias("MarkTasks")]
    Task<RunTasks> MarkTasksAsync(MarkTasks request);

    /// <summary>Writes a note on the run or on task instances; null takes it away.</summary>
    /// <param name="task">The task; null: the run itself.</param>
    /// <param name="note">The note.</param>
    [AlwaysInterleave, Alias("SetNote")]
    Task<ActionResult> SetNoteAsync(TaskSelector? task, string? note);

    /// <summary>Ends the run by hand, as success or failed.</summary>
    [AlwaysInterleave, Alias("Mark")]
    Task<ActionResult> MarkAsync(DagRunState state);

    /// <summary>Sets one task's state by hand: success, failed or skipped.</summary>
    [AlwaysInterleave, Alias("MarkTask")]
    Task<ActionResult> MarkTaskAsync(string taskId, TaskInstanceState state);

    /// <summary>Answers an approval.</summary>
    [AlwaysInterleave, Alias("Answer")]
    Task<ActionResult> AnswerAsync(ApprovalAnswer answer);

    /// <summary>Takes the run away with everything under it; refused while it has not ended.</summary>
    [AlwaysInterleave, Alias("Delete")]
    Task<ActionResult> DeleteAsync();

    /// <summary>Writes a value as if a task instance had left it, or takes one away.</summary>
    [AlwaysInterleave, Alias("ChangeXCom")]
    Task<ActionResult> ChangeXComAsync(XComChange change);

    /// <summary>Why a task is not running: one sentence for each thing it waits for; empty when nothing holds it.</summary>
    [AlwaysInterleave, Alias("Why")]
    Task<ImmutableArray<string>> WhyAsync(string taskId);

    /// <summary>
    /// Asks to be told, by <see cref="HeardAsync"/>, when a task of this run has finished and when the run has ended, after the commit.
    /// Soft: it holds for a few minutes and is repeated by whoever still waits.
    /// </summary>
    /// <param name="listenerRunKey">Key of the run that waits.</param>
    /// <returns>The state of this run now; null when there is no such run.</returns>
    [AlwaysInterleave, Alias("Listen")]
    Task<DagRunState?> ListenAsync(string listenerRunKey);

    /// <summary>Says that a run this one listens to has moved on. May come late, twice or not at all.</summary>
    /// <param name="runKey">Key of that run.</param>
    [AlwaysInterleave, OneWay, Alias("Heard")]
    Task HeardAsync(string runKey);

    /// <summary>Says that there is news of an asset this run listens to. May come late, twice or not at all.</summary>
    /// <param name="uri">URI of the asset.</param>
    [AlwaysInterleave, OneWay, Alias("AssetHeard")]
    Task AssetHeardAsync(string uri);

    /// <summary>A snapshot, then every change after its commit, until the run has ended or the caller stops.</summary>
    [AlwaysInterleave, Alias("Watch")]
    IAsyncEnumerable<RunUpdate> WatchAsync(CancellationToken cancellationToken = default);
}
