using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client;

/// <summary>DAGs, found by many properties, and what goes beyond running them.</summary>
public interface IDagClient
{
    /// <summary>DAGs, each with its newest runs.</summary>
    /// <exception cref="ArgumentException">The order is none that <see cref="DagQuery.Slice"/> names.</exception>
    Task<Page<DagInfo>> FindAsync(DagQuery query, CancellationToken cancellationToken = default);

    /// <summary>The tags of all DAGs in service, each once, by name.</summary>
    Task<ImmutableArray<string>> ListTagsAsync(CancellationToken cancellationToken = default);

    /// <summary>How many runs of these DAGs are in each state; DAGs that do not exist are left out.</summary>
    Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds, CancellationToken cancellationToken = default);

    /// <summary>What works and is hardly meant: of one DAG, or (null) of all; at most 1,000 warnings.</summary>
    Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId = null, CancellationToken cancellationToken = default);

    /// <summary>Ids of the DAGs that who asks keeps at hand.</summary>
    Task<ImmutableArray<string>> ListFavoritesAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps a DAG at hand for who asks, or no longer.</summary>
    Task<ActionResult> SetFavoriteAsync(string dagId, bool isFavorite, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a DAG away with its whole history: refused while runs have not ended or a backfill is under way. A file that still has the DAG brings it
    /// back when it changes.
    /// </summary>
    Task<ActionResult> DeleteAsync(string dagId, CancellationToken cancellationToken = default);
}
