using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;

namespace Orrery.Grains.Ingestion;

/// <summary>The DAGs of an installation, at any version; the only writer of versions.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="grains">Reaches the DAGs.</param>
public sealed class DagStore(IStore store, IGrainFactory grains)
{
    /// <summary>How many DAGs are written at once: enough that each group commit is a large one, few enough that runs get their turn between them.</summary>
    public const int WritesAtOnce = 256;

    /// <summary>A DAG at a version; null: there is none of that name.</summary>
    /// <param name="version">64 hex digits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DagDefinition?> ReadAsync(string version, CancellationToken cancellationToken = default) =>
        await store.GetDagVersionAsync(version, cancellationToken) is { } row ? DagDocument.FromJson(JsonNode.Parse(row.Document)!.AsObject()) : null;

    /// <summary>A DAG at a release; null: there is none of that number.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="release">Number of the release, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DagDefinition?> ReadAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        await store.GetReleaseAsync(dagId, release, cancellationToken) is { } row ? await ReadAsync(row.Version, cancellationToken) : null;

    /// <summary>
    /// Makes DAGs live, side by side; each is a commit of its own, and durable when this returns. What is live as it is stays so. A DAG may be
    /// refused, and its answer then says why.
    /// </summary>
    /// <returns>One answer for each, in their order.</returns>
    public Task<PublishResult[]> SubmitDagsAsync(IReadOnlyList<DagSubmission> dags) =>
        Concurrently.SelectAsync(dags, WritesAtOnce, d => grains.GetGrain<IDagGrain>(d.DagId).PublishAsync(d.Request));

    /// <summary>Says what <see cref="SubmitDagsAsync"/> would do, and does nothing.</summary>
    public Task<PublishResult[]> PreviewDagsAsync(IReadOnlyList<DagSubmission> dags) =>
        Concurrently.SelectAsync(dags, WritesAtOnce, d => grains.GetGrain<IDagGrain>(d.DagId).PreviewAsync(d.Request));

    /// <summary>Takes DAGs out of service, unless another bundle or file owns them by now. Their history stays.</summary>
    /// <param name="bundle">Name of the bundle they belong to.</param>
    /// <param name="dags">Ids, each with the file that defined it.</param>
    /// <returns>The ids of those that were in service.</returns>
    public async Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, IReadOnlyList<(string DagId, string File)> dags)
    {
        var taken = await Concurrently.SelectAsync(dags, WritesAtOnce, async dag =>
        {
            if (await store.GetDagAsync(dag.DagId) is not { IsActive: true } row || row.Bundle != bundle || row.File != dag.File)
            {
                return null;
            }

            await grains.GetGrain<IDagGrain>(dag.DagId).DeactivateDagAsync();
            return dag.DagId;
        });
        return [.. taken.OfType<string>()];
    }
}

/// <summary>A DAG on its way to being live.</summary>
/// <param name="DagId">Its id.</param>
/// <param name="Request">Its document, and where it came from.</param>
public sealed record DagSubmission(string DagId, PublishRequest Request);
