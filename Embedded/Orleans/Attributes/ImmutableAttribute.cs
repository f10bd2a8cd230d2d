namespace Orleans;

/// <summary>
/// Promises that nobody changes an instance, or a member's or parameter's value, once it was sent:
/// it is handed over by reference instead of being copied.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field
    | AttributeTargets.Parameter | AttributeTargets.ReturnValue,
    Inherited = false)]
public sealed class ImmutableAttribute : Attribute;
