using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Logs;

namespace Orrery.Client.InProcess;

/// <summary>Talks to the grains of an installation directly. Ids that cannot exist are answered as not found, without a call.</summary>
/// <param name="grains">Reaches the grains.</param>
/// <param name="logs">Reads the logs of this machine's tasks.</param>
/// <param name="health">Knows how the components are.</param>
public sealed partial class GrainOrreryClient(IGrainFactory grains, ITaskLogStore logs, IHealthSource health) : IOrreryClient
{
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public IAssetClient Assets { get; } = new GrainAssetClient(grains);

    /// <inheritdoc/>
    public IBundleClient Bundles { get; } = new GrainBundleClient(grains);

    /// <inheritdoc/>
    public ITokenClient Tokens { get; } = new GrainTokenClient(grains);

    /// <inheritdoc/>
    public IVariableClient Variables { get; } = new GrainVariableClient(grains);

    /// <inheritdoc/>
    public IConnectionClient Connections { get; } = new GrainConnectionClient(grains);

    /// <inheritdoc/>
    public ISecretKeyClient SecretKeys { get; } = new GrainSecretKeyClient(grains);

    /// <inheritdoc/>
    public IUserClient Users { get; } = new GrainUserClient(grains);

    /// <inheritdoc/>
    public IAuditClient Audit { get; } = new GrainAuditClient(grains);

    /// <inheritdoc/>
    public IVersionClient Versions { get; } = new GrainVersionClient(grains);

    /// <inheritdoc/>
    public IDagClient Dags { get; } = new GrainDagClient(grains);

    /// <inheritdoc/>
    public IRunClient Runs { get; } = new GrainRunClient(grains);

    /// <inheritdoc/>
    public IXComClient XComs { get; } = new GrainXComClient(grains);

    /// <inheritdoc/>
    public IRuntimeClient Runtimes { get; } = new GrainRuntimeClient(grains);

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>("0");

    /// <inheritdoc/>
    public Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.GetOverviewAsync(since), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListDagsAsync(Bounded(query)), cancellationToken);

    /// <inheritdoc/>
    public Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is null ? Reach.AskAsync(Catalog.GetDagAsync(dagId), cancellationToken) : Task.FromResult<DagInfo?>(null);

    /// <inheritdoc/>
    public Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) =>
        IdCheck.IsVersion(version) ? Reach.AskAsync(Catalog.GetStructureAsync(version), cancellationToken) : Task.FromResult<DagStructure?>(null);

    /// <inheritdoc/>
    public async Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) =>
        IdCheck.IsVersion(version) && await Reach.AskAsync(Catalog.GetDocumentAsync(version), cancellationToken) is { } document
            ? JsonNode.Parse(document)!.AsObject()
            : null;

    /// <inheritdoc/>
    public Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        query.DagId is { } dagId && IdCheck.Problem(dagId) is not null
            ? Task.FromResult(new Page<DagRunInfo> { Items = [] })
            : Reach.AskAsync(Catalog.ListDagRunsAsync(Bounded(query)), cancellationToken);

    /// <inheritdoc/>
    public Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? Reach.AskAsync(Catalog.GetDagRunAsync(dagId, runId), cancellationToken)
            : Task.FromResult<DagRunInfo?>(null);

    /// <inheritdoc/>
    public Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? Reach.AskAsync(Catalog.ListTaskInstancesAsync(dagId, runId), cancellationToken)
            : Nothing<TaskInstanceInfo>();

    /// <inheritdoc/>
    public Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? Reach.AskAsync(Catalog.ReadCellsAsync(dagId, runId), cancellationToken)
            : Task.FromResult<RunCells?>(null);

    /// <inheritdoc/>
    public Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(
        string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId, taskId) is null
            ? Reach.AskAsync(Catalog.ListTriesAsync(dagId, runId, taskId, mapIndex), cancellationToken)
            : Nothing<TaskTryInfo>();

    /// <inheritdoc/>
    public Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Catalog.ListImportErrorsAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is { } problem
            ? Task.FromResult(new TriggerResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
            : Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).TriggerAsync(request), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is { } problem
            ? NotFound(problem)
            : Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).SetPausedAsync(paused), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> ClearAsync(
        string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is { } problem
            ? NotFound(problem)
            : Reach.AskAsync(Run(dagId, runId).ClearAsync(taskIds), cancellationToken);

    /// <inheritdoc/>
    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) =>
        Problem(dagId, runs) is { } problem
            ? NoRerun(problem)
            : Reach.AskAsync(grains.GetGrain<IRerunGrain>(dagId).ClearAsync(runs, tasks), cancellationToken);

    /// <inheritdoc/>
    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        Problem(dagId, runs) is { } problem
            ? NoRerun(problem)
            : Reach.AskAsync(grains.GetGrain<IRerunGrain>(dagId).MarkAsync(runs, tasks), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> SetNoteAsync(
        string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is { } problem
            ? NotFound(problem)
            : Reach.AskAsync(Run(dagId, runId).SetNoteAsync(task, note), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is { } problem
            ? NotFound(problem)
            : Reach.AskAsync(Run(dagId, runId).MarkAsync(state), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default) =>
        query is { DagId: { } dagId, DagRunId: { } runId } && IdCheck.Problem(dagId, runId) is not null
            ? Nothing<ApprovalInfo>()
            : Reach.AskAsync(Catalog.ListApprovalsAsync(query with { Limit = Math.Clamp(query.Limit, 1, MaxPage) }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId, answer.TaskId) is { } problem
            ? NotFound(problem)
            : Reach.AskAsync(Run(dagId, runId).AnswerAsync(answer), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId, taskId) is null
            ? Reach.AskAsync(Run(dagId, runId).WhyAsync(taskId), cancellationToken)
            : Nothing<string>();

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? WatchToItsEndAsync(Run(dagId, runId), cancellationToken)
            : AsyncEnumerable.Empty<RunUpdate>();

    /// <inheritdoc/>
    public IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync(CancellationToken cancellationToken = default) =>
        Reach.ReadAsync(grains.GetGrain<IFeedGrain>("all").WatchAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(log) is null ? LogPages.ReadAsync(logs, log, firstLine, count, cancellationToken) : Task.FromResult(LogPages.None);

    /// <inheritdoc/>
    public IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(log) is null ? LogPages.FollowAsync(logs, log, firstLine, cancellationToken) : AsyncEnumerable.Empty<LogPage>();

    /// <inheritdoc/>
    public Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, bundle) is { } problem
            ? Task.FromResult(new ParseReport { Errors = [problem] })
            : Reach.AskAsync(grains.GetGrain<IBundleParserGrain>(bundle).ParseAsync(force), cancellationToken);

    /// <inheritdoc/>
    public IPoolClient Pools { get; } = new GrainPoolClient(grains);

    /// <inheritdoc/>
    public Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) => health.GetAsync(cancellationToken);

    /// <summary>Watches again when a stream ends before its run: the grain was put down or read its run anew, which is no news of the run.</summary>
    private static async IAsyncEnumerable<RunUpdate> WatchToItsEndAsync(IDagRunGrain run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hasEnded = false;
        while (!hasEnded)
        {
            hasEnded = true;
            await using var updates = Reach.ReadAsync(run.WatchAsync(cancellationToken), cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await TryMoveAsync(updates))
            {
                hasEnded = updates.Current.Run.State.IsFinished();
                yield return updates.Current;
            }
        }
    }

    /// <summary>Moves on; a stream whose grain was put down between two reads has ended, too, after its first update.</summary>
    private static async Task<bool> TryMoveAsync(IAsyncEnumerator<RunUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OrreryUnavailableException e) when (e.InnerException is EnumerationAbortedException)
        {
            return false;
        }
    }

    private static ListQuery Bounded(ListQuery query) => query with { Limit = Math.Clamp(query.Limit, 1, MaxPage) };

    private static Task<ActionResult> NotFound(string problem) => Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem));

    private static string? Problem(string dagId, RunSelection runs) =>
        IdCheck.Problem(dagId) ?? runs.RunIds.Select(runId => IdCheck.Problem(dagId, runId)).FirstOrDefault(p => p is not null);

    private static Task<RerunResult> NoRerun(string problem) =>
        Task.FromResult(new RerunResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) });

    private static Task<ImmutableArray<T>> Nothing<T>() => Task.FromResult(ImmutableArray<T>.Empty);

    private IDagRunGrain Run(string dagId, string runId) => grains.GetGrain<IDagRunGrain>(new DagRunKey(dagId, runId).ToString());
}
