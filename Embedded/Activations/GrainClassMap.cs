using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orrery.Embedded.Activations;

/// <summary>The grain classes of the program, by interface and by the type name in ids.</summary>
internal sealed class GrainClassMap
{
    private readonly Dictionary<GrainType, GrainClass> _byGrainType = [];
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> _byInterface = new();

    public GrainClassMap(GrainParts parts)
    {
        Classes = [.. parts.FindGrainClasses().Select(type => new GrainClass(type))];
        foreach (var grainClass in Classes)
        {
            if (!_byGrainType.TryAdd(grainClass.GrainType, grainClass))
            {
                throw new OrleansConfigurationException(
                    $"Grain classes {_byGrainType[grainClass.GrainType].Type.FullName} and {grainClass.Type.FullName} both have the type name "
                    + $"'{grainClass.GrainType}'. Give one of them [GrainType(\"…\")].");
            }
        }
    }

    public IReadOnlyList<GrainClass> Classes { get; }

    public GrainClass ByGrainType(GrainType type) => _byGrainType.TryGetValue(type, out var grainClass)
        ? grainClass
        : throw new ArgumentException($"No grain class has the type name '{type}'. Known are: {string.Join(", ", _byGrainType.Keys.Order())}.", nameof(type));

    public GrainClass ByInterface(Type interfaceType, string? prefix) => _byInterface.GetOrAdd((interfaceType, prefix), Find);

    private GrainClass Find((Type Interface, string? Prefix) key)
    {
        var candidates = Classes
            .Where(grainClass => key.Interface.IsAssignableFrom(grainClass.Type)
                && (key.Prefix is null || grainClass.Type.FullName!.StartsWith(key.Prefix, StringComparison.Ordinal)))
            .ToArray();
        return candidates switch
        {
            [var one] => one,
            [] => throw new ArgumentException(
                $"No grain class implements {key.Interface.FullName}{(key.Prefix is null ? "" : $" with the prefix '{key.Prefix}'")}. "
                + "Reference the assembly with the class from the program, or add it with AddApplicationPart."),
            _ => throw new ArgumentException(
                $"Several grain classes implement {key.Interface.FullName}: {string.Join(", ", candidates.Select(one => one.Type.FullName))}. "
                + "Pass a grainClassNamePrefix to GetGrain."),
        };
    }
}
