using System.Text;
using Orrery.Core.Bundles;
using Orrery.Core.DagFiles;
using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Loading;

/// <summary>Reads YAML DAG files, in process: a safe subset with limits.</summary>
public sealed class YamlDagLoader : IDagLoader
{
    /// <inheritdoc/>
    public string Name => "yaml";

    /// <inheritdoc/>
    public bool Claims(BundleFile file) =>
        (file.Path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.Path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && !file.Path.EndsWith(".metadata.yaml", StringComparison.OrdinalIgnoreCase)
        && file.Path is not ("bundle.yaml" or "bundle.yml");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadedFile>> LoadAsync(LoadRequest request, CancellationToken cancellationToken = default)
    {
        var results = new LoadedFile[request.Files.Count];
        await Parallel.ForAsync(0, results.Length, cancellationToken, async (i, cancelled) => results[i] = await LoadAsync(request, request.Files[i], cancelled)).ConfigureAwait(false);
        return results;
    }

    private static async Task<LoadedFile> LoadAsync(LoadRequest request, string path, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await request.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (BundleException e)
        {
            return new LoadedFile { Path = path, Errors = [new LoadError(e.Message)] };
        }

        var result = DagFileParser.Parse(Encoding.UTF8.GetString(content), path);
        return new LoadedFile
        {
            Path = path,
            Dags = [.. result.Dags.Select(d => new LoadedDag(d.Definition, d.Canonical))],
            Inputs = [new LoadInput(LoadInputKind.File, path, TreeFormat.HashOf(content))],
            Errors = [.. result.Errors.Select(ToError)],
            Warnings = [.. result.Warnings.Select(ToError)],
        };
    }

    private static LoadError ToError(DagFileError error) => new(error.ToString(), error.Location.Line, error.Location.Column);
}
