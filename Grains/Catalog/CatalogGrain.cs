using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Bundles;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Versions;
using Orrery.Grains.Waits;
using Orrery.Storage;

namespace Orrery.Grains.Catalog;

/// <summary>Lists from the store, with keyset paging: page 5,000 costs what page 1 costs.</summary>
[StatelessWorker]
public sealed partial class CatalogGrain(IStore store, RunPlanCache plans, RunCellCache cells, BundleVersions bundleVersions, TimeProvider clock) : Grain, ICatalogGrain
{
    private const int MaxLimit = 1_000;
    private const int LatestRuns = 14;

    /// <inheritdoc/>
    public async Task<Page<DagInfo>> ListDagsAsync(ListQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var rows = await store.ListDagsAsync(new DagFilter(Search: query.Search, AfterDagId: query.Cursor, Limit: limit + 1));
        var page = rows.Take(limit).ToList();
        var runs = (await store.ListLatestRunsAsync([.. page.Select(d => d.DagId)], LatestRuns)).ToLookup(r => r.DagId, StringComparer.Ordinal);
        var broken = (await store.ListImportErrorsAsync(bundle: null)).Select(e => (e.Bundle, e.File)).ToHashSet();
        return new Page<DagInfo>
        {
            Items = [.. page.Select(d => Infos.Of(d, runs[d.DagId], broken.Contains((d.Bundle, d.File))))],
            NextCursor = rows.Count > limit ? page[^1].DagId : null,
        };
    }

    /// <inheritdoc/>
    public async Task<DagInfo?> GetDagAsync(string dagId) =>
        await store.GetDagAsync(dagId) is { } row
            ? Infos.Of(
                row, await store.ListLatestRunsAsync([dagId], LatestRuns), (await store.ListImportErrorsAsync(row.Bundle)).Any(e => e.File == row.File))
            : null;

    /// <inheritdoc/>
    public async Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var states = new List<DagRunState>();
        foreach (var name in query.States)
        {
            if (StateExtensions.TryParseRunState(name, out var state))
            {
                states.Add(state);
            }
        }

        var rows = await store.ListDagRunsAsync(new DagRunFilter(query.DagId, states, After: RunCursor.Parse(query.Cursor), Limit: limit + 1));
        var page = rows.Take(limit).ToList();
        return new Page<DagRunInfo>
        {
            Items = [.. await Task.WhenAll(page.Select(r => bundleVersions.DescribeAsync(r).AsTask()))],
            NextCursor = rows.Count > limit ? RunCursor.Of(page[^1]) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId) =>
        await store.GetDagRunAsync(dagId, runId) is { } row ? await bundleVersions.DescribeAsync(row) : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId)
    {
        if (await store.GetDagRunAsync(dagId, runId) is not { } run)
        {
            return [];
        }

        var plan = await plans.GetAsync(run.Version);
        var notes = (await store.ListTaskNotesAsync(run.RunPk)).ToDictionary(n => n.Ordinal, n => n.Content);
        return [.. (await store.GetTaskInstancesAsync(run.RunPk)).Select(t => Infos.Of(run, t, plan, notes.GetValueOrDefault(t.Ordinal))).OrderBy(t => t.Level).ThenBy(t => t.TaskId, StringComparer.Ordinal).ThenBy(t => t.MapIndex)];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(string dagId, string runId, string taskId, int mapIndex)
    {
        if (await store.GetDagRunAsync(dagId, runId) is not { } run
            || (await store.GetTaskInstancesAsync(run.RunPk)).FirstOrDefault(t => t.TaskId == taskId && t.MapIndex == mapIndex) is not { } task)
        {
            return [];
        }

        return [.. (await store.GetTriesAsync(run.RunPk, task.Ordinal)).Select(Infos.Of)];
    }

    /// <inheritdoc/>
    public async Task<DagStructure?> GetStructureAsync(string version)
    {
        if (await plans.FindAsync(version) is not { } plan)
        {
            return null;
        }

        var groups = TaskGroups.Of(plan.Dag);
        return new DagStructure
        {
            TaskIds = [.. plan.Dag.Tasks.Select(t => t.TaskId)],
            Upstream = [.. Enumerable.Range(0, plan.Count).Select(t => plan.Upstream(t).ToImmutableArray())],
            Operators = [.. plan.Dag.Tasks.Select(t => t.Action.Name)],
            Groups = groups.Infos,
            GroupOf = groups.OfTasks,
        };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ApprovalInfo>> ListApprovalsAsync(ApprovalQuery query)
    {
        if (query is not { DagId: { } dagId, DagRunId: { } runId })
        {
            return [.. (await store.ListOpenApprovalsAsync(query.Limit)).Select(a => ApprovalRows.ToInfo(a.DagId, a.RunId, a.TaskId, a.MapIndex, a.Approval))];
        }

        if (await store.GetDagRunAsync(dagId, runId) is not { } run || await store.GetApprovalsAsync(run.RunPk) is not { Count: > 0 } asked)
        {
            return [];
        }

        var tasks = (await store.GetTaskInstancesAsync(run.RunPk)).ToDictionary(t => t.Ordinal);
        return [.. asked.Take(query.Limit).Select(a => ApprovalRows.ToInfo(dagId, runId, tasks[a.Ordinal].TaskId, tasks[a.Ordinal].MapIndex, a))];
    }

    /// <inheritdoc/>
    public async Task<string?> GetDocumentAsync(string version) =>
        await store.GetDagVersionAsync(version) is { } row ? System.Text.Encoding.UTF8.GetString(row.Document) : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync() =>
        [.. (await store.ListImportErrorsAsync(bundle: null)).Select(Infos.Of)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<BundleInfo>> ListBundlesAsync() => [.. (await store.ListBundlesAsync()).Select(BundleRows.InfoOf)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<PoolInfo>> ListPoolsAsync()
    {
        var counts = (await store.CountPoolSlotsAsync(pool: null)).ToLookup(c => c.Pool, StringComparer.Ordinal);
        return [.. (await store.ListPoolsAsync()).Select(p => Infos.Of(p, counts[p.Name]))];
    }

    /// <inheritdoc/>
    public async Task<PoolInfo?> GetPoolAsync(string name) =>
        await store.GetPoolAsync(name) is { } pool ? Infos.Of(pool, await store.CountPoolSlotsAsync(name)) : null;
}
