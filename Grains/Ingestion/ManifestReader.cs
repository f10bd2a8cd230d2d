using System.Text;
using Orrery.Core.Bundles;
using Orrery.Grains.Code;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>The manifest of a bundle as its snapshot has it.</summary>
internal static class ManifestReader
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="snapshot">The files.</param>
    /// <param name="code">Where their content is.</param>
    /// <param name="parsers">Names of the parsers there are.</param>
    /// <returns>The manifest, the default one when there is none; or what is wrong with it.</returns>
    public static async Task<(BundleManifest? Manifest, IReadOnlyList<LoadError> Errors)> ReadAsync(Snapshot snapshot, CodeStore code, IReadOnlyCollection<string> parsers)
    {
        if (!snapshot.Files.TryGetValue(BundleManifest.FileName, out var file))
        {
            return (BundleManifest.Default, []);
        }

        if (file.Size > MaxBytes || await code.ReadAsync(file.Hash, CancellationToken.None) is not { } content)
        {
            return (null, [new LoadError($"{BundleManifest.FileName}: it has {file.Size} bytes; a manifest has a page at most.")]);
        }

        var result = ManifestParser.Parse(Encoding.UTF8.GetString(content), parsers);
        return (result.Manifest, [.. result.Errors.Select(e => new LoadError(e.ToString(), e.Line, e.Column))]);
    }
}
