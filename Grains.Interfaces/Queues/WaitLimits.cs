namespace Orrery.Grains.Interfaces.Queues;

/// <summary>How long calls may wait for work to come.</summary>
public static class WaitLimits
{
    /// <summary>Response timeout of the calls that wait, instead of the host's, which is shorter than most waits. More than <see cref="Longest"/>.</summary>
    public const string ResponseTimeout = "00:05:30";

    /// <summary>The longest wait a caller may ask for: 5 minutes.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
}
