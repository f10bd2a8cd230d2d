namespace Orrery.Embedded;

/// <summary>
/// For tests: all turns of all grains run one after another in an order drawn from a seed, and messages arrive in an order drawn from it.
/// The same seed gives the same order as long as nothing but grains and a clock moved by the test sends messages, and either no grain awaits
/// past its own scheduler (such as a <c>WhenAll</c> of answers, which goes through the thread pool) or the thread pool has one thread only.
/// </summary>
public sealed class EmbeddedChaosOptions
{
    /// <summary>What the order is drawn from. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>How likely an activation is killed instead of running its next turn, from 0 to 1. Default: 0.</summary>
    public double KillProbability { get; set; }

    /// <summary>The longest time a message may be under way, on the host's clock. Default: zero, only the order varies.</summary>
    public TimeSpan MaxMessageDelay { get; set; }
}
