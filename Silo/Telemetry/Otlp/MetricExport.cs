using Microsoft.Extensions.Hosting;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Telemetry.Otlp;

/// <summary>Sends all metrics at intervals, and once more at the end of the server.</summary>
/// <param name="source">The metrics.</param>
/// <param name="sender">Sends.</param>
/// <param name="options">Where to, and how often.</param>
/// <param name="clock">Clock.</param>
internal sealed class MetricExport(MetricSource source, OtlpSender sender, TelemetryOptions options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan LastSendTime = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.MetricsInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SendAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Once more, below.
        }

        using var limit = new CancellationTokenSource(LastSendTime, clock);
        try
        {
            await SendAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Telemetry holds nobody up, not even at the end.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var families = await source.ReadAsync(cancellationToken);
        _ = await sender.TrySendAsync(options.MetricsExport!, OtlpJson.Metrics(options, families, source.StartedAt, clock.GetUtcNow()), cancellationToken);
    }
}
