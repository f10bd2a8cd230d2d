using System.Collections.Immutable;
using System.Globalization;
using Orrery.Client;
using Orrery.Dashboard.State;
using Orrery.Dashboard.Views.Overview;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Dashboard.Components.Pages;

/// <summary>Is it healthy, what broke, what comes next.</summary>
public sealed partial class OverviewPage
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(1);

    /// <summary>Share of a pool's slots from which on it is near its limit.</summary>
    private const double NearLimit = 0.8;

    private FailureList? _failures;
    private OverviewInfo? _overview;
    private HealthInfo? _health;
    private ImmutableArray<PoolInfo> _pools = [];
    private bool _isNew;

    /// <inheritdoc/>
    protected override string LoadKey => "";

    // All of it is counted anew each time.
    /// <inheritdoc/>
    protected override TimeSpan RefreshInterval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        _failures ??= new FailureList(Client);
        _health = await Client.GetHealthAsync(cancellationToken);
        _pools = await Client.Pools.ListAsync(cancellationToken);
        _overview = await Client.GetOverviewAsync(Clock.GetUtcNow() - Span, cancellationToken);
        await _failures.LoadAsync(cancellationToken);
        _isNew = _overview is { Running: 0, Queued: 0, Success: 0, Failed: 0, Upcoming.IsEmpty: true, ImportErrors: 0 }
            && _failures.Items.Count == 0
            && (await Client.ListDagsAsync(new ListQuery { Limit = 1 }, cancellationToken)).Items.IsEmpty;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task RefreshAsync(ChangeBatch changes, CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    private IEnumerable<(string Text, string? Href)> Worries()
    {
        foreach (var component in _health!.Components.Where(c => !c.IsHealthy))
        {
            yield return ($"{component.Name}: {component.Detail}", null);
        }

        if (_overview!.ImportErrors > 0)
        {
            yield return (Plural(_overview.ImportErrors, "file cannot be read", "files cannot be read"), DashboardUrl.ImportErrors);
        }

        if (_overview.Approvals > 0)
        {
            yield return (Plural(_overview.Approvals, "task waits for somebody's answer", "tasks wait for somebody's answer"), null);
        }

        foreach (var pool in _pools.Where(p => p.Slots > 0 && p.RunningSlots + (p.IncludeDeferred ? p.DeferredSlots : 0) >= NearLimit * p.Slots))
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"Pool {pool.Name}: {pool.RunningSlots} of {pool.Slots} slots are taken, tasks for {pool.QueuedSlots} wait"), null);
        }
    }

    private static string Plural(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
