using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Orrery.Client;
using Orrery.Dashboard.Hosting;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views;
using Orrery.Dashboard.Views.Logs;

namespace Orrery.Dashboard.Components.Controls;

/// <summary>The log of one try: any line at once, growing while the try goes on, and never moving under a reader.</summary>
public sealed partial class LogView : IAsyncDisposable
{
    /// <summary>Height of a line in CSS pixels, as in <c>log.css</c>.</summary>
    public const int LineHeight = 20;

    private const int EndMargin = 6;
    private const int Overscan = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private readonly LogBuffer _buffer = new();
    private readonly HashSet<long> _reading = [];
    private ElementReference _scroller;
    private ElementReference _rows;
    private ScriptModule? _script;
    private DotNetObjectReference<LogView>? _self;
    private Coalescer? _draw;
    private LogSearch? _search;
    private CancellationTokenSource? _searching;
    private string _query = "";
    private string? _problem;
    private long _seen;
    private int _firstVisible;
    private int _visible = 40;
    private int _hit;
    private bool _isFollowing;
    private bool _isRead;
    private bool _isSearching;
    private bool _hasTimes;

    /// <summary>Which log.</summary>
    [Parameter, EditorRequired]
    public LogAddress Log { get; set; } = null!;

    /// <summary>The line the address points at; null: none.</summary>
    [Parameter]
    public long? Line { get; set; }

    /// <summary>Whether to show the end first, when no line is pointed at.</summary>
    [Parameter]
    public bool StartAtEnd { get; set; }

    [Inject] private IOrreryClient Client { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private DisplaySettings Display { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [Inject] private AssetStore Files { get; set; } = null!;

    private RowWindow Window => RowWindow.Around(
        _isFollowing ? int.MaxValue : _firstVisible, _visible, Overscan, (int)Math.Min(_buffer.TotalLines, int.MaxValue), LineHeight);

    private long NewLines => _buffer.TotalLines - _seen;

    private long? CurrentHit => _search is { Hits.Count: > 0 } search ? search.Hits[Math.Min(_hit, search.Hits.Count - 1)] : null;

    private string StatusText => _buffer switch
    {
        { TotalLines: 0 } => "",
        { IsComplete: true } => $"{_buffer.TotalLines:N0} lines",
        _ => $"{_buffer.TotalLines:N0} lines{(_isFollowing ? ", following" : "")}",
    };

    private string EmptyText => _buffer switch
    {
        { IsComplete: true, Exists: false } => "There is no log: it was removed by retention, or the try ended before it wrote anything.",
        { IsComplete: true } => "The try wrote nothing.",
        { Exists: false } => "The log appears as soon as the try starts to write.",
        _ => "Waiting for output.",
    };

    /// <summary>Called by the script when other lines have come into view.</summary>
    [JSInvokable]
    public async Task SetView(int firstVisible, int visible)
    {
        (_firstVisible, _visible) = (firstVisible, Math.Clamp(visible, 1, 200));
        StateHasChanged();
        await FetchAsync();
    }

    /// <summary>Called by the script when the reader has left the end, or has come back to it.</summary>
    [JSInvokable]
    public void SetFollowing(bool isFollowing)
    {
        (_isFollowing, _seen) = (isFollowing, _buffer.TotalLines);
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _draw?.Dispose();
        _searching?.Dispose();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        _self?.Dispose();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _draw = new Coalescer(Clock, Coalescer.DrawInterval, () => InvokeAsync(StateHasChanged));
        _self = DotNetObjectReference.Create(this);
        _script = new ScriptModule(Js, Files);
        if (!await _script.CreateAsync("js/log.js", _scroller, _rows, _self, LineHeight))
        {
            return;
        }

        await GuardAsync(OpenAsync);
        _ = GuardAsync(FollowLinesAsync);
    }

    private async Task OpenAsync()
    {
        _buffer.Add(await Client.ReadLogAsync(Log, -LogBuffer.ChunkLines, LogBuffer.ChunkLines, _gone.Token));
        (_isRead, _seen) = (true, _buffer.TotalLines);
        _isFollowing = Line is null && !_buffer.IsComplete;
        if (Line is { } line)
        {
            _firstVisible = (int)Math.Clamp(line - 10, 0, int.MaxValue);
        }
        else if (StartAtEnd)
        {
            _firstVisible = int.MaxValue;
        }

        StateHasChanged();
        await FetchAsync();
        await (_script?.CallAsync("start", _isFollowing, Line is { } l ? l - 1 : StartAtEnd ? _buffer.TotalLines : 0) ?? Task.CompletedTask);
    }

    private async Task FollowLinesAsync()
    {
        while (!_buffer.IsComplete && !_gone.IsCancellationRequested)
        {
            try
            {
                await foreach (var page in Client.FollowLogAsync(Log, _buffer.TotalLines + 1, _gone.Token))
                {
                    _buffer.Add(page);
                    _problem = null;
                    if (_isFollowing)
                    {
                        _seen = _buffer.TotalLines;
                    }

                    _draw?.Signal();
                }

                if (!_buffer.IsComplete)
                {
                    _buffer.Add(await Client.ReadLogAsync(Log, _buffer.TotalLines + 1, LogBuffer.ChunkLines, _gone.Token));
                }

                _draw?.Signal();
            }
            catch (OrreryUnavailableException exception)
            {
                _problem = exception.Message;
                _draw?.Signal();
            }

            if (!_buffer.IsComplete)
            {
                await Task.Delay(Pause, Clock, _gone.Token);
            }
        }
    }

    // Reads what is in view and not at hand; each chunk once, however often the view moves meanwhile.
    private Task FetchAsync() => GuardAsync(async () =>
    {
        var window = Window;
        foreach (var first in _buffer.Missing(window.First + 1, window.First + window.Count).Where(_reading.Add).ToList())
        {
            try
            {
                _buffer.Add(await Client.ReadLogAsync(Log, first, LogBuffer.ChunkLines, _gone.Token));
                StateHasChanged();
            }
            finally
            {
                _reading.Remove(first);
            }
        }
    });

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The viewer has left.
        }
        catch (OrreryUnavailableException exception)
        {
            _problem = exception.Message;
            _draw?.Signal();
        }
    }

    private async Task FollowAsync()
    {
        SetFollowing(true);
        await (_script?.CallAsync("follow") ?? Task.CompletedTask);
    }

    private async Task SearchAsync(ChangeEventArgs e)
    {
        _query = ((string?)e.Value ?? "").Trim();
        if (_searching is not null)
        {
            await _searching.CancelAsync();
            _searching.Dispose();
            _searching = null;
        }

        if (_query.Length == 0)
        {
            _search = null;
            return;
        }

        _searching = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        var search = _search = new LogSearch(Client, Log, _query);
        (_hit, _isSearching) = (0, true);
        var token = _searching.Token;
        await GuardAsync(() => search.RunAsync(
            () =>
            {
                if (search.Hits.Count > 0 && CurrentHit == search.Hits[0])
                {
                    _ = GoToHitAsync();
                }

                StateHasChanged();
            },
            token));
        _isSearching = _search != search;
    }

    private Task SearchKeyAsync(KeyboardEventArgs e) => e.Key == "Enter" && _search is { Hits.Count: > 0 } ? StepAsync(e.ShiftKey ? -1 : 1) : Task.CompletedTask;

    private Task StepAsync(int step)
    {
        if (_search is not { Hits.Count: > 0 and var count })
        {
            return Task.CompletedTask;
        }

        _hit = (_hit + step + count) % count;
        return GoToHitAsync();
    }

    private async Task GoToHitAsync()
    {
        if (CurrentHit is { } line)
        {
            SetFollowing(false);
            await (_script?.CallAsync("scrollTo", line - 1) ?? Task.CompletedTask);
        }
    }

    private string HrefOf(long number) => string.Create(
        CultureInfo.InvariantCulture, $"{DashboardUrl.Task(Log.DagId, Log.RunId, Log.TaskId, Log.MapIndex, Log.TryNumber)}#L{number}");
}
