using System.Collections.Immutable;
using Orrery.Client.Http.Wire;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http;

/// <summary>DAGs, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpDagClient(ApiConnection api) : IDagClient
{
    private const int PageSize = 1_000;

    /// <inheritdoc/>
    public async Task<Page<DagInfo>> FindAsync(DagQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Root}dags",
            [
                .. ApiPaths.Part(query.Slice),
                .. ApiPaths.Each("tags", query.Tags),
                ("tags_match_mode", query.AllTags ? "all" : null),
                .. ApiPaths.Each("owners", query.Owners),
                ("dag_id_pattern", query.IdPattern),
                ("exclude_stale", ApiPaths.Flag(query.ExcludeStale)),
                ("paused", ApiPaths.Flag(query.IsPaused)),
                ("has_import_errors", ApiPaths.Flag(query.HasImportErrors)),
                ("last_dag_run_state", query.LastRunState?.WireName()),
                ("bundle_name", query.Bundle),
                ("is_favorite", ApiPaths.Flag(query.IsFavorite)),
                ("latest_runs", "true"),
            ]);
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.DagCollectionWire, cancellationToken);
        return new Page<DagInfo> { Items = [.. page.Dags.Select(d => d.ToInfo())], NextCursor = page.NextCursor, Total = page.TotalEntries };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListTagsAsync(CancellationToken cancellationToken = default)
    {
        var all = ImmutableArray.CreateBuilder<string>();
        TagCollectionWire page;
        do
        {
            var path = ApiPaths.WithQuery($"{ApiPaths.Root}dagTags", ("limit", ApiPaths.Number(PageSize)), ("offset", ApiPaths.Number(all.Count)));
            page = await api.GetRequiredAsync(path, OrreryJson.Wire.TagCollectionWire, cancellationToken);
            all.AddRange(page.Tags);
        }
        while (page.Tags.Length == PageSize);

        return all.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds, CancellationToken cancellationToken = default)
    {
        if (dagIds.IsEmpty)
        {
            return [];
        }

        var path = ApiPaths.WithQuery($"{ApiPaths.Root}dagStats", [.. ApiPaths.Each("dag_ids", dagIds)]);
        return [.. (await api.GetRequiredAsync(path, OrreryJson.Wire.DagStatsCollectionWire, cancellationToken)).Dags.Select(d => d.ToInfo())];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId = null, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery($"{ApiPaths.Root}dagWarnings", ("dag_id", dagId), ("limit", ApiPaths.Number(PageSize)));
        return [.. (await api.GetRequiredAsync(path, OrreryJson.Wire.DagWarningCollectionWire, cancellationToken)).DagWarnings.Select(w => w.ToInfo())];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListFavoritesAsync(CancellationToken cancellationToken = default)
    {
        var all = ImmutableArray.CreateBuilder<string>();
        string? cursor = null;
        do
        {
            var page = await FindAsync(new DagQuery { IsFavorite = true, ExcludeStale = false, Slice = new Slice { Limit = PageSize, Cursor = cursor } }, cancellationToken);
            all.AddRange(page.Items.Select(d => d.DagId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return all.ToImmutable();
    }

    /// <inheritdoc/>
    public Task<ActionResult> SetFavoriteAsync(string dagId, bool isFavorite, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Post, $"{ApiPaths.Dag(dagId)}/{(isFavorite ? "favorite" : "unfavorite")}", IdCheck.Problem(dagId), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string dagId, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, ApiPaths.Dag(dagId), IdCheck.Problem(dagId), cancellationToken);
}
