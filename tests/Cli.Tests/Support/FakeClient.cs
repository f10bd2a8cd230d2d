using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Orrery.Client;
using Orrery.Client.Testing;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Cli.Tests.Support;

/// <summary>An installation that holds what a test put into it, and writes down what it is asked to change.</summary>
internal sealed partial class FakeClient : IOrreryClient
{
    public FakeAssets FakeAssets { get; } = new();

    public IAssetClient Assets => FakeAssets;

    public List<DagInfo> Dags { get; } = [];

    public List<DagRunInfo> Runs { get; } = [];

    public List<TaskInstanceInfo> Tasks { get; } = [];

    public List<ImportErrorInfo> ImportErrors { get; } = [];

    public List<LogLine> Log { get; } = [];

    public List<string> Reasons { get; } = [];

    /// <summary>What watching a run gives; then it ends, or waits to be cancelled.</summary>
    public List<RunUpdate> Updates { get; } = [];

    public bool NeverEnds { get; set; }

    /// <summary>Completed when somebody watches and has read all updates.</summary>
    public TaskCompletionSource Watched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ParseReport Report { get; set; } = new();

    public ActionResult Answer { get; set; } = ActionResult.Done;

    /// <summary>What was asked for, in words.</summary>
    public List<string> Requests { get; } = [];

    public TriggerRequest? Triggered { get; private set; }

    public Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        // Two a page, so that readers must go on.
        var from = query.Cursor is null ? 0 : int.Parse(query.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var matching = Dags.Where(d => query.Search is null || d.DagId.Contains(query.Search, StringComparison.Ordinal)).ToList();
        return Task.FromResult(new Page<DagInfo>
        {
            Items = [.. matching.Skip(from).Take(2)],
            NextCursor = from + 2 < matching.Count ? $"{from + 2}" : null,
        });
    }

    public JsonObject? Document { get; set; }

    public Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) => Task.FromResult(Dags.Find(d => d.DagId == dagId));

    public Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) => Task.FromResult<DagStructure?>(null);

    public Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) => Task.FromResult(Document);

    public Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        Requests.Add($"runs of {query.DagId ?? "all"} in [{string.Join(' ', query.States)}] up to {query.Limit}");
        return Task.FromResult(new Page<DagRunInfo> { Items = [.. Runs.Where(r => query.DagId is null || r.DagId == query.DagId).Take(query.Limit)] });
    }

    public Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Runs.Find(r => r.DagId == dagId && r.DagRunId == runId));

    public Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<TaskInstanceInfo>>([.. Tasks]);

    public Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<TaskTryInfo>>([]);

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

    IDagClient IOrreryClient.Dags => Search;

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
        Task.FromResult<ImmutableArray<ImportErrorInfo>>([.. ImportErrors]);

    public Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        Triggered = request;
        return Task.FromResult(new TriggerResult { Outcome = Answer, RunId = Answer.Status == ActionStatus.Done ? Sample.RunId : null });
    }

    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) => Done($"{(paused ? "pause" : "unpause")} {dagId}");

    public Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default) =>
        Done($"clear {dagId}/{runId} [{string.Join(' ', taskIds)}]");

    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) =>
        Rerun($"clear {dagId} {string.Join(',', runs.RunIds)}{(runs.IncludePast ? " past" : "")}{(runs.IncludeFuture ? " future" : "")} {runs.From:u}{runs.To:u}[{string.Join(',', tasks.Tasks.Select(t => t.TaskId + t.MapIndex))}]{(tasks.IncludeUpstream ? " up" : "")}{(tasks.IncludeDownstream ? " down" : "")}{(tasks.OnlyFailed ? " failed" : "")}{(tasks.OnlyRunning ? " running" : "")}{(tasks.PreventRunning ? " prevent" : "")}{(tasks.ResetRun ? "" : " keep")}{(tasks.OnLatestVersion ? " latest" : "")}{(tasks.IsDryRun ? " dry" : "")}{(tasks.Note is { } note ? $" note {note}" : "")}");

    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        Rerun($"mark {dagId} {tasks.State} {string.Join(',', runs.RunIds)}{(runs.IncludePast ? " past" : "")}{(runs.IncludeFuture ? " future" : "")} {runs.From:u}{runs.To:u}[{string.Join(',', tasks.Tasks.Select(t => t.TaskId + t.MapIndex))}]{(tasks.IncludeUpstream ? " up" : "")}{(tasks.IncludeDownstream ? " down" : "")}{(tasks.IsDryRun ? " dry" : "")}");

    public Task<ActionResult> SetNoteAsync(string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default) =>
        Done($"note {dagId} {runId} {task?.TaskId} {note}");

    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) =>
        Done($"mark {dagId}/{runId} {state.WireName()}");

    public List<ApprovalInfo> Approvals { get; } = [];

    public Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<ApprovalInfo>>([.. Approvals]);

    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default) =>
        Done($"answer {dagId}/{runId}/{answer.TaskId}[{answer.MapIndex}] {string.Join('+', answer.ChosenOptions)}");

    public Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<string>>([.. Reasons]);

    public async IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in Updates)
        {
            await Task.Yield();
            yield return update;
        }

        Watched.TrySetResult();
        if (NeverEnds)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, new Orrery.Embedded.Tests.Support.ManualTime(), cancellationToken);
        }
    }

    public async IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield break;
    }

    public Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default)
    {
        Requests.Add($"log of {log.TaskId} try {log.TryNumber} from {firstLine}");
        var lines = firstLine < 0 ? Log.TakeLast((int)-firstLine) : Log.Skip((int)firstLine - 1);
        return Task.FromResult(new LogPage(Log.Count > 0, [.. lines.Take(Math.Min(count, 3))], Log.Count, true));
    }

    public async IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in Log)
        {
            await Task.Yield();
            yield return new LogPage(true, [line], line.Number, line.Number == Log.Count);
        }
    }

    public Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default)
    {
        Requests.Add($"parse {bundle} force={force}");
        return Task.FromResult(Report);
    }

    public Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) => throw new NotSupportedException("No command shows cells.");

    public Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default) => throw new NotSupportedException("No command shows an overview.");

    public Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) => Task.FromResult(Health);

    public HealthInfo Health { get; set; } = new(true, "1", []);

    private Task<RerunResult> Rerun(string request)
    {
        Requests.Add(request);
        return Task.FromResult(new RerunResult { Outcome = Answer, Runs = [new RunTasks { Outcome = Answer, Tasks = [.. Tasks] }] });
    }

    private Task<ActionResult> Done(string request)
    {
        Requests.Add(request);
        return Task.FromResult(Answer);
    }
}
