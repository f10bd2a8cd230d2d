namespace Orrery.Core.Assets;

/// <summary>The assets that had an event since a DAG last ran because of them, and what aliases stand for at present.</summary>
/// <param name="uris">URIs of the assets with news.</param>
/// <param name="aliases">For each alias, by name, the URIs it was resolved to so far; one that is missing stands for none.</param>
public sealed class AssetNews(IReadOnlySet<string> uris, ILookup<string, string> aliases)
{
    /// <summary>Whether the asset, or any asset of the alias, has news.</summary>
    public bool Has(AssetRef reference) => reference.Kind switch
    {
        AssetRefKind.Asset => uris.Contains(reference.Id),
        _ => aliases[reference.Id].Any(uris.Contains),
    };
}
