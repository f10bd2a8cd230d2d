using Orrery.Core.Assets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>The queue of a DAG's news, sorted out.</summary>
internal sealed class DagAssetQueue
{
    private DagAssetQueue(IReadOnlyList<(AssetQueueRow Row, long Known)> fresh, IReadOnlyList<AssetQueueRow> outdated, ILookup<string, string> aliases)
    {
        Fresh = fresh;
        Outdated = outdated;
        News = new AssetNews(fresh.Select(f => f.Row.Uri).ToHashSet(StringComparer.Ordinal), aliases);
    }

    /// <summary>News the DAG waits for, each with the last event of the asset that is none to it any more.</summary>
    public IReadOnlyList<(AssetQueueRow Row, long Known)> Fresh { get; }

    /// <summary>What is no news: told again after a run consumed it, older than the DAG's interest, or of assets it does not wait for any more.</summary>
    public IReadOnlyList<AssetQueueRow> Outdated { get; }

    /// <summary>The fresh ones, as expressions ask for them.</summary>
    public AssetNews News { get; }

    /// <summary>The newest of the fresh ones.</summary>
    public AssetQueueRow Newest =>
        Fresh.Select(f => f.Row).OrderBy(r => r.QueuedAt).ThenBy(r => r.EventId).ThenBy(r => r.Uri, StringComparer.Ordinal).Last();

    /// <summary>Reads the queue of a DAG that waits for this.</summary>
    public static async Task<DagAssetQueue> ReadAsync(IStore store, string dagId, AssetExpression condition)
    {
        // The queue first: an asset takes down what its aliases stand for before it queues its news, so that whatever is in the queue now can be
        // told from what the DAG does not wait for. The other way round, news that come between would be taken for somebody else's and be gone.
        var news = await store.ListAssetQueueAsync(dagId);
        var since = await InterestAsync(store, dagId);
        var aliased = new List<AssetAliasRow>();
        foreach (var alias in condition.Refs.Where(r => r.Kind == AssetRefKind.Alias).Distinct())
        {
            aliased.AddRange(await store.ListAssetsOfAliasAsync(alias.Id));
        }

        var aliases = aliased.ToLookup(a => a.Alias, a => a.Uri, StringComparer.Ordinal);
        var fresh = new List<(AssetQueueRow, long)>();
        var outdated = new List<AssetQueueRow>();
        foreach (var queued in news)
        {
            var interests = condition.Refs.Where(r => r == AssetRef.Asset(queued.Uri) || (r.Kind == AssetRefKind.Alias && aliases[r.Id].Contains(queued.Uri, StringComparer.Ordinal)))
                .Where(since.ContainsKey).Select(r => since[r]).ToList();
            var known = interests.Count == 0 ? long.MaxValue : Math.Max(interests.Min(), await store.GetLastConsumedAssetEventAsync(dagId, queued.Uri));
            if (queued.EventId > known)
            {
                fresh.Add((queued, known));
            }
            else
            {
                outdated.Add(queued);
            }
        }

        return new DagAssetQueue(fresh, outdated, aliases);
    }

    /// <summary>Since which event the DAG waits for each asset and alias: what happened before is none of its news.</summary>
    private static async Task<Dictionary<AssetRef, long>> InterestAsync(IStore store, string dagId) =>
        (await store.ListDagAssetReferencesAsync(dagId)).Where(r => r.Role == AssetRole.Schedule)
        .ToDictionary(r => new AssetRef(r.Kind, r.Target), r => AssetIds.EventAt(r.CreatedAt) - 1);
}
