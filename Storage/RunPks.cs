namespace Orrery.Storage;

/// <summary>Makes the numbers of runs: ordered by time, so that neighbours in time are neighbours in the store.</summary>
/// <param name="clock">Clock.</param>
/// <param name="random">Source of randomness.</param>
public sealed class RunPks(TimeProvider clock, Random random)
{
    private const int RandomBits = 20;
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>A new number: milliseconds since 1970 and 20 random bits, always above the one before it from here.</summary>
    /// <remarks>Two servers may by rare chance make the same; the store's primary key then refuses one, and its caller makes another.</remarks>
    public long Next()
    {
        lock (_gate)
        {
            var candidate = (clock.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (long)random.Next(1 << RandomBits);
            _last = candidate > _last ? candidate : _last + 1;
            return _last;
        }
    }
}
