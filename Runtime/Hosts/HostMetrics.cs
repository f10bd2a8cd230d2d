using System.Diagnostics.Metrics;

namespace Orrery.Runtime.Hosts;

/// <summary>What a host is busy with.</summary>
/// <param name="Processes">Processes of tasks that run.</param>
/// <param name="Triggers">Sensors and triggers that are looked for.</param>
/// <param name="Leases">Leases it holds: of what runs, and of what has ended and is not acknowledged yet.</param>
/// <param name="Owed">Ends that are not acknowledged yet.</param>
internal readonly record struct HostLoad(int Processes, int Triggers, int Leases, int Owed);

/// <summary>What a host agent measures, as the meter <c>Orrery.Runtime</c>.</summary>
internal sealed class HostMetrics : IDisposable
{
    private readonly Meter _meter = new("Orrery.Runtime");
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Publishes what a host is busy with.</summary>
    /// <param name="options">The host.</param>
    /// <param name="load">Says what it is busy with; asked from any thread.</param>
    public HostMetrics(HostAgentOptions options, Func<HostLoad> load)
    {
        _tags = [new("host", options.Name)];
        Gauge("orrery.host.slots", "{slot}", "Tasks that may run at once on the host.", () => options.Capacity);
        Gauge("orrery.host.slots.free", "{slot}", "Tasks that the host has room for now.", () => Math.Max(0, options.Capacity - load().Processes));
        Gauge("orrery.host.triggers", "{trigger}", "Sensors and triggers that the host looks for.", () => load().Triggers);
        Gauge("orrery.host.leases", "{lease}", "Leases that the host holds.", () => load().Leases);
        Gauge("orrery.host.reports.owed", "{report}", "Ends of tries that the host has reported and nobody has acknowledged yet.", () => load().Owed);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<int> value) =>
        _meter.CreateObservableGauge(name, () => new Measurement<int>(value(), _tags), unit, description);
}
