namespace Orleans;

/// <summary>
/// Marks a type whose instances may travel in grain calls or be kept as grain state.
/// Every instance field and automatic property of it needs an <see cref="IdAttribute"/> (parameters of a record's primary constructor
/// have their position as id) or <see cref="NonSerializedAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether parameters of the primary constructor are members. Default: <see langword="true"/> for records, else <see langword="false"/>.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
