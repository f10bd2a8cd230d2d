using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Loading;

/// <summary>
/// From a file of a bundle to DAG documents. YAML is read in process; files that are programs run in isolation and write their documents.
/// Loaders are tried in the order in which they are registered; the first that claims a file reads it.
/// </summary>
public interface IDagLoader
{
    /// <summary>Its name: <c>yaml</c>, <c>python</c>.</summary>
    string Name { get; }

    /// <summary>Whether it reads such a file. Looks at the listing alone, never at the content: it is asked of every file of every scan.</summary>
    bool Claims(BundleFile file);

    /// <summary>
    /// Reads files, side by side where it can. A file that cannot be read as DAGs yields its errors; the others are not touched by it.
    /// </summary>
    /// <param name="request">Which files, and how to get at them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One result for each file, in the order of the request.</returns>
    Task<IReadOnlyList<LoadedFile>> LoadAsync(LoadRequest request, CancellationToken cancellationToken = default);
}
