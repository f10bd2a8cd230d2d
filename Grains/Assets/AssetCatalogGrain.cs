using System.Collections.Immutable;
using System.Globalization;
using Orrery.Core.Assets;
using Orrery.Core.Dags;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Assets;

/// <summary>Lists assets from the store, with keyset paging.</summary>
[StatelessWorker]
public sealed class AssetCatalogGrain(IStore store, RunPlanCache plans) : Grain, IAssetCatalogGrain
{
    private const int MaxLimit = 1_000;

    /// <inheritdoc/>
    public async Task<Page<AssetInfo>> ListAssetsAsync(AssetQuery query)
    {
        if (query.DagId is { } dagId)
        {
            return new Page<AssetInfo> { Items = await ListMentionedAsync(dagId, query) };
        }

        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var rows = await store.ListAssetsAsync(new AssetFilter(query.Search, query.OnlyActive, query.Cursor, limit + 1));
        var items = new List<AssetInfo>();
        foreach (var row in rows.Take(limit))
        {
            items.Add(await DescribeAsync(row));
        }

        return new Page<AssetInfo> { Items = [.. items], NextCursor = rows.Count > limit ? items[^1].Uri : null };
    }

    /// <inheritdoc/>
    public async Task<AssetInfo?> GetAssetAsync(long assetId) =>
        await store.GetAssetByIdAsync(assetId) is { } row ? await DescribeAsync(row) : null;

    /// <inheritdoc/>
    public async Task<AssetInfo?> FindAssetAsync(string uriOrName)
    {
        var row = await store.GetAssetAsync(uriOrName) ?? (await store.ListAssetsNamedAsync(uriOrName)).OrderBy(a => a.IsActive ? 0 : 1).FirstOrDefault();
        return row is null ? null : await DescribeAsync(row);
    }

    /// <inheritdoc/>
    public async Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var names = await store.ListAssetAliasNamesAsync(query.Cursor ?? "", limit + 1);
        var items = new List<AssetAliasInfo>();
        foreach (var name in names.Take(limit).Where(n => query.Search is not { } part || n.Contains(part, StringComparison.OrdinalIgnoreCase)))
        {
            items.Add(new AssetAliasInfo { Id = AssetIds.Of(name), Name = name, Uris = [.. (await store.ListAssetsOfAliasAsync(name)).Select(a => a.Uri)] });
        }

        return new Page<AssetAliasInfo> { Items = [.. items], NextCursor = names.Count > limit ? names[limit - 1] : null };
    }

    /// <inheritdoc/>
    public async Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        string? uri = null;
        if (query.AssetId is { } assetId)
        {
            if (await store.GetAssetByIdAsync(assetId) is not { } asset)
            {
                return new Page<AssetEventInfo> { Items = [] };
            }

            uri = asset.Uri;
        }

        var above = query.After is { } after ? AssetIds.EventAt(after) : 0;
        var rows = await store.ListAssetEventsAsync(
            new AssetEventFilter(uri, query.SourceDagId, query.SourceRunId, query.SourceTaskId, above, EventCursor.Parse(query.Cursor), limit + 1));
        return new Page<AssetEventInfo>
        {
            Items = await DescribeAsync([.. rows.Take(limit)]),
            NextCursor = rows.Count > limit ? EventCursor.Of(rows[limit - 1]) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId) =>
        await store.GetDagRunAsync(dagId, runId) is { } run ? await DescribeAsync(await TriggeringEvents.ReadAsync(store, run.RunPk)) : [];

    /// <inheritdoc/>
    public async Task<ImmutableArray<QueuedAssetInfo>> ListQueuedOfDagAsync(string dagId) =>
        [.. (await store.ListAssetQueueAsync(dagId)).Select(AssetInfos.Of)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<QueuedAssetInfo>> ListQueuedOfAssetAsync(string uri) =>
        [.. (await store.ListAssetQueueOfAssetAsync(uri)).Select(AssetInfos.Of)];

    /// <inheritdoc/>
    public async Task<NextRunAssets?> GetNextRunAsync(string dagId)
    {
        if (await store.GetDagAsync(dagId) is not { } dag || (await plans.GetAsync(dag.Version)).Dag.ScheduleAssets is not { } condition)
        {
            return null;
        }

        var queue = await DagAssetQueue.ReadAsync(store, dagId, condition);
        var news = queue.Fresh.ToDictionary(f => f.Row.Uri, f => f.Row.QueuedAt, StringComparer.Ordinal);
        var uris = condition.Refs.Where(r => r.Kind == AssetRefKind.Asset).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var alias in condition.Refs.Where(r => r.Kind == AssetRefKind.Alias))
        {
            uris.UnionWith((await store.ListAssetsOfAliasAsync(alias.Id)).Select(a => a.Uri));
        }

        var assets = new List<NextRunAsset>();
        foreach (var uri in uris.Order(StringComparer.Ordinal))
        {
            assets.Add(new NextRunAsset
            {
                Id = AssetIds.Of(uri),
                Uri = uri,
                Name = (await store.GetAssetAsync(uri))?.Name ?? uri,
                NewsAt = news.TryGetValue(uri, out var at) ? at : null,
            });
        }

        return new NextRunAssets { ExpressionJson = DagDocument.Schedule(condition).ToJsonString(), Assets = [.. assets] };
    }

    private async Task<ImmutableArray<AssetInfo>> ListMentionedAsync(string dagId, AssetQuery query)
    {
        var items = new List<AssetInfo>();
        var mentioned = (await store.ListDagAssetReferencesAsync(dagId)).Where(m => m.Kind == AssetRefKind.Asset).Select(m => m.Target);
        foreach (var uri in mentioned.Distinct(StringComparer.Ordinal).Take(MaxLimit))
        {
            if (await store.GetAssetAsync(uri) is { } row && (row.IsActive || !query.OnlyActive) && Matches(row, query.Search))
            {
                items.Add(await DescribeAsync(row));
            }
        }

        return [.. items];
    }

    private static bool Matches(AssetRow row, string? part) =>
        part is null || row.Name.Contains(part, StringComparison.OrdinalIgnoreCase) || row.Uri.Contains(part, StringComparison.OrdinalIgnoreCase);

    private async Task<AssetInfo> DescribeAsync(AssetRow row) =>
        AssetInfos.Of(row, await store.ListAssetReferencesAsync(AssetRef.Asset(row.Uri)), await store.ListAliasesOfAssetAsync(row.Uri));

    private async Task<ImmutableArray<AssetEventInfo>> DescribeAsync(IReadOnlyList<AssetEventRow> rows)
    {
        var assets = new Dictionary<string, AssetRow?>(StringComparer.Ordinal);
        var items = new List<AssetEventInfo>(rows.Count);
        foreach (var row in rows)
        {
            if (!assets.TryGetValue(row.Uri, out var asset))
            {
                assets[row.Uri] = asset = await store.GetAssetAsync(row.Uri);
            }

            items.Add(AssetInfos.Of(row, asset, await store.ListRunsOfAssetEventAsync(row.Uri, row.EventId)));
        }

        return [.. items];
    }

    /// <summary>A place in the list of events as text: the event's id and the asset's URI.</summary>
    private static class EventCursor
    {
        public static string Of(AssetEventRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.EventId}-{row.Uri}");

        public static AssetEventPlace? Parse(string? cursor) =>
            cursor?.Split('-', 2) is [var id, var uri] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var eventId)
                ? new AssetEventPlace(eventId, uri)
                : null;
    }
}
