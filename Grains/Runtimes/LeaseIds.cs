namespace Orrery.Grains.Runtimes;

/// <summary>Makes lease ids: time-ordered UUIDs (version 7), unique for ever.</summary>
/// <param name="clock">Clock.</param>
public sealed class LeaseIds(TimeProvider clock)
{
    /// <summary>A new one.</summary>
    public Guid Next() => Guid.CreateVersion7(clock.GetUtcNow());
}
