using Orrery.Core.Assets;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Maintenance;

/// <summary>
/// Takes old events of assets away. Those stay that not every DAG has heard of, that a DAG waits to run for, and that led to a run there still is;
/// and the newest of each asset.
/// </summary>
/// <param name="store">The store.</param>
internal sealed class AssetEventPruner(SqlStore store)
{
    private const int PageSize = 500;

    /// <summary>Prunes the events from before a moment; how many went.</summary>
    public async Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (count, uri) = (0L, "");
        while (await store.ListAssetsAsync(new AssetFilter(ActiveOnly: false, AfterUri: uri, Limit: PageSize), cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var asset in page)
            {
                var last = Math.Min(Math.Min(AssetIds.EventAt(before) - 1, asset.SpreadEventId), asset.LastEventId - 1);
                last = Math.Min(last, await DealtWithAsync(asset.Uri, cancellationToken).ConfigureAwait(false));
                count += await PruneAsync(asset.Uri, last, cancellationToken).ConfigureAwait(false);
            }

            uri = page[^1].Uri;
        }

        return count;
    }

    private async Task<long> PruneAsync(string uri, long last, CancellationToken cancellationToken)
    {
        var (count, above) = (0L, 0L);
        var consumed = await store.ListConsumedRangesAsync(uri, last, cancellationToken).ConfigureAwait(false);
        foreach (var (from, to) in consumed.OrderBy(r => r.Above).Append((Above: last, UpTo: last)))
        {
            count += await PruneAsync(uri, above, Math.Min(from, last), cancellationToken).ConfigureAwait(false);
            above = Math.Max(above, to);
        }

        return count;
    }

    private async Task<long> PruneAsync(string uri, long above, long upTo, CancellationToken cancellationToken)
    {
        var count = 0L;
        while (above < upTo && await store.ListAssetEventIdsAsync(uri, above, upTo, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            await store.CommitAsync([new AssetEventRemoval(uri, above, page[^1])], cancellationToken).ConfigureAwait(false);
            above = page[^1];
            count += page.Count;
        }

        return count;
    }

    /// <summary>The last event that no DAG waits to run for: a DAG waits for all after the one it ran for last, or after it began to wait.</summary>
    private async Task<long> DealtWithAsync(string uri, CancellationToken cancellationToken)
    {
        var dags = (await store.ListAssetQueueOfAssetAsync(uri, cancellationToken).ConfigureAwait(false)).Select(q => q.DagId).ToHashSet(StringComparer.Ordinal);
        var after = "";
        while (await store.ListAssetConsumersAsync(uri, after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            dags.UnionWith(page);
            after = page[^1];
        }

        var last = long.MaxValue;
        foreach (var dagId in dags)
        {
            var references = (await store.ListDagAssetReferencesAsync(dagId, cancellationToken).ConfigureAwait(false)).Where(r => r.Role == AssetRole.Schedule).ToList();
            if (references.Count > 0)
            {
                var since = references.Min(r => AssetIds.EventAt(r.CreatedAt)) - 1;
                last = Math.Min(last, Math.Max(since, await store.GetLastConsumedAssetEventAsync(dagId, uri, cancellationToken).ConfigureAwait(false)));
            }
        }

        return last;
    }
}
