using System.Text.Json.Nodes;
using Orrery.Core.Json;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>Finds the DAGs that a pool matters to. What gets lost on the way a DAG sees when it is published again.</summary>
[StatelessWorker]
public sealed class WarningGrain(IStore store) : Grain, IWarningGrain
{
    private const int PageSize = 500;

    /// <inheritdoc/>
    public async Task PoolCreatedAsync()
    {
        var warned = new List<string>();
        await foreach (var warning in DagWarnings.AllAsync(store, DagWarningTypes.NonExistentPool))
        {
            warned.Add(warning.DagId);
        }

        await ReviewAsync(warned);
    }

    /// <inheritdoc/>
    public async Task PoolDeletedAsync(string pool)
    {
        // Documents are not parsed for this: who is asked in vain looks, and says nothing.
        var name = CanonicalJson.Canonicalize(JsonValue.Create(pool));
        string? after = null;
        while (await store.ListDagsAsync(new DagFilter(AfterDagId: after, Limit: PageSize)) is { Count: > 0 } page)
        {
            var users = await Concurrently.SelectAsync(
                page, DagStore.WritesAtOnce, async dag => await store.GetDagVersionAsync(dag.Version) is { } version && version.Document.AsSpan().IndexOf(name) >= 0 ? dag.DagId : null);
            await ReviewAsync(users.OfType<string>());
            after = page[^1].DagId;
        }
    }

    private async Task ReviewAsync(IEnumerable<string> dagIds) =>
        await Concurrently.SelectAsync([.. dagIds], DagStore.WritesAtOnce, async dagId =>
        {
            await GrainFactory.GetGrain<IDagGrain>(dagId).ReviewWarningsAsync();
            return true;
        });
}
