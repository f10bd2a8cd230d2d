using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Dashboard.Components.Controls;
using Orrery.Dashboard.Hosting;
using Orrery.Dashboard.Tokens;
using Orrery.Dashboard.Views.Grid;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Components.Grid;

/// <summary>The drawn part of a grid. It is told what to show by calls, and never renders again: a change costs as many bytes as it has cells.</summary>
public sealed partial class GridCanvas : ComponentBase, IAsyncDisposable
{
    private static readonly object[] States =
    [
        .. TaskInstanceStateFacts.All.Select(f => new
        {
            token = $"--{StateTokens.CssClass(f.State)}",
            fill = StateTokens.CssClass(f.Fill),
            glyph = f.Glyph,
            wording = f.Wording,
            severity = f.Severity,
            dashed = f.State == TaskInstanceState.None,
        }),
    ];

    private static readonly Dictionary<string, string> Icons = TaskInstanceStateFacts.All.Select(f => f.Glyph)
        .Concat(Enum.GetValues<DagRunType>().Select(t => t.WireName()))
        .Concat(["chevron", "chevron-down"])
        .Distinct(StringComparer.Ordinal)
        .ToDictionary(name => name, Glyphs.Path, StringComparer.Ordinal);

    private readonly Dictionary<string, GridStream> _streams = new(StringComparer.Ordinal);
    private ElementReference _host;
    private ScriptModule? _script;
    private bool _isReady;
    private DotNetObjectReference<GridCanvas>? _self;
    private TaskTree? _sent;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [Inject] private AssetStore Files { get; set; } = null!;

    /// <summary>Called once the grid can be drawn.</summary>
    [Parameter, EditorRequired]
    public EventCallback Ready { get; set; }

    /// <summary>Somebody has chosen a run and a row; no run: nothing any more.</summary>
    [Parameter, EditorRequired]
    public EventCallback<(string? RunId, int Row)> Selected { get; set; }

    /// <summary>Somebody wants to see the log of a task.</summary>
    [Parameter, EditorRequired]
    public EventCallback<(string? RunId, int Row)> Opened { get; set; }

    /// <summary>Somebody has scrolled to the oldest run.</summary>
    [Parameter, EditorRequired]
    public EventCallback OlderWanted { get; set; }

    /// <summary>The browser has missed something, and needs everything again.</summary>
    [Parameter, EditorRequired]
    public EventCallback EverythingWanted { get; set; }

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Select(string? runId, int row) => Selected.InvokeAsync((runId, row));

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Open(string? runId, int row) => Opened.InvokeAsync((runId, row));

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task LoadOlder() => OlderWanted.InvokeAsync();

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Resend() => EverythingWanted.InvokeAsync();

    /// <summary>Draws all runs anew; rows are sent when they are others than before.</summary>
    public async Task ShowAsync(GridModel model, IReadOnlyList<GridColumn> heads)
    {
        if (!_isReady || _script is not { } script || model.Tree is not { } tree)
        {
            return;
        }

        // What is noted as sent is decided before anything waits: a change that comes meanwhile is a change after it.
        CellColumn[] columns = [.. model.Columns];
        GridColumn[] sent = [.. heads.Select((head, at) => head with { Sequence = Restart(head.Id, columns[at]), Counts = GridColumn.Flat(columns[at].Mapped) })];
        foreach (var gone in _streams.Keys.Except(heads.Select(h => h.Id), StringComparer.Ordinal).ToList())
        {
            _streams.Remove(gone);
        }

        // Both are on their way before either is waited for, so that nothing comes in between.
        var rows = _sent == tree ? Task.CompletedTask : script.CallAsync("rows", GridEncoder.Rows(tree));
        _sent = tree;
        await Task.WhenAll(rows, script.CallAsync("columns", sent, GridEncoder.Snapshot(columns), model.HasOlder));
    }

    /// <summary>Draws what has changed of one run.</summary>
    public async Task AdvanceAsync(string runId, CellColumn column)
    {
        if (_script is { } script && _streams.TryGetValue(runId, out var stream) && stream.Advance(column) is { } delta)
        {
            await script.CallAsync("advance", runId, delta.Sequence, delta.Cells, delta.Counts);
        }
    }

    /// <summary>Draws other heads over the same runs.</summary>
    public Task HeadsAsync(IReadOnlyList<GridColumn> heads) => CallAsync("heads", heads);

    /// <summary>Shows only some rows; null: all.</summary>
    public Task FilterAsync(byte[]? rows) => CallAsync("filter", rows);

    /// <summary>Folds or opens all groups.</summary>
    public Task FoldAsync(bool folds) => CallAsync("fold", folds);

    /// <summary>Sets how large cells are, and what is marked.</summary>
    public Task LookAsync(int zoom, string? runId, int row) => CallAsync("look", zoom, runId, row);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => false;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = new ScriptModule(Js, Files);
            if (await _script.CreateAsync("js/grid.js", _host, _self, States, Icons))
            {
                _isReady = true;
                await Ready.InvokeAsync();
            }
        }
    }

    private Task CallAsync(string method, params object?[] arguments) => _script?.CallAsync(method, arguments) ?? Task.CompletedTask;

    private int Restart(string runId, CellColumn column)
    {
        if (!_streams.TryGetValue(runId, out var stream))
        {
            _streams[runId] = stream = new GridStream();
        }

        stream.Restart(column);
        return stream.Sequence;
    }
}
