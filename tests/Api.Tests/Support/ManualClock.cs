namespace Orrery.Api.Tests.Support;

/// <summary>The time of day by hand; timers are real.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
