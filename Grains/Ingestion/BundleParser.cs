using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>
/// Decides of one bundle which files are read, when, and how they become DAGs. The manifest names it (<c>bundle_parser</c>); one of one's own
/// derives from this class or from <see cref="StandardBundleParser"/>, and is registered with <c>AddBundleParser</c> or found in an assembly
/// that the server is started with (<c>--plugin</c>).
/// </summary>
/// <remarks>
/// <para>
/// Everything durable is not its business: what a pass finds goes live in one order for all parsers. The code is kept first, then DAGs are
/// published, then what is known of their files is written; a file with errors leaves its last good DAGs live; a DAG goes out of service only when
/// its file was read well without it, or is gone from a complete listing.
/// </para>
/// <para>
/// There is one instance for each bundle while its grain is active, and calls come one after the other. What it keeps in fields is lost when the
/// server ends. An exception is an error of the files it was asked for; the next pass asks again.
/// </para>
/// </remarks>
public abstract class BundleParser
{
    /// <summary>Whether the bundle is read when the server starts and when it is added. Default true.</summary>
    public virtual bool ReadsAtStart => true;

    /// <summary>How long after a pass the next one follows; null: only when it is asked for.</summary>
    public abstract TimeSpan? PauseAfterPass(BundleParserContext context);

    /// <summary>Whether a file is read at all. Asked of every file whenever one has changed; default: whether a loader reads such files.</summary>
    public virtual bool Claims(BundleParserContext context, string path) => context.LoaderOf(path) is not null;

    /// <summary>Whether a file that has changed is read in this pass, or waits for a later one. Not asked when somebody waits for the answer. Default true.</summary>
    /// <param name="context">The bundle.</param>
    /// <param name="path">The file.</param>
    /// <param name="parsedAt">When it was last read; null: never.</param>
    public virtual bool IsDue(BundleParserContext context, string path, DateTimeOffset? parsedAt) => true;

    /// <summary>
    /// Reads files of the snapshot. Default: with the loaders of the installation. One result for each file, in their order; the DAGs of a parser of
    /// one's own are made with <see cref="BundleParserContext.ReadDocuments"/>.
    /// </summary>
    public virtual Task<IReadOnlyList<LoadedFile>> LoadAsync(BundleParserContext context, IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        context.LoadAsync(paths, cancellationToken);
}
