using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>Listens to the instruments of this process and keeps what they measure, for whoever asks.</summary>
internal sealed class MetricCollector : IDisposable
{
    private const string OwnPrefix = "Orrery.";

    // What the framework and the database driver measure by themselves, under standard names.
    private static readonly string[] OtherMeters = ["Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql"];

    private readonly Lock _collecting = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);

    /// <summary>Begins to listen.</summary>
    /// <param name="clock">Clock.</param>
    /// <param name="wants">Which meters; null: Orrery's, and those of what it stands on.</param>
    public MetricCollector(TimeProvider clock, Func<Meter, bool>? wants = null)
    {
        wants ??= IsKnown;
        StartedAt = clock.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (wants(instrument.Meter) && Metric.KindOf(instrument) is { } kind)
            {
                listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(instrument.Name, static (_, of) => new Metric(of.instrument, of.kind), (instrument, kind)));
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, metric) => ((Metric)metric!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>Since when it counts.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>All metrics that have a value, by name.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_collecting)
        {
            foreach (var metric in _metrics.Values)
            {
                metric.BeginRound();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // A gauge that cannot be read has no value this time; the others have been asked.
            }

            return [.. _metrics.Values.Select(m => m.Read()).Where(f => f.Points.Count > 0).OrderBy(f => f.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static bool IsKnown(Meter meter) => meter.Name.StartsWith(OwnPrefix, StringComparison.Ordinal) || OtherMeters.Contains(meter.Name);
}
