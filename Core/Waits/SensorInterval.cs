using Orrery.Core.Dags;
using Orrery.Core.Retries;

namespace Orrery.Core.Waits;

/// <summary>The pause between two looks of a sensor.</summary>
public static class SensorInterval
{
    /// <summary>The pause after a look that found nothing. The same arguments give the same pause.</summary>
    /// <param name="policy">How often the sensor looks.</param>
    /// <param name="look">Number of the look; 1 is the first.</param>
    /// <param name="elapsed">Time since the first look. A growing pause ends when the sensor's time is up.</param>
    /// <param name="jitterText">
    /// Text the jitter comes from, the same for all looks of a try: a growing pause lies between b and 2b, where b is
    /// poke_interval · 2^(look − 2) in whole seconds, at least 1.
    /// </param>
    public static TimeSpan After(SensorPolicy policy, int look, TimeSpan elapsed, string jitterText)
    {
        if (!policy.ExponentialBackoff)
        {
            return policy.PokeInterval;
        }

        var longest = policy.Timeout - TimeSpan.FromSeconds(Math.Floor(elapsed.TotalSeconds));
        longest = policy.MaxWait < longest ? policy.MaxWait.Value : longest;
        var grown = Math.Max(1, Math.Floor(policy.PokeInterval.TotalSeconds * Math.Pow(2, look - 2)));
        if (grown >= longest.TotalSeconds)
        {
            return longest > TimeSpan.Zero ? longest : TimeSpan.Zero;
        }

        var seconds = (long)grown;
        var jittered = TimeSpan.FromSeconds(seconds + HashJitter.Of($"{jitterText}#{look}", seconds));
        return jittered < longest ? jittered : longest;
    }
}
