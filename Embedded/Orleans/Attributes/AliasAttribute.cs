namespace Orleans;

/// <summary>Gives a type, a grain interface or one of its methods a name that survives renaming in source.</summary>
/// <param name="alias">The stable name, unique among types, or among the methods of one interface.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Interface,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The stable name.</summary>
    public string Alias { get; } = alias;
}
