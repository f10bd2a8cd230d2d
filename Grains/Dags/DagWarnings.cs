using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>The warnings of all DAGs.</summary>
internal static class DagWarnings
{
    private const int PageSize = 500;

    /// <summary>All of one kind, by DAG.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="type">One of <see cref="DagWarningTypes"/>.</param>
    public static async IAsyncEnumerable<DagWarningRow> AllAsync(IStore store, string type)
    {
        for (var after = ""; await store.ListDagWarningsAsync(dagId: null, after, PageSize) is { Count: > 0 } page;)
        {
            // A full page may end amid the warnings of a DAG, which are fewer than a page: they begin the next one.
            var whole = page.Count < PageSize ? page : [.. page.Where(w => w.DagId != page[^1].DagId)];
            foreach (var warning in whole.Where(w => w.WarningType == type))
            {
                yield return warning;
            }

            after = whole[^1].DagId;
        }
    }
}
