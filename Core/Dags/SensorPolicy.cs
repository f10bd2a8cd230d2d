namespace Orrery.Core.Dags;

/// <summary>How a sensor holds its place between two looks. The numbers are stored and sent: never renumber, only append.</summary>
public enum SensorMode : byte
{
    /// <summary>It stays <c>running</c> and counts for the limits on running tasks.</summary>
    Poke = 0,

    /// <summary>It is <c>up_for_reschedule</c> between two looks, and each look waits its turn.</summary>
    Reschedule = 1,
}

/// <summary>How often a sensor looks, for how long, and how it ends when that was in vain.</summary>
public sealed record SensorPolicy
{
    /// <summary>Default of <see cref="PokeInterval"/>: 60 s.</summary>
    public static readonly TimeSpan DefaultPokeInterval = TimeSpan.FromSeconds(60);

    /// <summary>Default of <see cref="Timeout"/>: 7 days.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromDays(7);

    /// <summary>All defaults.</summary>
    public static SensorPolicy Default { get; } = new();

    /// <summary>Time between two looks. Default 60 s.</summary>
    public TimeSpan PokeInterval { get; init; } = DefaultPokeInterval;

    /// <summary>How long a try looks, from its first look; each try anew. Default 7 days.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>How it holds its place between two looks. Default poke.</summary>
    public SensorMode Mode { get; init; }

    /// <summary>Whether it waits in state <c>deferred</c>, in which it does not count for the limits on running tasks. Default false.</summary>
    public bool Deferrable { get; init; }

    /// <summary>Whether the pause doubles with each look, with some jitter. Default false.</summary>
    public bool ExponentialBackoff { get; init; }

    /// <summary>Upper bound of a growing pause. Null (default): only <see cref="Timeout"/>.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>Whether it is skipped, not failed, when its time is up. Default false.</summary>
    public bool SoftFail { get; init; }

    /// <summary>Whether it is skipped, not failed, when a look goes wrong in any way. Default false.</summary>
    public bool NeverFail { get; init; }

    /// <summary>Whether a look that goes wrong counts as "not yet". Default false.</summary>
    public bool SilentFail { get; init; }
}
