using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>Reads of what waits and of dates; nobody in the simulation makes a backfill.</content>
internal sealed partial class SimulatedStore
{
    public Task<IReadOnlyList<string>> ListFullDagsAsync(string afterDagId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>([.. _dags.Values.Where(d => d.IsFull && string.CompareOrdinal(d.DagId, afterDagId) > 0)
            .Select(d => d.DagId).Order(StringComparer.Ordinal).Take(limit)]);

    public Task<IReadOnlyList<DatedRun>> ListDatedRunsAsync(
        string dagId, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DatedRun>>([.. _runs.Values.Select(r => r.Row).Where(r => r.DagId == dagId && r.LogicalDate >= first && r.LogicalDate <= last)
            .OrderBy(r => r.LogicalDate).Select(r => new DatedRun(r.LogicalDate!.Value, r.RunId, r.State, r.StartedAt, r.BackfillId))]);

    public Task<long?> GetActiveBackfillAsync(string dagId, CancellationToken cancellationToken = default) => ReadAsync<long?>(null);

    public Task<IReadOnlyList<long>> ListActiveBackfillsAsync(CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<long>>([]);

    public Task<BackfillRow?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<BackfillRow>> ListBackfillsAsync(BackfillFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<BackfillDate>> ListBackfillDatesAsync(
        string dagId, long backfillId, int afterOrdinal, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<StateCount>> CountBackfillRunsAsync(long backfillId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<string>> ListBackfillRunIdsAsync(
        long backfillId, DagRunState state, int limit, CancellationToken cancellationToken = default) => throw Unused();
}
