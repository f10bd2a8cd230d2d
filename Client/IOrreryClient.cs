using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client;

/// <summary>Everything a program or a person does with an installation. One interface; several ways to reach it.</summary>
/// <remarks>Lookups answer null for what does not exist; requests answer an <see cref="ActionResult"/> that says why not.</remarks>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IOrreryClient
{
    /// <summary>Assets, their events, and who waits for them.</summary>
    IAssetClient Assets { get; }

    /// <summary>What goes on, in a few numbers.</summary>
    /// <param name="since">From when on runs that have ended are counted, by when they were due.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>DAGs by id, each with its newest runs.</summary>
    Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One DAG.</summary>
    Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>Tasks and edges of a version.</summary>
    Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>The canonical document of a version, of which a DAG can be made again.</summary>
    Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>Runs, newest first.</summary>
    Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One run.</summary>
    Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>The task instances of a run, level by level, and in a level by their place in the run.</summary>
    Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>All tasks of a run in a byte each, for screens that show many runs; null when there is no such run.</summary>
    Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>The tries of a task instance, first to last.</summary>
    Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default);

    /// <summary>Files that cannot be taken as they are.</summary>
    Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default);

    /// <summary>The next scheduled runs of a DAG, as if it were not paused; empty when there is none.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="count">How many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default);

    /// <summary>Backfills, newest first.</summary>
    Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One backfill.</summary>
    Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default);

    /// <summary>The dates a backfill has dealt with so far, by ordinal.</summary>
    Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Makes a backfill; its runs follow.</summary>
    Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default);

    /// <summary>Says what a backfill would do, and does nothing.</summary>
    Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default);

    /// <summary>Pauses or resumes a backfill: while it is paused its queued runs wait.</summary>
    Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default);

    /// <summary>Ends a backfill: queued runs fail, running ones go on.</summary>
    Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default);

    /// <summary>Creates a run.</summary>
    Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default);

    /// <summary>Pauses or resumes a DAG.</summary>
    Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default);

    /// <summary>Clears tasks of a run so that they run again; none named: all.</summary>
    Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default);

    /// <summary>Clears tasks of some runs, or says which would be; the request says which.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default);

    /// <summary>Sets the state of tasks of some runs by hand, or says of which it would.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runs">The runs; at least one named.</param>
    /// <param name="tasks">The tasks, and their state.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default);

    /// <summary>Writes a note on a run, or on a task of it; null takes it away.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runId">Id of the run.</param>
    /// <param name="task">The task; null: the run itself.</param>
    /// <param name="note">The note.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ActionResult> SetNoteAsync(string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default);

    /// <summary>Ends a run by hand.</summary>
    Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default);

    /// <summary>What tasks ask people: of a run, or what waits for an answer anywhere, the longest first.</summary>
    Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default);

    /// <summary>Answers an approval. Over HTTP it is the owner of the credential who answers, whatever the answer says.</summary>
    Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default);

    /// <summary>Why a task is not running: one sentence for each thing it waits for.</summary>
    Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default);

    /// <summary>A snapshot of a run, then every change, until it has ended.</summary>
    IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>What has changed anywhere, merged, at most ten batches a second.</summary>
    IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync(CancellationToken cancellationToken = default);

    /// <summary>A part of the log of one try.</summary>
    /// <param name="log">Which log.</param>
    /// <param name="firstLine">Number of the first line wanted, from 1; negative: that many lines before the end.</param>
    /// <param name="count">How many lines at most: 1 to 5,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default);

    /// <summary>The log of one try from a line on, in batches, as it grows; ends when the try has ended.</summary>
    IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default);

    /// <summary>Reads what has changed in a bundle and makes it live.</summary>
    Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default);

    /// <summary>Bundles: where DAGs come from.</summary>
    IBundleClient Bundles { get; }

    /// <summary>Tokens of programs.</summary>
    ITokenClient Tokens { get; }

    /// <summary>People who may sign in.</summary>
    IUserClient Users { get; }

    /// <summary>Who did what.</summary>
    IAuditClient Audit { get; }

    /// <summary>The pools.</summary>
    IPoolClient Pools { get; }

    /// <summary>The variables.</summary>
    IVariableClient Variables { get; }

    /// <summary>The connections.</summary>
    IConnectionClient Connections { get; }

    /// <summary>The keys by which secrets are sealed.</summary>
    ISecretKeyClient SecretKeys { get; }

    /// <summary>The releases of DAGs.</summary>
    IVersionClient Versions { get; }

    /// <summary>DAGs, found by many properties.</summary>
    IDagClient Dags { get; }

    /// <summary>Runs and task instances, found by many properties.</summary>
    IRunClient Runs { get; }

    /// <summary>Values that tasks leave for others.</summary>
    IXComClient XComs { get; }

    /// <summary>The machines that run tasks.</summary>
    IRuntimeClient Runtimes { get; }

    /// <summary>How the installation is.</summary>
    Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default);
}
