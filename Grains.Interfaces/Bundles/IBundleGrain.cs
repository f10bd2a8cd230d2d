namespace Orrery.Grains.Interfaces.Bundles;

/// <summary>One bundle: where its DAGs come from. Key: the bundle's name.</summary>
[Alias("orrery.IBundleGrain")]
public interface IBundleGrain : IGrainWithStringKey
{
    /// <summary>Says where the bundle lies. The same again changes nothing.</summary>
    /// <param name="folder">Absolute path of its folder.</param>
    [Alias("Configure")]
    Task ConfigureAsync(string folder);

    /// <summary>The folder of the bundle; null when it was never configured.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetFolder")]
    Task<string?> GetFolderAsync();
}
