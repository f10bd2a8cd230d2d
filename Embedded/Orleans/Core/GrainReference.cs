using Orrery.Embedded.Invocation;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or an observer: what <see cref="IGrainFactory"/> hands out, and what may travel in calls.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly ReferenceRuntime _runtime;

    internal GrainReference(ReferenceRuntime runtime, GrainId grainId)
    {
        _runtime = runtime;
        GrainId = grainId;
    }

    /// <summary>The id of what is referred to.</summary>
    public GrainId GrainId { get; }

    internal ReferenceRuntime Runtime => _runtime;

    /// <summary>Compares the ids referred to.</summary>
    /// <param name="reference1">A reference.</param>
    /// <param name="reference2">A reference.</param>
    /// <returns>Whether both refer to the same grain.</returns>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Compares the ids referred to.</summary>
    /// <param name="reference1">A reference.</param>
    /// <param name="reference2">A reference.</param>
    /// <returns>Whether they refer to different grains.</returns>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>Makes a reference with another interface to the same grain.</summary>
    /// <typeparam name="TGrainInterface">The interface of the reference.</typeparam>
    /// <returns>The reference.</returns>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => (TGrainInterface)As(typeof(TGrainInterface));

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Names the grain referred to.</summary>
    /// <returns><c>GrainReference:type/key</c>.</returns>
    public sealed override string ToString() => $"GrainReference:{GrainId}";

    internal object As(Type interfaceType) => interfaceType.IsInstanceOfType(this) ? this : _runtime.CreateReference(interfaceType, GrainId);
}
