using System.Collections.Concurrent;
using Orrery.Grains.Telemetry;

namespace Orrery.Grains.Tests.Support;

/// <summary>Keeps the spans of a test, once it wants some.</summary>
public sealed class RecordedSpans : ISpanSink
{
    public bool IsOn { get; set; }

    public ConcurrentQueue<SpanRecord> Spans { get; } = new();

    public void Emit(SpanRecord span) => Spans.Enqueue(span);

    public SpanRecord Named(string name) => Spans.Single(s => s.Name == name);
}
