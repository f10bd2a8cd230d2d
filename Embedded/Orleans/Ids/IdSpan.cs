namespace Orleans.Runtime;

/// <summary>Part of an id: text with its hash, so that looking up an id does not hash it again.</summary>
[GenerateSerializer]
[Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    [NonSerialized]
    private readonly string? _value;
    [NonSerialized]
    private readonly int _hashCode;

    private IdSpan(string value)
    {
        _value = value;
        _hashCode = value.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>Whether this is the empty default.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Compares two parts.</summary>
    /// <param name="left">A part.</param>
    /// <param name="right">A part.</param>
    /// <returns>Whether they are the same text.</returns>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Compares two parts.</summary>
    /// <param name="left">A part.</param>
    /// <param name="right">A part.</param>
    /// <returns>Whether they are different texts.</returns>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    /// <summary>Makes a part from text.</summary>
    /// <param name="id">The text.</param>
    /// <returns>The part.</returns>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new IdSpan(id);
    }

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => _hashCode == obj._hashCode && string.Equals(_value, obj._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hashCode;

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    /// <summary>The text.</summary>
    /// <returns>The text; empty for the default.</returns>
    public override string ToString() => _value ?? "";
}
