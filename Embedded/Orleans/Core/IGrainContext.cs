namespace Orleans.Runtime;

/// <summary>An activation: one grain in memory.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>The grain's id.</summary>
    GrainId GrainId { get; }

    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain object; <see langword="null"/> until constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>The activation's own scope of services.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Ends when the activation has gone.</summary>
    Task Deactivated { get; }

    /// <summary>Lets the activation go away once its running requests have ended; later requests get a fresh activation.</summary>
    /// <param name="deactivationReason">Why.</param>
    /// <param name="cancellationToken">Cuts the deactivation short.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
