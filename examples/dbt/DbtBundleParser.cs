using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Grains.Ingestion;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Loading;

namespace Orrery.Examples.Dbt;

/// <summary>
/// Makes DAGs of a dbt project: of each <c>manifest.json</c> one DAG for each schedule, with one task for each seed, snapshot and model, and the
/// edges that dbt knows. A model says when it is to be run in its <c>meta</c>: <c>schedule: "0 6 * * *"</c>.
/// </summary>
/// <remarks>
/// Settings, below <c>bundle_config</c> in <c>bundle.yaml</c>: <c>dbt</c>, the command as a list (default <c>[dbt]</c>); <c>schedule</c>, of
/// everything that says nothing (default: only by hand); <c>tests</c>, whether tests are tasks too (default false).
/// </remarks>
public sealed class DbtBundleParser : StandardBundleParser
{
    private const string ManifestName = "manifest.json";
    private const int MaxManifestBytes = 64 << 20;

    /// <inheritdoc/>
    public override bool Claims(BundleParserContext context, string path) =>
        path == ManifestName || path.EndsWith("/target/" + ManifestName, StringComparison.Ordinal) || path == "target/" + ManifestName;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadedFile>> LoadAsync(BundleParserContext context, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(paths);
        var loaded = new List<LoadedFile>(paths.Count);
        foreach (var path in paths)
        {
            loaded.Add(await LoadAsync(context, path, cancellationToken));
        }

        return loaded;
    }

    private static async Task<LoadedFile> LoadAsync(BundleParserContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            var project = DbtProject.Read(JsonNode.Parse(await context.ReadAsync(path, MaxManifestBytes, cancellationToken)) as JsonObject, context.Config);
            return context.ReadDocuments(path, project.ToDags());
        }
        catch (Exception e) when (e is BundleException or JsonException or FormatException or InvalidOperationException)
        {
            return new LoadedFile { Path = path, Errors = [new LoadError($"{path}: it is no manifest of dbt: {e.Message} Make it anew with 'dbt parse'.")] };
        }
    }
}
