using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Versions;
using Orrery.Storage;

namespace Orrery.Grains.Search;

/// <summary>Finds for clients, with bounded work.</summary>
[StatelessWorker]
public sealed class SearchGrain(IStore store, RunPlanCache plans, BundleVersions names, TimeProvider clock) : Grain, ISearchGrain
{
    private const int MostWarnings = 1_000;

    /// <summary>As long as the leases of a host last without it.</summary>
    private static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<Page<DagInfo>> FindDagsAsync(DagQuery query) => PageOf(await new DagSearch(store).FindAsync(query));

    /// <inheritdoc/>
    public async Task<Page<DagRunInfo>> FindDagRunsAsync(DagRunQuery query)
    {
        var found = await new RunSearch(store, names).FindAsync(query);
        return new Page<DagRunInfo>
        {
            Items = [.. await Task.WhenAll(found.Items.Select(r => names.DescribeAsync(r).AsTask()))],
            NextCursor = found.NextCursor,
            Total = found.Total,
        };
    }

    /// <inheritdoc/>
    public async Task<Page<FoundTaskInstance>> FindTaskInstancesAsync(TaskInstanceQuery query) => PageOf(await new TaskSearch(store, plans, names).FindAsync(query));

    /// <inheritdoc/>
    public async Task<Page<XComInfo>> FindXComsAsync(XComQuery query) => PageOf(await new XComSearch(store, plans, names).FindAsync(query));

    /// <inheritdoc/>
    public Task<XComInfo?> GetXComAsync(XComAddress address) => new XComSearch(store, plans, names).GetAsync(address);

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListTagsAsync() =>
        [.. (await store.ListTagSetsAsync()).SelectMany(set => JsonSerializer.Deserialize<string[]>(set) ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagStats>> CountRunsAsync(ImmutableArray<string> dagIds)
    {
        var known = new List<string>();
        foreach (var dagId in dagIds.Distinct(StringComparer.Ordinal))
        {
            if (await store.GetDagAsync(dagId) is not null)
            {
                known.Add(dagId);
            }
        }

        var counts = (await store.CountRunsByStateAsync(known, SearchLimits.Counted)).ToDictionary(c => (c.DagId, c.State), c => c.Count);
        return [.. known.Select(id => new DagStats { DagId = id, Counts = [.. Enum.GetValues<DagRunState>().Select(s => counts.GetValueOrDefault((id, s)))] })];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DagWarningInfo>> ListWarningsAsync(string? dagId) =>
    [
        .. (await store.ListDagWarningsAsync(dagId, "", MostWarnings)).Select(w => new DagWarningInfo
        {
            DagId = w.DagId,
            WarningType = w.WarningType,
            Message = w.Message,
            Timestamp = w.CreatedAt,
        }),
    ];

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ListFavoritesAsync(string user) => [.. await store.ListFavoritesAsync(user)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<RuntimeHostInfo>> ListHostsAsync()
    {
        var since = clock.GetUtcNow() - HostSilence;
        return
        [
            .. (await store.ListHostsAsync()).Select(h => new RuntimeHostInfo
            {
                Name = h.Name,
                Capacity = h.Capacity,
                HeartbeatAt = h.HeartbeatAt,
                IsAlive = h.HeartbeatAt >= since,
            }),
        ];
    }

    private static Page<T> PageOf<T>(Found<T> found) => new() { Items = [.. found.Items], NextCursor = found.NextCursor, Total = found.Total };
}
