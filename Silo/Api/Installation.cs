namespace Orrery.Silo.Api;

/// <summary>What the API tells of the server itself.</summary>
internal sealed class Installation
{
    /// <summary>Settings by section and name, without secrets.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Settings { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Assemblies of others that were taken in: name, path, and the bundle parsers in them.</summary>
    public IReadOnlyList<(string Name, string Path, IReadOnlyList<string> BundleParsers)> Plugins { get; init; } = [];
}
