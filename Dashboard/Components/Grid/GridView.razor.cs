using System.Globalization;
using Microsoft.AspNetCore.Components;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Pages;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Components.Grid;

/// <summary>The runs of a DAG beside each other, a cell for each task, kept up to date; and beside them what is known of the one that is chosen.</summary>
public sealed partial class GridView : LivePage
{
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(5);

    private static readonly (int Size, string Text, string Label)[] Zooms = [(24, "L", "Large cells"), (16, "M", "Small cells"), (4, "S", "Overview: colours only")];

    private GridModel? _model;
    private GridWatch? _watch;
    private GridCanvas? _canvas;
    private Coalescer? _draw;
    private Coalescer? _announce;
    private int _wanted = GridModel.RunsAtOnce;
    private byte[]? _filter;
    private (int Zoom, string? RunId, int Row)? _look;
    private string _announcement = "";
    private bool _isLoadingOlder;

    /// <summary>The DAG.</summary>
    [Parameter, EditorRequired]
    public DagInfo Dag { get; set; } = null!;

    /// <summary>Id of the chosen run.</summary>
    [Parameter]
    public string? RunId { get; set; }

    /// <summary>Id of the chosen task or group.</summary>
    [Parameter]
    public string? TaskId { get; set; }

    /// <summary>Which rows are shown, as <see cref="GridFilter.Parse"/> reads it.</summary>
    [Parameter]
    public string? Query { get; set; }

    /// <summary>Size of cells in CSS pixels; one that is not offered means the first.</summary>
    [Parameter]
    public int? Zoom { get; set; }

    /// <summary>What an empty grid says.</summary>
    [Parameter, EditorRequired]
    public string Waiting { get; set; } = "";

    /// <inheritdoc/>
    protected override string LoadKey => $"{Dag.DagId}\n{Dag.Version}";

    /// <inheritdoc/>
    protected override TimeSpan RefreshInterval => TimeSpan.FromMilliseconds(250);

    private int ZoomSize => Zooms.Any(z => z.Size == Zoom) ? Zoom!.Value : Zooms[0].Size;

    private GridFilter Filter => GridFilter.Parse(Query);

    private bool IsOnlyFailed => Filter.States.Contains(TaskInstanceState.Failed);

    private int SelectedIndex => _model?.IndexOf(RunId) ?? -1;

    private DagRunInfo? SelectedRun => SelectedIndex >= 0 ? _model!.Runs[SelectedIndex] : null;

    private CellColumn? SelectedColumn => SelectedIndex >= 0 ? _model!.Columns[SelectedIndex] : null;

    private int SelectedPlace => TaskId is not null && _model?.Tree?.TryRowOf(TaskId, out var row) == true ? row : -1;

    private GridRow? SelectedRow => RowAt(SelectedPlace);

    /// <inheritdoc/>
    protected override bool Concerns(ChangeBatch changes) =>
        changes.IsEverything || changes.Notices.Any(n => n.DagId == Dag.DagId && n.RunId is not null);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        _model ??= new GridModel(Client, Dag.DagId);
        return await ReadAsync(new HashSet<string>(StringComparer.Ordinal), cancellationToken);
    }

    // What happens to watched runs is heard from them; only the others are read again.
    /// <inheritdoc/>
    protected override async Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken)
    {
        var changed = changes.Notices.Where(n => n.DagId == Dag.DagId && n.RunId is { } id && _watch?.Covers(id) != true).Select(n => n.RunId!).ToHashSet(StringComparer.Ordinal);
        if (_model is null)
        {
            await ReloadAsync();
        }
        else if (changed.Count > 0)
        {
            await ReadAsync(changed, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        _draw = new Coalescer(Clock, Coalescer.DrawInterval, () => InvokeAsync(DrawAsync));
        _announce = new Coalescer(Clock, AnnounceInterval, () => InvokeAsync(Announce));
        _watch = new GridWatch(Client, Clock, Dag.DagId, _draw.Signal);
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        await LookAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _watch?.Dispose();
        _draw?.Dispose();
        _announce?.Dispose();
        base.Dispose(disposing);
    }

    private static string Count(GridModel model) => string.Create(
        CultureInfo.InvariantCulture, $"{model.Tree!.TaskCount:N0} {(model.Tree.TaskCount == 1 ? "task" : "tasks")} · {model.Runs.Count:N0} {(model.Runs.Count == 1 ? "run" : "runs")}");

    private async Task<bool> ReadAsync(IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        if (!await _model!.LoadAsync(Dag.Version, _wanted, changed, cancellationToken))
        {
            return false;
        }

        // A watched run may have gone on while the others were read: it is drawn once more from what is heard of it.
        _watch!.Watch(_model.Runs);
        _watch.Touch();
        await ShowAsync();
        return true;
    }

    private IReadOnlyList<GridColumn> Heads() => GridColumn.Of(_model!.Runs, Clock.GetUtcNow(), Display.Zone);

    // Everything, as when the grid appears, runs came or the browser missed something.
    private async Task ShowAsync()
    {
        if (_canvas is null || _model?.Tree is null)
        {
            return;
        }

        (_filter, _look) = (null, null);
        await _canvas.ShowAsync(_model, Heads());
        await LookAsync();
    }

    private async Task LookAsync()
    {
        if (_canvas is null || _model?.Tree is not { } tree)
        {
            return;
        }

        var filter = Filter;
        var shown = filter.IsEmpty ? null : filter.Apply(tree, _model.Columns);
        if (!shown.AsSpan().SequenceEqual(_filter))
        {
            _filter = shown;
            await _canvas.FilterAsync(shown);
        }

        // The page is rendered with every change of its DAG; what is marked changes with the address only.
        var look = (ZoomSize, RunId, SelectedPlace);
        if (_look != look)
        {
            _look = look;
            await _canvas.LookAsync(ZoomSize, RunId, SelectedPlace);
        }
    }

    private async Task DrawAsync()
    {
        try
        {
            await TakeOverAsync();
        }
        catch (Exception exception) when (exception is OrreryUnavailableException or OperationCanceledException)
        {
            // What is drawn stays; the feed says that it is stale.
        }

        _announce?.Signal();
        StateHasChanged();
    }

    private async Task TakeOverAsync()
    {
        if (_model?.Tree is not { } tree || _watch is null || Gone.IsCancellationRequested)
        {
            return;
        }

        var isOther = false;
        foreach (var (run, column) in _watch.Take(tree))
        {
            // A run that went over to another version may have tasks that no row is about.
            if (!_model.Knows(run.Version))
            {
                await ReadAsync(new HashSet<string>(StringComparer.Ordinal) { run.DagRunId }, Gone);
                return;
            }

            var before = _model.Replace(run, column);
            isOther |= before != run;
            if (before is not null && _canvas is not null)
            {
                await _canvas.AdvanceAsync(run.DagRunId, column);
            }
        }

        if (isOther && _canvas is not null)
        {
            await _canvas.HeadsAsync(Heads());
        }

        if (Filter.States.Count > 0)
        {
            await LookAsync();
        }
    }

    // One sentence at most in five seconds, about the newest run that goes on.
    private void Announce()
    {
        var at = _model is null ? -1 : _model.Runs.ToList().FindLastIndex(r => r.State == DagRunState.Running);
        if (at < 0)
        {
            return;
        }

        var counts = _model!.Columns[at].Cells.ToArray().Where(TaskCell.IsPresent).CountBy(TaskCell.StateOf).Where(c => c.Key != TaskInstanceState.None)
            .OrderByDescending(c => TaskInstanceStateFacts.Of(c.Key).Severity)
            .Select(c => $"{c.Value} {TaskInstanceStateFacts.Of(c.Key).Wording.ToLowerInvariant()}");
        _announcement = $"{_model.Runs[at].DagRunId}: {string.Join(", ", counts)}";
        StateHasChanged();
    }

    private async Task LoadOlderAsync()
    {
        if (_isLoadingOlder || _model is not { HasOlder: true })
        {
            return;
        }

        _isLoadingOlder = true;
        _wanted = Math.Min(_wanted + GridModel.RunsAtOnce, GridModel.MostRuns);
        try
        {
            await ReadAsync(new HashSet<string>(StringComparer.Ordinal), Gone);
        }
        finally
        {
            _isLoadingOlder = false;
        }

        StateHasChanged();
    }

    private void SelectAsync((string? RunId, int Row) chosen) => SetQuery(("run", chosen.RunId), ("task", RowAt(chosen.Row)?.Id));

    private void Open((string? RunId, int Row) chosen)
    {
        if (chosen.RunId is { } run && RowAt(chosen.Row) is { IsTask: true } row)
        {
            Nav.NavigateTo(DashboardUrl.Task(Dag.DagId, run, row.Id));
        }
    }

    private GridRow? RowAt(int row) => _model?.Tree is { } tree && row >= 0 && row < tree.Rows.Count ? tree.Rows[row] : null;

    private Task FoldAsync(bool folds) => _canvas?.FoldAsync(folds) ?? Task.CompletedTask;

    private void ToggleFailed(ChangeEventArgs e)
    {
        const string failed = GridFilter.StatePrefix + "failed";
        var others = (Query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.Equals(failed, StringComparison.OrdinalIgnoreCase));
        var query = string.Join(' ', e.Value is true ? others.Append(failed) : others);
        SetQuery(("q", query.Length > 0 ? query : null));
    }
}
