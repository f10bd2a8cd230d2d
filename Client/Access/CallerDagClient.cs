using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Access;

/// <summary>DAGs as a caller may find and change them. Favourites are their own.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerDagClient(IDagClient inner, CallerAccess access) : IDagClient
{
    /// <inheritdoc/>
    public Task<Page<DagInfo>> FindAsync(DagQuery query, CancellationToken cancellationToken = default) =>
        access.SearchAsync(slice => inner.FindAsync(query with { Slice = slice }, cancellationToken), query.Slice, d => d.DagId);

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListTagsAsync(CancellationToken cancellationToken = default)
    {
        if ((await access.Caller.GetRightsAsync()).SeesAll)
        {
            return await inner.ListTagsAsync(cancellationToken);
        }

        var tags = new SortedSet<string>(StringComparer.Ordinal);
        var slice = new Slice { Limit = 1_000 };
        do
        {
            var page = await FindAsync(new DagQuery { Slice = slice }, cancellationToken);
            tags.UnionWith(page.Items.SelectMany(d => d.Tags));
            slice = slice with { Cursor = page.NextCursor };
        }
        while (slice.Cursor is not null);

        return [.. tags];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        return await inner.CountRunsAsync(dagIds.RemoveAll(id => !rights.Sees(id)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId = null, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        return (await inner.ListWarningsAsync(dagId, cancellationToken)).RemoveAll(w => !rights.Sees(w.DagId));
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListFavoritesAsync(CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        access.Sign();
        return (await inner.ListFavoritesAsync(cancellationToken)).RemoveAll(id => !rights.Sees(id));
    }

    /// <inheritdoc/>
    public Task<ActionResult> SetFavoriteAsync(string dagId, bool isFavorite, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Viewer, dagId, () => inner.SetFavoriteAsync(dagId, isFavorite, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string dagId, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.User, dagId, () => inner.DeleteAsync(dagId, cancellationToken), refused => refused);
}
