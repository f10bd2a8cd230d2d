using System.Diagnostics.Metrics;
using System.Reflection;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Client;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>Gauges of what the rows say. They are read anew before they are shown, though not more often than every few seconds.</summary>
internal sealed class StoreGauges : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly IStore _store;
    private readonly IOrreryClient _client;
    private readonly TimeProvider _clock;
    private Facts? _facts;

    public StoreGauges(SiloMetrics metrics, IStore store, IOrreryClient client, TimeProvider clock)
    {
        (_store, _client, _clock) = (store, client, clock);
        var meter = metrics.Meter;
        KeyValuePair<string, object?> version = new(
            "version", typeof(StoreGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");
        meter.CreateObservableGauge("orrery.build.info", () => new Measurement<int>(1, version), unit: null, "Always 1; its label says which version runs.");
        meter.CreateObservableGauge("orrery.store.up", () => _facts is null ? 0 : 1, unit: null, "Whether the store has answered: 1 or 0.");
        meter.CreateObservableGauge("orrery.import_errors", ImportErrors, "{file}", "Files of DAGs that cannot be taken as they are, by bundle.");
        meter.CreateObservableGauge("orrery.host.heartbeat.age", HeartbeatAges, "s", "Time since a host's last recorded heartbeat.");
        Pool("orrery.pool.slots", "Slots of a pool; -1: no limit.", p => p.Slots);
        Pool("orrery.pool.open_slots", "Slots of a pool that are free; -1: no limit.", p => p.OpenSlots);
        Pool("orrery.pool.running_slots", "Slots that running tasks hold.", p => p.RunningSlots);
        Pool("orrery.pool.queued_slots", "Slots that queued tasks want.", p => p.QueuedSlots);
        Pool("orrery.pool.scheduled_slots", "Slots that scheduled tasks want.", p => p.ScheduledSlots);
        Pool("orrery.pool.deferred_slots", "Slots of deferred tasks.", p => p.DeferredSlots);

        void Pool(string name, string description, Func<PoolInfo, int> value) => meter.CreateObservableGauge(
            name,
            () => (_facts?.Pools ?? []).Select(p => new Measurement<int>(value(p), new KeyValuePair<string, object?>("pool", p.Name))),
            "{slot}",
            description);
    }

    /// <summary>Reads what is older than a few seconds.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_facts is { } facts && _clock.GetUtcNow() - facts.At < FreshFor)
            {
                return;
            }

            var errors = await _store.ListImportErrorsAsync(bundle: null, cancellationToken);
            _facts = new Facts(
                _clock.GetUtcNow(),
                await _client.Pools.ListAsync(cancellationToken),
                await _store.ListHostsAsync(cancellationToken),
                [.. errors.GroupBy(e => e.Bundle).Select(g => (g.Key, g.Count()))]);
        }
        catch (Exception e) when (e is StoreUnavailableException or OrreryUnavailableException)
        {
            // Then there is nothing to say, and that is said.
            _facts = null;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private IEnumerable<Measurement<int>> ImportErrors() =>
        (_facts?.ImportErrors ?? []).Select(e => new Measurement<int>(e.Count, new KeyValuePair<string, object?>("bundle", e.Bundle)));

    private IEnumerable<Measurement<double>> HeartbeatAges()
    {
        var now = _clock.GetUtcNow();
        return (_facts?.Hosts ?? []).Select(h => new Measurement<double>((now - h.HeartbeatAt).TotalSeconds, new KeyValuePair<string, object?>("host", h.Name)));
    }

    private sealed record Facts(
        DateTimeOffset At, IReadOnlyList<PoolInfo> Pools, IReadOnlyList<RuntimeHostRow> Hosts, IReadOnlyList<(string Bundle, int Count)> ImportErrors);
}
