using System.Diagnostics.Metrics;

namespace Orrery.Silo.Telemetry.Metrics;

/// <summary>What a server measures of its faces and of its own telemetry, as the meter <c>Orrery.Silo</c>.</summary>
internal sealed class SiloMetrics : IDisposable
{
    private readonly Meter _meter = new("Orrery.Silo");

    public SiloMetrics()
    {
        Streams = _meter.CreateUpDownCounter<long>("orrery.api.streams", "{stream}", "Readers that wait for events now, by what they read.");
        SignInFailures = _meter.CreateCounter<long>("orrery.sign_in.failures", "{attempt}", "Requests with a credential that is not valid, and sign-ins that were refused, by what was tried.");
        SpansSent = _meter.CreateCounter<long>("orrery.telemetry.spans.sent", "{span}", "Spans that the collector has taken.");
        SpansDropped = _meter.CreateCounter<long>("orrery.telemetry.spans.dropped", "{span}", "Spans that were lost, by the reason.");
    }

    public UpDownCounter<long> Streams { get; }

    public Counter<long> SignInFailures { get; }

    public Counter<long> SpansSent { get; }

    public Counter<long> SpansDropped { get; }

    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();
}
