using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client;

/// <summary>Everything a program or a person does with an installation. One interface; several ways to reach it.</summary>
/// <remarks>Lookups answer null for what does not exist; requests answer an <see cref="ActionResult"/> that says why not.</remarks>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IOrreryClient
{
    /// <summary>DAGs by id, each with its newest runs.</summary>
    Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One DAG.</summary>
    Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>Tasks and edges of a version.</summary>
    Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>Runs, newest first.</summary>
    Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One run.</summary>
    Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>The task instances of a run, level by level, and in a level by their place in the run.</summary>
    Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>The tries of a task instance, first to last.</summary>
    Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default);

    /// <summary>Files that cannot be taken as they are.</summary>
    Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a run.</summary>
    Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default);

    /// <summary>Pauses or resumes a DAG.</summary>
    Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default);

    /// <summary>Clears tasks of a run so that they run again; none named: all.</summary>
    Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default);

    /// <summary>Ends a run by hand.</summary>
    Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default);

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

    /// <summary>The pools.</summary>
    IPoolClient Pools { get; }

    /// <summary>How the installation is.</summary>
    Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default);
}
