namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>All metrics of the server, with gauges of the store that are fresh.</summary>
/// <param name="collector">What is measured.</param>
/// <param name="gauges">What the rows say.</param>
internal sealed class MetricSource(MetricCollector collector, StoreGauges gauges)
{
    /// <summary>Since when it counts.</summary>
    public DateTimeOffset StartedAt => collector.StartedAt;

    /// <summary>Reads them.</summary>
    public async Task<IReadOnlyList<MetricFamily>> ReadAsync(CancellationToken cancellationToken)
    {
        await gauges.RefreshAsync(cancellationToken);
        return collector.Collect();
    }
}
