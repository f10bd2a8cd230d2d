using Microsoft.AspNetCore.Components;
using Orrery.Client;
using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>What a page has to show.</summary>
public enum PageStatus
{
    /// <summary>Nothing yet.</summary>
    Loading,

    /// <summary>What was asked for.</summary>
    Ready,

    /// <summary>What the address names does not exist.</summary>
    NotFound,

    /// <summary>The installation could not be asked.</summary>
    Unavailable,
}

/// <summary>A page that reads when its address changes, and again when what it shows has changed.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly List<ChangeBatch> _batches = [];
    private CancellationTokenSource? _load;
    private Coalescer? _refresh;
    private IDisposable? _subscription;
    private string? _loadedKey;

    /// <summary>The installation.</summary>
    [Inject] protected IOrreryClient Client { get; set; } = null!;

    /// <summary>The address.</summary>
    [Inject] protected NavigationManager Nav { get; set; } = null!;

    /// <summary>How times are shown.</summary>
    [Inject] protected DisplaySettings Display { get; set; } = null!;

    /// <summary>The server's clock.</summary>
    [Inject] protected TimeProvider Clock { get; set; } = null!;

    [Inject] private ChangeHub Changes { get; set; } = null!;

    /// <summary>What there is to show.</summary>
    protected PageStatus Status { get; private set; }

    /// <summary>For <see cref="PageStatus.Unavailable"/>: why.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Whether newer data than what is shown is on its way.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Cancelled when the viewer has left the page.</summary>
    protected CancellationToken Gone { get; private set; }

    /// <summary>The ids in the address.</summary>
    protected IReadOnlyList<string> Segments => DashboardUrl.Segments(Nav.Uri, Nav.BaseUri);

    /// <summary>The part of the address that decides what is read.</summary>
    protected abstract string LoadKey { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How long there is between two refreshes at least.</summary>
    protected virtual TimeSpan RefreshInterval => Coalescer.DrawInterval;

    /// <summary>Reads what the address asks for.</summary>
    /// <returns>False when it does not exist.</returns>
    protected abstract Task<bool> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Reads anew what has changed. Runs at most once in <see cref="RefreshInterval"/>, on the circuit.</summary>
    protected virtual Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called from any thread when something has changed, before it is decided whether to read: true when it concerns the page.</summary>
    protected virtual bool Concerns(ChangeBatch changes) => true;

    /// <summary>Stops what the page has going on.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        _gone.Cancel();
        _subscription?.Dispose();
        _refresh?.Dispose();
        Display.Changed -= OnDisplayChanged;
        _load?.Dispose();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Gone = _gone.Token;
        Display.Changed += OnDisplayChanged;
        _refresh = new Coalescer(Clock, RefreshInterval, () => InvokeAsync(FlushAsync));
        _subscription = Changes.Subscribe(OnChanges);
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        if (LoadKey == _loadedKey)
        {
            return Task.CompletedTask;
        }

        _loadedKey = LoadKey;
        return ReloadAsync();
    }

    /// <summary>Reads everything anew; what was on its way is dropped.</summary>
    protected async Task ReloadAsync()
    {
        _load?.Cancel();
        _load?.Dispose();
        var load = _load = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        IsBusy = true;
        try
        {
            var exists = await LoadAsync(load.Token);
            if (!load.IsCancellationRequested)
            {
                Status = exists ? PageStatus.Ready : PageStatus.NotFound;
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested || _load != load)
        {
            return;
        }
        catch (OrreryUnavailableException exception)
        {
            (Status, Problem) = (PageStatus.Unavailable, exception.Message);
        }
        finally
        {
            if (_load == load)
            {
                IsBusy = false;
            }
        }
    }

    /// <summary>Goes to the same page with other filters, in place of the present entry of the history.</summary>
    protected void SetQuery(params (string Name, object? Value)[] changes) =>
        Nav.NavigateTo(Nav.GetUriWithQueryParameters(changes.ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal)), replace: true);

    private void OnDisplayChanged() => _ = InvokeAsync(StateHasChanged);

    private void OnChanges(ChangeBatch batch)
    {
        if (!Concerns(batch))
        {
            return;
        }

        lock (_batches)
        {
            _batches.Add(batch);
        }

        _refresh?.Signal();
    }

    private async Task FlushAsync()
    {
        ChangeBatch merged;
        lock (_batches)
        {
            merged = new ChangeBatch(_batches.Any(b => b.IsEverything), [.. _batches.SelectMany(b => b.Notices).Distinct()]);
            _batches.Clear();
        }

        if (Gone.IsCancellationRequested)
        {
            return;
        }

        try
        {
            if (merged.IsEverything || Status == PageStatus.Unavailable)
            {
                await ReloadAsync();
            }
            else
            {
                await RefreshAsync(merged, Gone);
            }

            StateHasChanged();
        }
        catch (Exception exception) when (exception is OrreryUnavailableException or OperationCanceledException)
        {
            // What is shown stays; the feed says that it is stale and asks for everything once it is open again.
        }
    }
}
