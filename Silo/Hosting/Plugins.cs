using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Grains.Ingestion;

namespace Orrery.Silo.Hosting;

/// <summary>Takes assemblies of others into a server.</summary>
internal static class Plugins
{
    /// <summary>Adds every bundle parser of an assembly.</summary>
    /// <exception cref="ServerStartException">It cannot be loaded, or has none.</exception>
    public static void AddPlugin(this IServiceCollection services, string path)
    {
        try
        {
            services.AddBundleParsers(Assembly.LoadFrom(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException or TypeLoadException or ReflectionTypeLoadException)
        {
            throw new ServerStartException($"--plugin '{path}' cannot be used: {e.Message} Name the .dll of a class library that was built against this version.");
        }
    }
}
