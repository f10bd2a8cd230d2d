using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orrery.Grains.Ingestion;

/// <summary>Adds bundle parsers to an installation.</summary>
public static class BundleParserServices
{
    /// <summary>Adds a parser.</summary>
    /// <typeparam name="T">The parser; its constructor may ask for services.</typeparam>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">The name a manifest calls it by.</param>
    public static IServiceCollection AddBundleParser<T>(this IServiceCollection services, string name)
        where T : BundleParser => services.AddSingleton(new BundleParserType(name, typeof(T)));

    /// <summary>Adds every parser of an assembly, each by the name of its class.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static IServiceCollection AddBundleParsers(this IServiceCollection services, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var types = assembly.GetExportedTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(BundleParser))).ToList();
        if (types.Count == 0)
        {
            throw new ArgumentException($"The assembly '{assembly.GetName().Name}' has no public class that derives from {typeof(BundleParser)}.", nameof(assembly));
        }

        foreach (var type in types)
        {
            services.AddSingleton(new BundleParserType(type.Name, type));
        }

        return services;
    }
}
