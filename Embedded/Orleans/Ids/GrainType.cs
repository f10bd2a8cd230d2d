namespace Orleans.Runtime;

/// <summary>The type name in a grain's id.</summary>
/// <param name="id">The name.</param>
[GenerateSerializer]
[Immutable]
public readonly struct GrainType(IdSpan id) : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>The name.</summary>
    [Id(0)]
    public IdSpan Value { get; } = id;

    /// <summary>Whether this is the empty default.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Compares two type names.</summary>
    /// <param name="left">A type name.</param>
    /// <param name="right">A type name.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Compares two type names.</summary>
    /// <param name="left">A type name.</param>
    /// <param name="right">A type name.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <summary>Makes a type name from text.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The type name.</returns>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <summary>The name as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString();
}
