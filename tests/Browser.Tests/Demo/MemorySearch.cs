using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Testing;

/// <summary>Searches over what a client of tests lists anyway: it filters by ids, states, when runs were due and patterns of ids, and pages by offset.</summary>
/// <param name="client">The client.</param>
public sealed class MemorySearch(IOrreryClient client) : IDagClient, IRunClient, IXComClient, IRuntimeClient
{
    private readonly HashSet<string> _favorites = new(StringComparer.Ordinal);

    /// <summary>The values of tasks.</summary>
    public Dictionary<XComAddress, string> XComs { get; } = [];

    /// <summary>The last search for DAGs.</summary>
    public DagQuery? LastDags { get; private set; }

    /// <summary>The last search for runs.</summary>
    public DagRunQuery? LastRuns { get; private set; }

    /// <summary>The last search for task instances.</summary>
    public TaskInstanceQuery? LastTasks { get; private set; }

    public async Task<Page<DagInfo>> FindAsync(DagQuery query, CancellationToken cancellationToken = default)
    {
        LastDags = query;
        var page = await client.ListDagsAsync(new ListQuery { Search = query.IdPattern?.Trim('%'), Limit = 1_000, Cursor = query.Slice.Cursor }, cancellationToken);
        var found = page.Items.Where(d => (query.IsPaused ?? d.IsPaused) == d.IsPaused && (query.IsFavorite is null || query.IsFavorite == _favorites.Contains(d.DagId)));
        var part = PageOf([.. found], query.Slice);
        return part with { NextCursor = part.NextCursor ?? page.NextCursor };
    }

    public Task<ImmutableArray<string>> ListTagsAsync(CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<string>>(["daily", "money"]);

    public async Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds, CancellationToken cancellationToken = default)
    {
        var runs = await client.ListDagRunsAsync(new ListQuery { Limit = 1_000 }, cancellationToken);
        return [.. dagIds.Select(id => new DagStats { DagId = id, Counts = [.. Enum.GetValues<DagRunState>().Select(s => runs.Items.Count(r => r.DagId == id && r.State == s))] })];
    }

    public Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId = null, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<DagWarningInfo>>([]);

    public Task<ImmutableArray<string>> ListFavoritesAsync(CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<string>>([.. _favorites]);

    public async Task<ActionResult> SetFavoriteAsync(string dagId, bool isFavorite, CancellationToken cancellationToken = default)
    {
        if (await client.GetDagAsync(dagId, cancellationToken) is null)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'.");
        }

        _ = isFavorite ? _favorites.Add(dagId) : _favorites.Remove(dagId);
        return ActionResult.Done;
    }

    public async Task<ActionResult> DeleteAsync(string dagId, CancellationToken cancellationToken = default) =>
        await client.GetDagAsync(dagId, cancellationToken) is null ? ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'.") : ActionResult.Done;

    public async Task<Page<DagRunInfo>> FindAsync(DagRunQuery query, CancellationToken cancellationToken = default)
    {
        LastRuns = query;
        var all = new List<DagRunInfo>();
        var asked = new ListQuery { DagId = query.DagIds is [var one] ? one : null, States = [.. query.States.Select(s => s.WireName())], Limit = 1_000 };
        do
        {
            var page = await client.ListDagRunsAsync(asked, cancellationToken);
            all.AddRange(page.Items.Where(r => (query.DagIds.IsEmpty || query.DagIds.Contains(r.DagId)) && (query.States.IsEmpty || query.States.Contains(r.State)) && query.RunAfter.Holds(r.RunAfter)));
            asked = asked with { Cursor = page.NextCursor };
        }
        while (asked.Cursor is not null);

        return PageOf(all, query.Slice);
    }

    public async Task<Page<FoundTaskInstance>> FindTasksAsync(TaskInstanceQuery query, CancellationToken cancellationToken = default)
    {
        LastTasks = query;
        var found = new List<FoundTaskInstance>();
        foreach (var run in (await FindAsync(query.Runs with { Slice = new Slice { Limit = 1_000 } }, cancellationToken)).Items)
        {
            if (query.RunIds.IsEmpty || query.RunIds.Contains(run.DagRunId))
            {
                var tasks = await client.ListTaskInstancesAsync(run.DagId, run.DagRunId, cancellationToken);
                found.AddRange(tasks
                    .Where(t => (query.TaskIds.IsEmpty || query.TaskIds.Contains(t.TaskId)) && (query.States.IsEmpty || query.States.Contains(t.State)) && (!query.OnlyMapped || t.MapIndex >= 0))
                    .Select(t => FoundTaskInstance.Of(t, run)));
            }
        }

        return PageOf(found, query.Slice);
    }

    public async Task<ActionResult> DeleteAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        await client.GetDagRunAsync(dagId, runId, cancellationToken) is { } run
            ? run.State.IsFinished() ? ActionResult.Done : ActionResult.Refuse(ActionStatus.Conflict, "The run has not ended.")
            : ActionResult.Refuse(ActionStatus.NotFound, $"There is no run '{runId}'.");

    public Task<Page<XComInfo>> FindAsync(XComQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(PageOf([.. XComs.Select(x => InfoOf(x.Key, value: null))], query.Tasks.Slice));

    public Task<XComInfo?> GetAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        Task.FromResult(XComs.TryGetValue(address, out var value) ? InfoOf(address, value) : null);

    public Task<ActionResult> SetAsync(XComAddress address, string json, bool isNew, CancellationToken cancellationToken = default)
    {
        if (XComs.ContainsKey(address) == isNew)
        {
            return Task.FromResult(ActionResult.Refuse(isNew ? ActionStatus.Conflict : ActionStatus.NotFound, $"XCom '{address.Key}'."));
        }

        XComs[address] = json;
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> DeleteAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        Task.FromResult(XComs.Remove(address) ? ActionResult.Done : ActionResult.Refuse(ActionStatus.NotFound, $"XCom '{address.Key}'."));

    public Task<ImmutableArray<RuntimeHostInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<RuntimeHostInfo>>([new RuntimeHostInfo { Name = "host-1", Capacity = 8, HeartbeatAt = DateTimeOffset.UnixEpoch, IsAlive = true }]);

    private static XComInfo InfoOf(XComAddress address, string? value) => new()
    {
        Key = address.Key,
        TaskId = address.TaskId,
        MapIndex = address.MapIndex,
        DagId = address.DagId,
        RunId = address.RunId,
        RunAfter = DateTimeOffset.UnixEpoch,
        Timestamp = DateTimeOffset.UnixEpoch,
        ValueJson = value,
    };

    private static Page<T> PageOf<T>(IReadOnlyList<T> all, Slice slice)
    {
        var skip = int.TryParse(slice.Cursor, out var place) ? place : slice.Offset;
        ImmutableArray<T> items = [.. all.Skip(skip).Take(slice.Limit)];
        return new Page<T> { Items = items, NextCursor = skip + items.Length < all.Count ? $"{skip + items.Length}" : null, Total = slice.WithTotal ? all.Count : null };
    }
}
