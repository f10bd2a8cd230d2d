using Orrery.Client;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>Runs, newest first, a page at a time, kept up to date.</summary>
/// <param name="client">Where they are read.</param>
public sealed class RunList(IOrreryClient client)
{
    private const int PageSize = 50;
    private const int RefreshedOneByOne = 20;

    private List<DagRunInfo> _items = [];
    private ListQuery _query = new();
    private string? _cursor;

    /// <summary>The runs read so far.</summary>
    public IReadOnlyList<DagRunInfo> Items => _items;

    /// <summary>Whether there are more.</summary>
    public bool HasMore => _cursor is not null;

    /// <summary>Reads the first page of what <paramref name="query"/> asks for.</summary>
    public Task LoadAsync(ListQuery query, CancellationToken cancellationToken)
    {
        _query = query;
        return ReadAsync(PageSize, cancellationToken);
    }

    /// <summary>Reads the next page.</summary>
    public async Task LoadMoreAsync(CancellationToken cancellationToken)
    {
        var page = await client.ListDagRunsAsync(_query with { Limit = PageSize, Cursor = _cursor }, cancellationToken);
        _items.AddRange(page.Items);
        _cursor = page.NextCursor;
    }

    /// <summary>Whether a change may concern what is listed.</summary>
    public bool Concerns(ChangeNotice notice) => notice.RunId is not null && (_query.DagId is null || _query.DagId == notice.DagId);

    /// <summary>Reads anew what has changed.</summary>
    public async Task RefreshAsync(IEnumerable<ChangeNotice> notices, CancellationToken cancellationToken)
    {
        var changed = notices.Where(Concerns).Distinct().ToList();
        var places = changed.ConvertAll(n => _items.FindIndex(r => r.DagId == n.DagId && r.DagRunId == n.RunId));

        // A run that is not listed is new or further down; one that is may have left a filter. Either way the list is read again.
        if (changed.Count > RefreshedOneByOne || places.Contains(-1) || (_query.States.Length > 0 && changed.Count > 0))
        {
            await ReadAsync(Math.Clamp(_items.Count, PageSize, 1_000), cancellationToken);
            return;
        }

        foreach (var (notice, place) in changed.Zip(places))
        {
            if (await client.GetDagRunAsync(notice.DagId, notice.RunId!, cancellationToken) is { } run)
            {
                _items[place] = run;
            }
        }
    }

    private async Task ReadAsync(int wanted, CancellationToken cancellationToken)
    {
        var page = await client.ListDagRunsAsync(_query with { Limit = wanted, Cursor = null }, cancellationToken);
        _items = [.. page.Items];
        _cursor = page.NextCursor;
    }
}
