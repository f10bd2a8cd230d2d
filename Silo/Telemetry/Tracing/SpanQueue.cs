using System.Threading.Channels;
using Orrery.Grains.Telemetry;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Telemetry.Tracing;

/// <summary>Spans on their way to the collector. When it cannot keep up, further ones are dropped and counted: nobody ever waits here.</summary>
/// <param name="metrics">Counts what is dropped.</param>
internal sealed class SpanQueue(SiloMetrics metrics) : ISpanSink
{
    /// <summary>How many spans wait at most.</summary>
    public const int Capacity = 8_192;

    private readonly Channel<SpanRecord> _channel = Channel.CreateBounded<SpanRecord>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <inheritdoc/>
    public bool IsOn => true;

    /// <summary>Where they are taken out.</summary>
    public ChannelReader<SpanRecord> Reader => _channel.Reader;

    /// <inheritdoc/>
    public void Emit(SpanRecord span)
    {
        if (!_channel.Writer.TryWrite(span))
        {
            metrics.SpansDropped.Add(1, new KeyValuePair<string, object?>("reason", "queue_full"));
        }
    }
}
