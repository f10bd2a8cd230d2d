using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using Orrery.Client;
using Orrery.Dashboard.Format;
using Orrery.Dashboard.Hosting;
using Orrery.Dashboard.State;

namespace Orrery.Dashboard.Components.Layout;

/// <summary>The frame of every page: navigation, freshness, how times and colours are shown.</summary>
public sealed partial class MainLayout : IDisposable
{
    private static readonly (string Value, string Icon, string Label)[] Themes =
        [("light", "sun", "Light theme"), ("dark", "moon", "Dark theme"), ("system", "screen", "Theme of the system")];

    private readonly CancellationTokenSource _gone = new();
    private ErrorBoundary? _boundary;
    private IDisposable? _subscription;
    private Coalescer? _counter;
    private string? _viewer;
    private int _importErrors;
    private bool _isReady;

    [Inject] private IOrreryClient Client { get; set; } = null!;

    [Inject] private ChangeHub Changes { get; set; } = null!;

    [Inject] private DisplaySettings Display { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private AssetStore Files { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [Inject] private NavigationManager Nav { get; set; } = null!;

    [Inject] private AuthenticationStateProvider Viewer { get; set; } = null!;

    [Inject] private IOptions<OrreryDashboardOptions> Options { get; set; } = null!;

    // The base element would send a bare "#content" to the start page.
    private string SkipHref => $"{Nav.ToBaseRelativePath(Nav.Uri).Split('#')[0]}#content";

    private FeedPhase Feed => _isReady ? Changes.Status.Phase : FeedPhase.CatchingUp;

    private string FeedText => (Feed, Changes.Status.Since) switch
    {
        (FeedPhase.Live, _) => "live",
        (FeedPhase.Stale, { } since) => $"stale since {Times.Moment(since, Display.Zone)[11..19]}",
        (FeedPhase.Offline, { } since) => $"offline since {Times.Moment(since, Display.Zone)[11..19]}",
        _ => "catching up",
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _subscription?.Dispose();
        _counter?.Dispose();
        Changes.StatusChanged -= OnStatusChanged;
        Nav.LocationChanged -= OnLocationChanged;
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (Options.Value.SignOutPath.Length > 0 && (await Viewer.GetAuthenticationStateAsync()).User.Identity is { IsAuthenticated: true, Name: { } name })
        {
            _viewer = name;
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        // Pages appear once the browser has said how it wants times shown, so that none is drawn twice.
        await using var preferences = await Js.InvokeAsync<IJSObjectReference>("import", _gone.Token, $"./{Files.Url("js/preferences.js")}");
        var chosen = await preferences.InvokeAsync<BrowserPreferences>("start", _gone.Token, Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Display.Load(chosen.Zone, chosen.BrowserZone);
        _isReady = true;
        _counter = new Coalescer(Clock, TimeSpan.FromSeconds(1), () => InvokeAsync(CountImportErrorsAsync));
        Changes.StatusChanged += OnStatusChanged;
        Nav.LocationChanged += OnLocationChanged;
        _subscription = Changes.Subscribe(OnChanges);
        StateHasChanged();
        await CountImportErrorsAsync();
    }

    private void OnChanges(ChangeBatch batch)
    {
        if (batch.IsEverything || batch.Notices.Any(n => n.DagId.Length == 0))
        {
            _counter?.Signal();
        }
    }

    private void OnStatusChanged() => _ = InvokeAsync(StateHasChanged);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        _boundary?.Recover();
        StateHasChanged();
    }

    private async Task CountImportErrorsAsync()
    {
        try
        {
            _importErrors = (await Client.ListImportErrorsAsync(_gone.Token)).Length;
            StateHasChanged();
        }
        catch (Exception exception) when (exception is OrreryUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            // The count stays as it was; the feed says that the installation cannot be reached.
        }
    }

    private sealed record BrowserPreferences(string? Zone, string? BrowserZone);
}
