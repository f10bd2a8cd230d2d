namespace Orrery.Core.Retries;

/// <summary>How long after a failed try the next one starts, and whether there is a next one.</summary>
public static class RetryDelay
{
    /// <summary>No growing delay is longer than this: 24 h.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether a failed try is followed by another.</summary>
    /// <param name="retries">The task's <c>retries</c>; without any there is no next try.</param>
    /// <param name="tryNumber">The try that failed; 1 is the first.</param>
    /// <param name="maxTries">The last try that may be followed by another.</param>
    public static bool IsEligible(int retries, int tryNumber, int maxTries) => retries > 0 && tryNumber <= maxTries;

    /// <summary>The delay after a failed try. The same arguments give the same delay.</summary>
    /// <param name="delay">The delay as written: used as it is when it does not grow.</param>
    /// <param name="multiplier">By how much it grows with each try; 0 or 1: not at all.</param>
    /// <param name="maxDelay">Upper bound of a growing delay; null: <see cref="Longest"/>, which is never exceeded.</param>
    /// <param name="failedTry">The try that failed; 1 is the first.</param>
    /// <param name="jitterText">
    /// Text the jitter comes from, so that tries of many tasks do not start at once: a growing delay lies between b and 2b, where b is
    /// delay · multiplier^(try − 1) in whole seconds, at least 1.
    /// </param>
    public static TimeSpan After(TimeSpan delay, double multiplier, TimeSpan? maxDelay, int failedTry, string jitterText)
    {
        if (multiplier is 0 or 1)
        {
            return delay;
        }

        var limit = maxDelay < Longest ? maxDelay.Value : Longest;
        var grown = Math.Ceiling(delay.TotalSeconds * Math.Pow(multiplier, failedTry - 1));

        // Also catches what overflowed to infinity, and 0 · infinity, which is no number.
        if (double.IsNaN(grown) || grown <= 1)
        {
            grown = 1;
        }

        if (grown >= Longest.TotalSeconds)
        {
            return limit;
        }

        var seconds = (long)grown;
        var jittered = TimeSpan.FromSeconds(seconds + HashJitter.Of(jitterText, seconds));
        return jittered < limit ? jittered : limit;
    }
}
