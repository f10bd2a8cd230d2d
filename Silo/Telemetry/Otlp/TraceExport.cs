using Microsoft.Extensions.Hosting;
using Orrery.Grains.Telemetry;
using Orrery.Silo.Telemetry.Metrics;
using Orrery.Silo.Telemetry.Tracing;

namespace Orrery.Silo.Telemetry.Otlp;

/// <summary>Sends spans as they come, many at a time; at the end of the server what is left, for a few seconds at most.</summary>
/// <param name="queue">The spans.</param>
/// <param name="sender">Sends.</param>
/// <param name="options">Where to.</param>
/// <param name="metrics">Counts what is sent and lost.</param>
/// <param name="clock">Clock.</param>
internal sealed class TraceExport(SpanQueue queue, OtlpSender sender, TelemetryOptions options, SiloMetrics metrics, TimeProvider clock) : BackgroundService
{
    private const int BatchSize = 512;
    private static readonly TimeSpan GatherTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastSendTime = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var spans = new RequestSpans(queue);
        try
        {
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                if (queue.Reader.Count < BatchSize)
                {
                    // More are likely to follow.
                    await Task.Delay(GatherTime, clock, stoppingToken);
                }

                await SendAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is sent below.
        }

        using var limit = new CancellationTokenSource(LastSendTime, clock);
        try
        {
            while (queue.Reader.Count > 0)
            {
                await SendAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Telemetry holds nobody up, not even at the end.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var batch = new List<SpanRecord>(BatchSize);
        while (batch.Count < BatchSize && queue.Reader.TryRead(out var span))
        {
            batch.Add(span);
        }

        if (batch.Count == 0)
        {
            return;
        }

        if (await sender.TrySendAsync(options.Traces!, OtlpJson.Traces(options, batch), cancellationToken))
        {
            metrics.SpansSent.Add(batch.Count);
        }
        else
        {
            metrics.SpansDropped.Add(batch.Count, new KeyValuePair<string, object?>("reason", "not_sent"));
        }
    }
}
