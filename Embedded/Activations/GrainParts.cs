using System.Reflection;
using Orleans;

namespace Orrery.Embedded.Activations;

/// <summary>Where grain classes are looked for: in the program's own assembly, those added, and all these refer to; or only in a list of classes.</summary>
internal sealed class GrainParts
{
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly List<Type> _only = [];

    public void Add(Assembly assembly) => _assemblies.Add(assembly);

    public void AddOnly(IEnumerable<Type> grainClasses) => _only.AddRange(grainClasses);

    public IEnumerable<Type> FindGrainClasses()
    {
        if (_only.Count > 0)
        {
            return _only.Distinct();
        }

        var roots = Assembly.GetEntryAssembly() is { } entry ? _assemblies.Append(entry) : _assemblies;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return roots.SelectMany(root => Closure(root, seen)).SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass);
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && typeof(IGrainBase).IsAssignableFrom(type);

    // Only assemblies which know the programming model can hold grains or refer to others that do.
    private static IEnumerable<Assembly> Closure(Assembly assembly, HashSet<string> seen)
    {
        var model = typeof(IGrainBase).Assembly.GetName().Name;
        var references = assembly.GetReferencedAssemblies();
        if (!seen.Add(assembly.FullName!) || !Array.Exists(references, reference => reference.Name == model))
        {
            return [];
        }

        return references
            .Where(reference => reference.Name?.StartsWith("System.", StringComparison.Ordinal) == false)
            .SelectMany(reference => Closure(Assembly.Load(reference), seen))
            .Prepend(assembly);
    }
}
