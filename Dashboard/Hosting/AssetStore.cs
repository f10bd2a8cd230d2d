using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Orrery.Dashboard.Hosting;

/// <summary>The style sheets, scripts and pictures embedded in this assembly, each under an address that names the content of all.</summary>
/// <remarks>
/// One hash for the whole set, as a folder of the address: modules import each other by relative paths, and every address may be cached for ever.
/// </remarks>
public sealed class AssetStore
{
    /// <summary>First segment of every asset's address.</summary>
    public const string Root = "_orrery";

    private const string ResourcePrefix = "wwwroot/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Asset> _assets;

    /// <summary>Reads the assets out of this assembly.</summary>
    /// <exception cref="InvalidOperationException">An asset has an extension without a content type, or the assembly holds none.</exception>
    public AssetStore()
    {
        var assembly = typeof(AssetStore).Assembly;
        var assets = new SortedDictionary<string, Asset>(StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var path = resource[ResourcePrefix.Length..];
            if (!ContentTypes.TryGetValue(Path.GetExtension(path), out var contentType))
            {
                throw new InvalidOperationException($"The asset '{path}' has no content type: add its extension to {nameof(AssetStore)}.");
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            all.AppendData(content);
            assets[path] = new Asset(content, contentType, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        }

        if (assets.Count == 0)
        {
            throw new InvalidOperationException("The dashboard's assembly holds no assets: build it with build/BlazorClientScript.targets.");
        }

        _assets = assets.ToFrozenDictionary(StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(all.GetHashAndReset())[..12];
    }

    /// <summary>Hash of all assets, twelve hex digits.</summary>
    public string Version { get; }

    /// <summary>Paths of all assets, as in <c>css/base.css</c>.</summary>
    public IEnumerable<string> Paths => _assets.Keys;

    /// <summary>The address of an asset, relative to the page's base.</summary>
    /// <exception cref="ArgumentException">There is no such asset.</exception>
    public string Url(string path) => _assets.ContainsKey(path)
        ? $"{Root}/{Version}/{path}"
        : throw new ArgumentException($"The dashboard has no asset '{path}'.", nameof(path));

    /// <summary>The asset with this path; null when there is none.</summary>
    public Asset? Find(string path) => _assets.GetValueOrDefault(path);

    /// <summary>One embedded file.</summary>
    /// <param name="Content">Its bytes.</param>
    /// <param name="ContentType">Its media type.</param>
    /// <param name="ETag">Its quoted entity tag, made from its content.</param>
    public sealed record Asset(ReadOnlyMemory<byte> Content, string ContentType, string ETag);
}
