namespace Orleans.Runtime;

/// <summary>Asks for a piece of state in a grain's constructor: <c>[PersistentState("name", "storage")] IPersistentState&lt;T&gt; state</c>.</summary>
/// <param name="stateName">The name the state is stored under, unique in the grain.</param>
/// <param name="storageName">The grain storage; <see langword="null"/> means the default one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name the state is stored under.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The grain storage; <see langword="null"/> means the default one.</summary>
    public string? StorageName { get; } = storageName;
}
