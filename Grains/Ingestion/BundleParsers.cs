using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Bundles;

namespace Orrery.Grains.Ingestion;

/// <summary>The parsers an installation has, by the name a manifest calls them.</summary>
public sealed class BundleParsers
{
    private readonly IServiceProvider _services;
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal)
    {
        [BundleManifest.Standard] = typeof(StandardBundleParser),
        [BundleManifest.SinglePass] = typeof(SinglePassBundleParser),
        [BundleManifest.EventBased] = typeof(EventBasedBundleParser),
    };

    internal BundleParsers(IServiceProvider services, IEnumerable<BundleParserType> registered)
    {
        _services = services;
        foreach (var (name, type) in registered)
        {
            if (!_types.TryAdd(name, type))
            {
                throw new InvalidOperationException($"Two bundle parsers are called '{name}': {_types[name]} and {type}. Give one another name.");
            }
        }
    }

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> Names => _types.Keys;

    /// <summary>A new parser.</summary>
    internal BundleParser? Create(string name) =>
        _types.TryGetValue(name, out var type) ? (BundleParser)ActivatorUtilities.CreateInstance(_services, type) : null;
}

/// <summary>A parser by its name.</summary>
internal sealed record BundleParserType(string Name, Type Type);
