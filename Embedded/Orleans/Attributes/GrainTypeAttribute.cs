using Orleans.Runtime;

namespace Orleans;

/// <summary>Sets the type name in the ids of a grain class, instead of the class's name in lower case without the suffix <c>Grain</c>.</summary>
/// <param name="grainType">The type name; it must not be changed once state was stored under it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    private readonly GrainType _grainType = GrainType.Create(grainType);

    /// <summary>Returns the type name.</summary>
    /// <param name="services">Not used.</param>
    /// <param name="type">Not used.</param>
    /// <returns>The type name.</returns>
    public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
}
