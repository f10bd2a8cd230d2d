using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using System.Text.Json.Nodes;
using Orrery.Client;
using Orrery.Client.Testing;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Api.Tests.Support;

/// <summary>An installation with one DAG, one run and three tasks. Notes what it is asked, and fails when told to.</summary>
internal sealed partial class FakeClient : IOrreryClient
{
    public FakeAssets FakeAssets { get; } = new();

    public IAssetClient Assets => FakeAssets;

    private readonly ConcurrentQueue<string> _calls = [];

    public IReadOnlyList<string> Calls => [.. _calls];

    public Exception? Failure { get; set; }

    public ActionResult Outcome { get; set; } = ActionResult.Done;

    private RerunResult Rerun(string dagId, RunSelection runs) => runs.RunIds.IsEmpty || Exists(dagId, runs.RunIds[0])
        ? new RerunResult { Outcome = Outcome, Runs = [new RunTasks { Outcome = Outcome, Run = Samples.Run, Tasks = [Samples.Task, Samples.Broken] }] }
        : new RerunResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, $"There is no run '{runs.RunIds[0]}'.") };

    public HealthInfo Health { get; set; } = Samples.Health;

    public ImmutableArray<DagRunInfo> Runs { get; set; } = [Samples.Run];

    /// <summary>The DAGs that are listed; null: the one there is, on two pages.</summary>
    public ImmutableArray<DagInfo>? Listed { get; set; }

    public TriggerRequest? Triggered { get; private set; }

    public Channel<RunUpdate> Updates { get; } = Channel.CreateUnbounded<RunUpdate>();

    public Channel<ImmutableArray<ChangeNotice>> Changes { get; } = Channel.CreateUnbounded<ImmutableArray<ChangeNotice>>();

    public Channel<LogPage> LogPages { get; } = Channel.CreateUnbounded<LogPage>();

    /// <summary>Done once a stream was given up by its reader.</summary>
    public TaskCompletionSource StreamCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Forget()
    {
        _calls.Clear();
        Failure = null;
        Outcome = ActionResult.Done;
        Health = Samples.Health;
        Runs = [Samples.Run];
        Listed = null;
    }

    public Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Answer($"dags {query.Search} {query.Limit} {query.Cursor}", Listed is { } dags ? new Page<DagInfo> { Items = dags } : new Page<DagInfo> { Items = [Samples.Dag], NextCursor = query.Cursor is null ? "sales" : null });

    public Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        Answer($"dag {dagId}", dagId == Samples.DagId ? Samples.Dag : null);

    public Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) =>
        Answer($"structure {version}", version == Samples.Version ? Samples.Structure : null);

    public Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) =>
        Answer($"document {version}", version == Samples.Version ? new JsonObject { ["dag_id"] = Samples.DagId, ["tasks"] = new JsonArray() } : null);

    public Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        var start = query.Cursor is { } cursor && int.TryParse(cursor, out var at) ? at : 0;
        ImmutableArray<DagRunInfo> items = [.. Runs.Where(r => query.DagId is null || r.DagId == query.DagId).Skip(start).Take(query.Limit)];
        var end = start + items.Length;
        return Answer(
            $"runs {query.DagId} [{string.Join(',', query.States)}] {query.Limit} {query.Cursor}",
            new Page<DagRunInfo> { Items = items, NextCursor = end < Runs.Length && items.Length > 0 ? $"{end}" : null });
    }

    public Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Answer($"run {dagId} {runId}", Exists(dagId, runId) ? Samples.Run : runId == "new" ? Samples.Run with { DagRunId = "new", RunType = DagRunType.Manual } : null);

    public Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<TaskInstanceInfo>>($"tasks {dagId} {runId}", Exists(dagId, runId) ? [Samples.Task, Samples.Undecided, Samples.Broken] : []);

    public Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Answer($"cells {dagId} {runId}", Exists(dagId, runId) ? Samples.Cells : null);

    public Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<TaskTryInfo>>($"tries {dagId} {runId} {taskId} {mapIndex}", taskId == Samples.TaskId ? [Samples.Try] : []);

    public MemoryPools MemoryPools { get; } = new();

    public IPoolClient Pools => MemoryPools;

    public IVariableClient Variables { get; set; } = new MemoryVariables();

    public MemoryConnections MemoryConnections { get; set; } = new();

    public IConnectionClient Connections => MemoryConnections;

    public ISecretKeyClient SecretKeys { get; } = new MemorySecretKeys();

    public MemoryBundles MemoryBundles { get; } = new();

    public IBundleClient Bundles => MemoryBundles;

    public ITokenClient Tokens { get; } = new MemoryTokens();

    public MemorySearch Search => field ??= new MemorySearch(this);

    public IDagClient Dags => Search;

    IRunClient IOrreryClient.Runs => Search;

    public IXComClient XComs => Search;

    public IRuntimeClient Runtimes => Search;

    public MemoryUsers MemoryUsers { get; } = new();

    public IUserClient Users => MemoryUsers;

    public MemoryAudit MemoryAudit { get; } = new();

    public IAuditClient Audit => MemoryAudit;
    public MemoryVersions MemoryVersions { get; } = new();

    public IVersionClient Versions => MemoryVersions;

    public Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<ImportErrorInfo>>("import errors", [Samples.ImportError]);

    public Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        Triggered = request;
        var result = dagId == Samples.DagId ? Outcome : ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'.");
        return Answer($"trigger {dagId}", new TriggerResult { Outcome = result, RunId = result.Status == ActionStatus.Done ? "new" : null });
    }

    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) =>
        Answer($"pause {dagId} {paused}", dagId == Samples.DagId ? Outcome : ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'."));

    public Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default) =>
        Answer($"clear {dagId} {runId} [{string.Join(',', taskIds)}]", Outcome);

    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) =>
        Answer($"clear tasks {dagId} {string.Join(',', runs.RunIds)}{(runs.IncludePast ? " past" : "")}{(runs.IncludeFuture ? " future" : "")} {runs.From:u}{runs.To:u}[{string.Join(',', tasks.Tasks.Select(t => t.TaskId + t.MapIndex))}]{(tasks.IncludeUpstream ? " up" : "")}{(tasks.IncludeDownstream ? " down" : "")}{(tasks.OnlyFailed ? " failed" : "")}{(tasks.OnlyRunning ? " running" : "")}{(tasks.PreventRunning ? " prevent" : "")}{(tasks.ResetRun ? "" : " keep")}{(tasks.OnLatestVersion ? " latest" : "")}{(tasks.IsDryRun ? " dry" : "")}{(tasks.Note is { } note ? $" note {note}" : "")}", Rerun(dagId, runs));

    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        Answer($"mark tasks {dagId} {tasks.State} {string.Join(',', runs.RunIds)}{(runs.IncludePast ? " past" : "")}{(runs.IncludeFuture ? " future" : "")} {runs.From:u}{runs.To:u}[{string.Join(',', tasks.Tasks.Select(t => t.TaskId + t.MapIndex))}]{(tasks.IncludeUpstream ? " up" : "")}{(tasks.IncludeDownstream ? " down" : "")}{(tasks.IsDryRun ? " dry" : "")}", Rerun(dagId, runs));

    public Task<ActionResult> SetNoteAsync(string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default) =>
        Answer($"note {dagId} {runId} {task?.TaskId}{task?.MapIndex} {note}", Outcome);

    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) =>
        Answer($"mark {dagId} {runId} {state}", Exists(dagId, runId) ? Outcome : ActionResult.Refuse(ActionStatus.NotFound, $"There is no run '{runId}'."));

    public Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<ApprovalInfo>>(
            $"approvals {query.DagId} {query.DagRunId} {query.Limit}", query.DagId is null || Exists(query.DagId, query.DagRunId!) ? [.. Approvals] : []);

    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default) =>
        Answer($"answer {runId} {answer.TaskId}[{answer.MapIndex}] {string.Join(' ', answer.ChosenOptions)} {answer.ParamsInputJson} {answer.RespondedBy}{(answer.IsForOthers ? " for others" : "")}", Outcome);

    public List<ApprovalInfo> Approvals { get; } = [];

    public Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) =>
        Answer<ImmutableArray<string>>($"why {taskId}", ["It waits for its next try.", "The run has 16 of 16 active tasks."]);

    public IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        StreamAsync(Updates.Reader, cancellationToken);

    public IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync(CancellationToken cancellationToken = default) =>
        StreamAsync(Changes.Reader, cancellationToken);

    public Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default)
    {
        var from = firstLine < 0 ? Samples.Lines.Length + firstLine + 1 : firstLine;
        return Answer(
            $"log {log.TaskId} {log.TryNumber} {log.MapIndex} {firstLine} {count}",
            log == Samples.Log
                ? new LogPage(Exists: true, [.. Samples.Lines.Where(l => l.Number >= from).Take(count)], Samples.Lines.Length, IsComplete: true)
                : new LogPage(Exists: false, [], 0, IsComplete: false));
    }

    public IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default)
    {
        _calls.Enqueue($"follow {log.TaskId} {firstLine}");
        return StreamAsync(LogPages.Reader, cancellationToken);
    }

    public Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default) =>
        Answer($"parse {bundle} {force}", Samples.Report);

    public Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default) =>
        Answer($"overview {since:O}", Samples.Overview with { Since = since });

    public Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) => Answer("health", Health);

    private static bool Exists(string dagId, string runId) => dagId == Samples.DagId && runId == Samples.RunId;

    private async Task<T> Answer<T>(string call, T value)
    {
        _calls.Enqueue(call);
        await Task.Yield();
        return Failure is { } failure ? throw failure : value;
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(ChannelReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => StreamCancelled.TrySetResult());
        await foreach (var item in reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }
    }
}
