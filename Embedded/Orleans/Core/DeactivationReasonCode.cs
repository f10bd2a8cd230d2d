namespace Orleans;

/// <summary>Kinds of reasons for which activations go away.</summary>
[GenerateSerializer]
public enum DeactivationReasonCode : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The host is stopping.</summary>
    ShuttingDown = 1,

    /// <summary>It could not be constructed, or its state not be read, or <see cref="Grain.OnActivateAsync"/> failed.</summary>
    ActivationFailed = 2,

    /// <summary>Nobody called it for its collection age.</summary>
    ActivationIdle = 4,

    /// <summary>The grain failed in a way that makes what it has in memory doubtful, such as a version clash in storage.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The host asked for it.</summary>
    RuntimeRequested = 11,
}
