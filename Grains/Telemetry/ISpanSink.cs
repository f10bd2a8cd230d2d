namespace Orrery.Grains.Telemetry;

/// <summary>Takes spans that have ended. Never waits and never fails: who does the work goes first, and a span may be lost.</summary>
public interface ISpanSink
{
    /// <summary>Whether anybody wants spans. While it is false, none need be made.</summary>
    bool IsOn { get; }

    /// <summary>Takes a span, or drops it when too many wait to be sent.</summary>
    void Emit(SpanRecord span);
}

/// <summary>Where there are no traces.</summary>
public sealed class NoSpans : ISpanSink
{
    /// <inheritdoc/>
    public bool IsOn => false;

    /// <inheritdoc/>
    public void Emit(SpanRecord span)
    {
        // Nobody asked for it.
    }
}
