using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Reruns;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>One task instance: its tries, their logs, and what it waits for.</summary>
public sealed partial class TaskPage
{
    /// <summary>What lists call tasks that ask people.</summary>
    private const string Approval = "approval";

    private const int MaxApprovals = 1_000;

    private static readonly TimeSpan WhyInterval = TimeSpan.FromSeconds(1);

    private string _dagId = "";
    private string _runId = "";
    private string _taskId = "";
    private int _mapIndex = -1;
    private TaskInstanceInfo? _task;
    private ImmutableArray<TaskTryInfo> _tries = [];
    private ImmutableArray<string> _why = [];
    private ApprovalInfo? _approval;
    private IReadOnlyList<(string, string)> _near = [];
    private RunWatcher? _watcher;
    private CancellationTokenSource? _watching;
    private Coalescer? _draw;
    private TaskAction? _action;

    /// <summary>Id of the DAG, as the router sees it; the page reads it from the address.</summary>
    [Parameter]
    public string? DagId { get; set; }

    /// <summary>Id of the run, as the router sees it.</summary>
    [Parameter]
    public string? RunId { get; set; }

    /// <summary>Id of the task, as the router sees it.</summary>
    [Parameter]
    public string? TaskId { get; set; }

    /// <summary>Index of the mapped instance; null when the task is not mapped.</summary>
    [Parameter]
    public int? MapIndex { get; set; }

    [SupplyParameterFromQuery(Name = "try")]
    private int? Try { get; set; }

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override string LoadKey => string.Join('\n', Segments);

    private TaskAction Planned => new(_dagId, _runId, new TaskSelector(_taskId, _mapIndex >= 0 ? _mapIndex : null));

    private TaskTryInfo? Shown => Try is null ? _tries[^1] : _tries.FirstOrDefault(t => t.TryNumber == Try);

    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) =>
        changes.IsEverything || changes.Notices.Any(n => n.DagId == _dagId && n.RunId == _runId);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        StopWatching();
        var ids = Segments;
        (_dagId, _runId, _taskId) = (ids.ElementAtOrDefault(1) ?? "", ids.ElementAtOrDefault(3) ?? "", ids.ElementAtOrDefault(5) ?? "");
        _mapIndex = int.TryParse(ids.ElementAtOrDefault(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
        var tasks = await Client.ListTaskInstancesAsync(_dagId, _runId, cancellationToken);
        _task = tasks.FirstOrDefault(t => t.TaskId == _taskId && t.MapIndex == _mapIndex);
        if (_task is null)
        {
            _near = [.. Nearest.Of(_taskId, tasks.Select(t => t.TaskId).Distinct(StringComparer.Ordinal)).Select(id => (id, DashboardUrl.Task(_dagId, _runId, id)))];
            return false;
        }

        await ReadDetailsAsync(cancellationToken);
        _draw = new Coalescer(Clock, WhyInterval, () => InvokeAsync(TakeOverAsync));
        _watcher = new RunWatcher(Client, Clock, _dagId, _runId, _draw.Signal);
        _watching = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        _ = _watcher.RunAsync(_watching.Token);
        return true;
    }

    /// <inheritdoc/>
    protected override Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken)
    {
        if (_watcher is null)
        {
            return ReloadAsync();
        }

        _watcher.Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        StopWatching();
        base.Dispose(disposing);
    }

    private void StopWatching()
    {
        _watching?.Cancel();
        _watching?.Dispose();
        _draw?.Dispose();
        (_watching, _watcher, _draw) = (null, null, null);
    }

    // The run's feed says what has changed, so a page about one task of ten thousand never reads the other tasks again.
    private async Task TakeOverAsync()
    {
        var now = _watcher?.Read(b => b.Tasks.FirstOrDefault(t => t.TaskId == _taskId && t.MapIndex == _mapIndex));
        if (now is null || (now == _task && !IsWaiting(now)))
        {
            return;
        }

        _task = now;
        try
        {
            await ReadDetailsAsync(Gone);
            StateHasChanged();
        }
        catch (Exception exception) when (exception is OrreryUnavailableException or OperationCanceledException)
        {
            // What is shown stays; the feed says that it is stale.
        }
    }

    private async Task ReadDetailsAsync(CancellationToken cancellationToken)
    {
        _tries = await Client.ListTriesAsync(_dagId, _runId, _taskId, _mapIndex, cancellationToken);
        _approval = _task!.Operator == Approval
            ? ApprovalReply.LastOf(await Client.ListApprovalsAsync(new ApprovalQuery { DagId = _dagId, DagRunId = _runId, Limit = MaxApprovals }, cancellationToken), _task)
            : null;
        _why = IsWaiting(_task) ? await Client.WhyAsync(_dagId, _runId, _taskId, cancellationToken) : [];
    }

    private bool IsAsking(TaskInstanceInfo task) =>
        _approval is { RespondedAt: null } open && open.TryNumber == task.TryNumber && task.State == TaskInstanceState.Deferred;

    private static bool IsWaiting(TaskInstanceInfo task) => !task.State.IsFinished() && task.State != TaskInstanceState.Running;
}
