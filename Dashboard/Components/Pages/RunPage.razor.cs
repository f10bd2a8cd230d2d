using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Controls;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views;
using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>One run: what it is, and its tasks as they go on.</summary>
public sealed partial class RunPage
{
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(5);

    private string _dagId = "";
    private string _runId = "";
    private DagRunInfo? _run;
    private RunWatcher? _watcher;
    private CancellationTokenSource? _watching;
    private Coalescer? _draw;
    private Coalescer? _announce;
    private WindowedRows<TaskInstanceInfo>? _rows;
    private IReadOnlyList<TaskInstanceInfo> _all = [];
    private IReadOnlyList<TaskInstanceInfo> _listed = [];
    private IReadOnlyList<(TaskInstanceState State, int Count)> _counts = [];
    private IReadOnlyList<(string, string)> _near = [];
    private RunActionPlan? _plan;
    private string _announcement = "";
    private bool _hasSnapshot;

    /// <summary>Id of the DAG, as the router sees it; the page reads it from the address.</summary>
    [Parameter]
    public string? DagId { get; set; }

    /// <summary>Id of the run, as the router sees it.</summary>
    [Parameter]
    public string? RunId { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override string LoadKey => $"{Segments.ElementAtOrDefault(1)}\n{Segments.ElementAtOrDefault(3)}";

    private TaskFilter Filter => TaskFilter.From(State, Q);

    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) =>
        changes.IsEverything || changes.Notices.Any(n => n.DagId == _dagId && n.RunId == _runId);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        StopWatching();
        (_dagId, _runId) = (Segments.ElementAtOrDefault(1) ?? "", Segments.ElementAtOrDefault(3) ?? "");
        _run = await Client.GetDagRunAsync(_dagId, _runId, cancellationToken);
        if (_run is null)
        {
            var page = await Client.ListDagRunsAsync(new ListQuery { DagId = _dagId, Limit = 500 }, cancellationToken);
            _near = [.. Nearest.Of(_runId, page.Items.Select(r => r.DagRunId)).Select(id => (id, DashboardUrl.Run(_dagId, id)))];
            return false;
        }

        _draw = new Coalescer(Clock, Coalescer.DrawInterval, () => InvokeAsync(Draw));
        _announce = new Coalescer(Clock, AnnounceInterval, () => InvokeAsync(Announce));
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
    protected override void OnParametersSet() => List();

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
        _announce?.Dispose();
        (_watching, _watcher, _draw, _announce) = (null, null, null, null);
        (_all, _listed, _counts, _hasSnapshot) = ([], [], [], false);
    }

    private T? Board<T>(Func<RunBoard, T> read) => _watcher is null ? default : _watcher.Read(read);

    private void Plan(RunActionKind kind) => _plan = Board(b => RunActionPlan.For(kind, b));

    private void Draw()
    {
        if (_watcher is null)
        {
            return;
        }

        var (run, all, counts) = _watcher.Read(b => (b.Run, b.Tasks.ToArray(), b.Counts()));
        if (run is not null)
        {
            (_run, _all, _hasSnapshot) = (run, all, true);
            if (!counts.SequenceEqual(_counts))
            {
                _counts = counts;
                _announce?.Signal();
            }
        }

        List();
        StateHasChanged();
    }

    private void List()
    {
        var filter = Filter;
        _listed = filter.IsEmpty ? _all : [.. _all.Where(filter.Matches)];
    }

    private void Announce()
    {
        _announcement = string.Join(", ", _counts.Where(c => c.State != TaskInstanceState.None).Select(c => $"{c.Count} {TaskInstanceStateFacts.Of(c.State).Wording.ToLowerInvariant()}"));
        StateHasChanged();
    }

    private string StateHref(TaskInstanceState? state) => Nav.GetUriWithQueryParameter("state", state?.WireName());

    // The strip shows all tasks; the one picked may be filtered out of the list.
    private async Task PickAsync(TaskInstanceInfo task)
    {
        var index = _listed.ToList().FindIndex(t => t.Ordinal == task.Ordinal);
        if (index >= 0 && _rows is not null)
        {
            await _rows.ScrollToAsync(index);
        }
        else
        {
            Nav.NavigateTo(DashboardUrl.Task(_dagId, _runId, task.TaskId, task.MapIndex));
        }
    }
}
