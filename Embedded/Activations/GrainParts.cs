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
        var seen = new HashSet<Assembly>();
        foreach (var root in roots)
        {
            Follow(root, seen);
        }

        return seen.Where(KnowsTheModel).SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass);
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && typeof(IGrainBase).IsAssignableFrom(type);

    private static bool KnowsTheModel(Assembly assembly)
    {
        var model = typeof(IGrainBase).Assembly.GetName().Name;
        return Array.Exists(assembly.GetReferencedAssemblies(), reference => reference.Name == model);
    }

    // Past a root, only assemblies which know the programming model can hold grains or refer to others that do.
    private static void Follow(Assembly assembly, HashSet<Assembly> seen)
    {
        if (!seen.Add(assembly))
        {
            return;
        }

        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (reference.Name?.StartsWith("System.", StringComparison.Ordinal) == false && TryLoad(reference) is { } next && KnowsTheModel(next))
            {
                Follow(next, seen);
            }
        }
    }

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            // A package left out of the program: what is not there holds no grains.
            return null;
        }
    }
}
