namespace Orrery.Embedded;

/// <summary>How the embedded host treats calls.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>
    /// For tests: arguments, results and exceptions go through the round trip they would make between machines, so that everything but
    /// <see cref="Orleans.ImmutableAttribute"/> values is copied also where sharing would do. Default: <see langword="false"/>.
    /// </summary>
    public bool Strict { get; set; }

    /// <summary>Whether every grain interface, method and message type must have an <see cref="Orleans.AliasAttribute"/>. Default: <see langword="false"/>.</summary>
    public bool RequireAliases { get; set; }

    /// <summary>
    /// How long every grain in a cycle of calls must have stood still before the cycle is broken with <see cref="CallCycleException"/>.
    /// Default: 3 seconds; more than zero. A grain that holds a turn that long without waiting for the call it sent is mistaken for one that waits.
    /// </summary>
    public TimeSpan CallCycleGracePeriod { get; set; } = TimeSpan.FromSeconds(3);
}
