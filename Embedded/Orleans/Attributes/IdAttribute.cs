namespace Orleans;

/// <summary>Gives a member of a <see cref="GenerateSerializerAttribute"/> type its stable number. Numbers are never reused for another member.</summary>
/// <param name="id">The number, unique among the members declared by the same type.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method
    | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The stable number of the member.</summary>
    public uint Id { get; } = id;
}
