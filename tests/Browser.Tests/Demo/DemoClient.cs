using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using System.Text.Json.Nodes;
using Orrery.Client;
using Orrery.Client.Testing;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Browser.Tests.Demo;

/// <summary>An installation made of scripted data: tests change it, and whoever watches hears of it.</summary>
public sealed partial class DemoClient(DateTimeOffset now) : IOrreryClient
{
    public IAssetClient Assets => throw new NotSupportedException("No page asks for assets yet.");

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, DagInfo> _dags = new(StringComparer.Ordinal);
    private readonly List<DagRunInfo> _runs = [];
    private readonly Dictionary<(string, string), List<TaskInstanceInfo>> _tasks = [];
    private readonly Dictionary<(string, string, string), List<TaskTryInfo>> _tries = [];
    private readonly Dictionary<LogAddress, DemoLog> _logs = [];
    private readonly Dictionary<string, DagStructure> _structures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), RunCells> _cells = [];
    private readonly List<ImportErrorInfo> _errors = [];
    private readonly List<ApprovalInfo> _approvals = [];
    private readonly ConcurrentDictionary<Channel<ImmutableArray<ChangeNotice>>, bool> _feeds = new();
    private readonly ConcurrentDictionary<Channel<RunUpdate>, (string, string)> _watchers = new();
    private readonly Dictionary<(string, string), long> _sequences = [];
    private volatile bool _isDown;

    /// <summary>Requests that changed something, as text.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default) => Answer(() =>
    {
        var matching = _dags.Values.Select(WithRuns)
            .Where(d => query.Search is null || d.DagId.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
            .Where(d => query.States.IsEmpty || (d.LatestRuns.Length > 0 && query.States.Contains(d.LatestRuns[0].State.WireName())))
            .Where(d => query.Cursor is null || string.CompareOrdinal(d.DagId, query.Cursor) > 0)
            .Take(query.Limit + 1).ToList();
        return Paged(matching, query.Limit, d => d.DagId);
    });

    public Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default) => Answer(() => new OverviewInfo
    {
        Since = since,
        Queued = _runs.Count(r => r.State == DagRunState.Queued),
        Running = _runs.Count(r => r.State == DagRunState.Running),
        Success = _runs.Count(r => r.State == DagRunState.Success && r.RunAfter >= since),
        Failed = _runs.Count(r => r.State == DagRunState.Failed && r.RunAfter >= since),
        ImportErrors = _errors.Count,
        Approvals = _approvals.Count(a => a.RespondedAt is null),
        Upcoming = [.. _dags.Values.Where(d => !d.IsPaused && d.NextDagrunRunAfter is not null).OrderBy(d => d.NextDagrunRunAfter).Take(8).Select(d => new UpcomingRunInfo(d.DagId, d.NextDagrunRunAfter!.Value))],
    });

    public Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        Answer(() => _dags.TryGetValue(dagId, out var dag) ? WithRuns(dag) : null);

    public Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) => Answer(() => _structures.GetValueOrDefault(version));

    public Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) => Answer(() => _documents.GetValueOrDefault(version));

    public Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default) => Answer(() =>
    {
        var matching = _runs
            .Where(r => query.DagId is null || r.DagId == query.DagId)
            .Where(r => query.Search is null || r.DagId.Contains(query.Search, StringComparison.OrdinalIgnoreCase) || r.DagRunId.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
            .Where(r => query.States.IsEmpty || query.States.Contains(r.State.WireName()))
            .OrderByDescending(r => r.RunAfter).ThenBy(r => r.DagId, StringComparer.Ordinal)
            .Skip(query.Cursor is null ? 0 : int.Parse(query.Cursor)).Take(query.Limit + 1).ToList();
        var offset = (query.Cursor is null ? 0 : int.Parse(query.Cursor)) + query.Limit;
        return Paged(matching, query.Limit, _ => $"{offset}");
    });

    public Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Answer(() => _runs.FirstOrDefault(r => r.DagId == dagId && r.DagRunId == runId));

    public Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Answer(() => _tasks.GetValueOrDefault((dagId, runId), []).ToImmutableArray());

    public Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) => Answer(() =>
        _runs.FirstOrDefault(r => r.DagId == dagId && r.DagRunId == runId) is not { } run ? null
            : _cells.TryGetValue((dagId, runId), out var cells) ? cells
            : DemoCells.Of(run, _structures.GetValueOrDefault(run.Version), _tasks.GetValueOrDefault((dagId, runId))));

    public Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        Answer(() => _tries.GetValueOrDefault((dagId, runId, taskId), []).ToImmutableArray());

    public IPoolClient Pools { get; } = new MemoryPools();

    public IVariableClient Variables { get; } = new MemoryVariables();

    public IConnectionClient Connections { get; } = new MemoryConnections();

    public ISecretKeyClient SecretKeys { get; } = new MemorySecretKeys();

    public IBundleClient Bundles { get; } = new MemoryBundles();

    public ITokenClient Tokens { get; } = new MemoryTokens();

    public MemorySearch Search => field ??= new MemorySearch(this);

    public IDagClient Dags => Search;

    public IRunClient Runs => Search;

    public IXComClient XComs => Search;

    public IRuntimeClient Runtimes => Search;

    public IUserClient Users { get; } = new MemoryUsers();

    public IAuditClient Audit { get; } = new MemoryAudit();

    public MemoryVersions MemoryVersions { get; } = new() { DagId = DemoData.FailedDag };

    public IVersionClient Versions => MemoryVersions;

    public Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default) => Answer(() => _errors.ToImmutableArray());

    public Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"trigger {dagId} conf={request.ConfJson} note={request.Note}");
        var runId = $"manual__demo_{Requests.Count}";
        var start = now.AddSeconds(Requests.Count);
        PutRun(DemoData.Run(dagId, runId, DagRunState.Running, start, null) with { ConfJson = request.ConfJson, Note = request.Note });
        PutTasks(dagId, runId, [DemoData.Task(dagId, runId, 0, "only", TaskInstanceState.Running) with { StartDate = start }]);
        return new TriggerResult { Outcome = ActionResult.Done, RunId = runId };
    });

    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"pause {dagId} {paused}");
        PutDag(_dags[dagId] with { IsPaused = paused });
        return ActionResult.Done;
    });

    public Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"clear {runId} {string.Join(',', taskIds)}");
        return ActionResult.Done;
    });

    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) => Answer(() =>
    {
        if (!tasks.Tasks.IsEmpty)
        {
            return Chosen(dagId, runs, tasks.Tasks, tasks.IncludeDownstream, tasks.IsDryRun, "clear", t => t with { State = TaskInstanceState.Scheduled });
        }

        Requests.Enqueue($"clear {string.Join(',', runs.RunIds)}{(tasks.OnlyFailed ? " failed" : "")}{(tasks.OnLatestVersion ? " latest" : "")}");
        return new RerunResult { Outcome = ActionResult.Done };
    });

    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        Answer(() => Chosen(dagId, runs, tasks.Tasks, tasks.IncludeDownstream, tasks.IsDryRun, $"mark {tasks.State.WireName()}", t => t with { State = tasks.State }));

    public Task<ActionResult> SetNoteAsync(string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"note {runId} {task?.TaskId} {note}");
        if (task is null)
        {
            Move(dagId, runId, r => r with { Note = note });
        }
        else
        {
            Move(dagId, runId, task.TaskId, t => t with { Note = note });
        }

        return ActionResult.Done;
    });

    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"mark {runId} {state}");
        return ActionResult.Refuse(ActionStatus.Conflict, $"Run '{runId}' has just ended: look at its state again.");
    });

    public Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default) =>
        Answer(() => _approvals.Where(a => a.DagId == query.DagId && a.DagRunId == query.DagRunId).ToImmutableArray());

    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default) => Answer(() =>
    {
        Requests.Enqueue($"answer {answer.TaskId} {string.Join('+', answer.ChosenOptions)} {answer.ParamsInputJson}");
        if (answer.ChosenOptions.IsEmpty)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, "No option is chosen: choose from Approve, Reject.");
        }

        var place = _approvals.FindLastIndex(a => a.DagRunId == runId && a.TaskId == answer.TaskId);
        _approvals[place] = _approvals[place] with
        {
            RespondedAt = now, RespondedBy = answer.RespondedBy ?? "somebody", ChosenOptions = answer.ChosenOptions, ParamsInputJson = answer.ParamsInputJson,
        };
        Move(dagId, runId, answer.TaskId, t => t with { State = TaskInstanceState.Success, EndDate = now });
        return ActionResult.Done;
    });

    public Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) => Answer(() =>
        ImmutableArray.Create("Trigger rule all_success: 2 of 3 upstream tasks have succeeded, 'load_orders' is running.", "Pool 'warehouse' has no free slot: 8 of 8 are taken."));

    public async IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<RunUpdate>();
        lock (_gate)
        {
            ThrowIfDown();
            channel.Writer.TryWrite(new RunUpdate
            {
                Sequence = _sequences.GetValueOrDefault((dagId, runId)),
                IsSnapshot = true,
                Run = _runs.First(r => r.DagId == dagId && r.DagRunId == runId),
                Tasks = [.. _tasks.GetValueOrDefault((dagId, runId), [])],
            });
            _watchers[channel] = (dagId, runId);
        }

        try
        {
            await foreach (var update in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }

    public async IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ImmutableArray<ChangeNotice>>();
        lock (_gate)
        {
            ThrowIfDown();
            _feeds[channel] = true;
        }

        try
        {
            await foreach (var notices in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return notices;
            }
        }
        finally
        {
            _feeds.TryRemove(channel, out _);
        }
    }

    public Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default) =>
        Answer(() => _logs.TryGetValue(log, out var found) ? found.Read(firstLine, count) : new LogPage(Exists: false, [], 0, IsComplete: true));

    public IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default) =>
        _logs[log].FollowAsync(firstLine, cancellationToken);

    public Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages do not parse.");

    public Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) => Answer(() => new HealthInfo(IsHealthy: true, "demo", []));

    private static Page<T> Paged<T>(List<T> oneMore, int limit, Func<T, string> cursor) => new()
    {
        Items = [.. oneMore.Take(limit)],
        NextCursor = oneMore.Count > limit ? cursor(oneMore[limit - 1]) : null,
    };

    private Task<T> Answer<T>(Func<T> answer)
    {
        lock (_gate)
        {
            try
            {
                ThrowIfDown();
                return Task.FromResult(answer());
            }
            catch (OrreryUnavailableException exception)
            {
                return Task.FromException<T>(exception);
            }
        }
    }

    private void ThrowIfDown()
    {
        if (_isDown)
        {
            throw Down();
        }
    }

    private static OrreryUnavailableException Down() => new("The server at http://localhost:7777 does not answer: start it with 'orrery up'.");

    private DagInfo WithRuns(DagInfo dag) => dag with { LatestRuns = [.. _runs.Where(r => r.DagId == dag.DagId).OrderByDescending(r => r.RunAfter).Take(14)] };
}
