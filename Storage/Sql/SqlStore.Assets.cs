using Orrery.Core.Assets;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <content>Reads of assets.</content>
public abstract partial class SqlStore
{
    private const string OfActiveDag = "EXISTS (SELECT 1 FROM dag d WHERE d.dag_id = asset_reference.dag_id AND d.is_active = 1)";
    private const string Waits = "SELECT r.dag_id FROM asset_reference r JOIN dag d ON d.dag_id = r.dag_id WHERE r.kind = {0} AND r.target = {1} AND r.role = 0 AND r.dag_id > ?2 AND d.is_active = 1 AND d.is_paused = 0";

    private static readonly string ConsumersSql =
        $"{Waits.Replace("{0}", "0", StringComparison.Ordinal).Replace("{1}", "?1", StringComparison.Ordinal)} ORDER BY r.dag_id LIMIT ?3";

    private static readonly string AliasConsumersSql =
        $"{Waits.Replace("{0}", "1", StringComparison.Ordinal).Replace("{1}", "?1", StringComparison.Ordinal)} ORDER BY r.dag_id LIMIT ?3";

    private static readonly string CausedSql =
        $"SELECT {string.Join(", ", RunMaps.DagRun.Columns.Split(", ").Select(c => "r." + c))} FROM " +
        "(SELECT from_event_id, run_pk FROM asset_consumption WHERE uri = ?1 AND to_event_id >= ?2 ORDER BY to_event_id LIMIT 1000) c " +
        "JOIN dag_run r ON r.run_pk = c.run_pk WHERE c.from_event_id < ?2 LIMIT 100";

    /// <inheritdoc/>
    public Task<AssetRow?> GetAssetAsync(string uri, CancellationToken cancellationToken = default) =>
        GetAsync(AssetMaps.Asset, "uri = ?1", s => s.Add(uri), cancellationToken);

    /// <inheritdoc/>
    public Task<AssetRow?> GetAssetByIdAsync(long assetId, CancellationToken cancellationToken = default) =>
        GetAsync(AssetMaps.Asset, "asset_id = ?1", s => s.Add(assetId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetRow>> ListAssetsAsync(AssetFilter filter, CancellationToken cancellationToken = default)
    {
        var active = filter.ActiveOnly ? " AND is_active = 1" : "";
        var search = filter.Search is null ? "" : " AND (lower(name) LIKE ?3 ESCAPE '\\' OR lower(uri) LIKE ?3 ESCAPE '\\')";
        return ListAsync(
            $"{AssetMaps.Asset.Select} WHERE uri > ?1{active}{search} ORDER BY uri LIMIT ?2",
            s =>
            {
                s.Add(filter.AfterUri ?? "").Add(filter.Limit);
                _ = filter.Search is { } text ? s.Add(DagListSql.Containing(text)) : s;
            },
            AssetMaps.Asset.Read,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetRow>> ListAssetsNamedAsync(string name, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Asset.Select} WHERE name = ?1 ORDER BY uri", s => s.Add(name), AssetMaps.Asset.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAssetsWithNewsAsync(int limit, CancellationToken cancellationToken = default) =>
    [
        .. await ListAsync("SELECT uri FROM asset_outbox WHERE uri > '' ORDER BY uri LIMIT ?1", s => s.Add(limit), s => s.Text(), cancellationToken),
        .. await ListAsync(
            "SELECT uri FROM asset WHERE spread_event_id < last_event_id AND uri > '' ORDER BY uri LIMIT ?1", s => s.Add(limit), s => s.Text(), cancellationToken),
    ];

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetOutboxRow>> ListAssetOutboxAsync(string uri, int limit, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Outbox.Select} WHERE uri = ?1 ORDER BY run_pk, ordinal, try_number LIMIT ?2", s => s.Add(uri).Add(limit), AssetMaps.Outbox.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAssetConsumersAsync(string uri, string afterDagId, int limit, CancellationToken cancellationToken = default)
    {
        var direct = await ListAsync(ConsumersSql, s => s.Add(uri).Add(afterDagId).Add(limit), s => s.Text(), cancellationToken);
        var aliases = await ListAliasesOfAssetAsync(uri, cancellationToken);
        if (aliases.Count == 0)
        {
            return direct;
        }

        Action<ISqlParameters>[] binds = [.. aliases.Select(a => (Action<ISqlParameters>)(s => s.Add(a.Alias).Add(afterDagId).Add(limit)))];
        var through = await ListEachAsync(AliasConsumersSql, binds, s => s.Text(), cancellationToken);
        return [.. direct.Concat(through).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(limit)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesAsync(AssetRef target, CancellationToken cancellationToken = default) =>
        ListAsync(
            $"{AssetMaps.Reference.Select} WHERE kind = ?1 AND target = ?2 AND {OfActiveDag} ORDER BY role, dag_id, task_id",
            s => s.Add((long)target.Kind).Add(target.Id),
            AssetMaps.Reference.Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetReferenceRow>> ListAssetReferencesNamedAsync(string name, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Reference.Select} WHERE kind = 0 AND name = ?1 AND {OfActiveDag} ORDER BY target", s => s.Add(name), AssetMaps.Reference.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetReferenceRow>> ListDagAssetReferencesAsync(string dagId, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Reference.Select} WHERE dag_id = ?1 ORDER BY kind, target, role, task_id", s => s.Add(dagId), AssetMaps.Reference.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAssetAliasNamesAsync(string after, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT DISTINCT target FROM asset_reference WHERE kind = 1 AND target > ?1 ORDER BY target LIMIT ?2",
            s => s.Add(after).Add(limit),
            s => s.Text(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetAliasRow>> ListAssetsOfAliasAsync(string alias, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Alias.Select} WHERE alias = ?1 ORDER BY uri", s => s.Add(alias), AssetMaps.Alias.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetAliasRow>> ListAliasesOfAssetAsync(string uri, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Alias.Select} WHERE uri = ?1 ORDER BY alias", s => s.Add(uri), AssetMaps.Alias.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueAsync(string dagId, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Queue.Select} WHERE dag_id = ?1 ORDER BY uri", s => s.Add(dagId), AssetMaps.Queue.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetQueueRow>> ListAssetQueueOfAssetAsync(string uri, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Queue.Select} WHERE uri = ?1 ORDER BY dag_id", s => s.Add(uri), AssetMaps.Queue.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDagsWithAssetQueueAsync(string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "SELECT DISTINCT dag_id FROM asset_dag_queue WHERE dag_id > ?1 ORDER BY dag_id LIMIT ?2",
            s => s.Add(afterDagId).Add(limit),
            s => s.Text(),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<long> GetLastConsumedAssetEventAsync(string dagId, string uri, CancellationToken cancellationToken = default) =>
        await FirstAsync<long?>(
            "SELECT to_event_id FROM asset_consumption WHERE dag_id = ?1 AND uri = ?2 ORDER BY to_event_id DESC LIMIT 1",
            s => s.Add(dagId).Add(uri),
            s => s.Int64(),
            cancellationToken) ?? 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetConsumptionRow>> ListAssetConsumptionAsync(long runPk, CancellationToken cancellationToken = default) =>
        ListAsync($"{AssetMaps.Consumption.Select} WHERE run_pk = ?1 ORDER BY uri, to_event_id", s => s.Add(runPk), AssetMaps.Consumption.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DagRunRow>> ListRunsOfAssetEventAsync(string uri, long eventId, CancellationToken cancellationToken = default) =>
        ListAsync(CausedSql, s => s.Add(uri).Add(eventId), RunMaps.DagRun.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AssetEventRow>> ListAssetEventsAsync(AssetEventFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync(AssetEventListSql.Build(filter), s => AssetEventListSql.Bind(s, filter), AssetMaps.Event.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> HasAssetEventSinceAsync(string uri, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        (await ListAsync(
            "SELECT event_id FROM asset_event WHERE uri = ?1 AND event_id >= ?2 LIMIT 1",
            s => s.Add(uri).Add(Instants.ToMicroseconds(since)),
            s => s.Int64(),
            cancellationToken)).Count > 0;
}
