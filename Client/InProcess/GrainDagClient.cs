using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.InProcess;

/// <summary>DAGs, through their grains. Favourites are those of <see cref="CallerName"/>.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainDagClient(IGrainFactory grains) : IDagClient
{
    private ISearchGrain Search => grains.GetGrain<ISearchGrain>("0");

    /// <inheritdoc/>
    public Task<Page<DagInfo>> FindAsync(DagQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Search.FindDagsAsync(query with { User = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ListTagsAsync(CancellationToken cancellationToken = default) => Reach.AskAsync(Search.ListTagsAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Search.CountRunsAsync([.. dagIds.Where(id => IdCheck.Problem(id) is null)]), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId = null, CancellationToken cancellationToken = default) =>
        dagId is null || IdCheck.Problem(dagId) is null
            ? Reach.AskAsync(Search.ListWarningsAsync(dagId), cancellationToken)
            : Task.FromResult<ImmutableArray<DagWarningInfo>>([]);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ListFavoritesAsync(CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Search.ListFavoritesAsync(CallerName.Current), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> SetFavoriteAsync(string dagId, bool isFavorite, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).SetFavoriteAsync(CallerName.Current, isFavorite), cancellationToken);

    /// <inheritdoc/>
    public async Task<ActionResult> DeleteAsync(string dagId, CancellationToken cancellationToken = default)
    {
        if (IdCheck.Problem(dagId) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, problem);
        }

        DagDeletion deletion;
        do
        {
            deletion = await Reach.AskAsync(grains.GetGrain<IDagGrain>(dagId).DeleteAsync(CallerName.Current), cancellationToken);
        }
        while (deletion is { Outcome.Status: ActionStatus.Done, IsComplete: false });

        return deletion.Outcome;
    }
}
