using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <content>Reads: of what is applied when they begin; the answer takes its time.</content>
internal sealed partial class SimulatedStore
{
    public Task<DagRow?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) => ReadAsync(Dag(dagId));

    public Task<IReadOnlyList<string>> ListDueDagsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>([.. Planned().Where(d => d.NextRunAfter <= now).OrderBy(d => d.NextRunAfter).Take(limit).Select(d => d.DagId)]);

    public Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken = default) => ReadAsync(Planned().Min(d => d.NextRunAfter));

    public Task<DagVersionRow?> GetDagVersionAsync(string version, CancellationToken cancellationToken = default) =>
        ReadAsync(_versions.GetValueOrDefault(version));

    public Task<DagReleaseRow?> GetReleaseAsync(string dagId, int release, CancellationToken cancellationToken = default) =>
        ReadAsync(_releases.GetValueOrDefault((dagId, release)));

    public Task<DagRunRow?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        ReadAsync(Run(dagId, runId)?.Row);

    public Task<IReadOnlyList<DagRunRow>> ListRunsInStateAsync(string dagId, DagRunState state, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DagRunRow>>([.. InState(dagId, state).OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk).Take(limit)]);

    public Task<int> CountRunsAsync(string dagId, DagRunState state, CancellationToken cancellationToken = default) =>
        ReadAsync(InState(dagId, state).Count());

    public Task<IReadOnlyList<UnfinishedRun>> ListUnfinishedRunsAsync(long afterPk, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<UnfinishedRun>>([.. _runs.Values.Select(r => r.Row).Where(r => r.RunPk > afterPk && !r.State.IsFinished())
            .Take(limit).Select(r => new UnfinishedRun(r.RunPk, r.DagId, r.RunId, r.State))]);

    public Task<IReadOnlyList<TaskInstanceRow>> GetTaskInstancesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<TaskInstanceRow>>([.. _runs[runPk].Tasks.Values]);

    public Task<DagRunRow?> GetPreviousRunAsync(string dagId, DateTimeOffset before, bool includeManual, CancellationToken cancellationToken = default) =>
        ReadAsync(RunsOf(dagId).Where(r => r.LogicalDate < before && (includeManual || r.Type != DagRunType.Manual))
            .OrderByDescending(r => r.LogicalDate).ThenByDescending(r => r.RunPk).FirstOrDefault());

    public Task<bool> HasEarlierInstanceAsync(string dagId, string taskId, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        ReadAsync(RunsOf(dagId).Any(r => r.LogicalDate < before && _runs[r.RunPk].Tasks.Values.Any(t => t.TaskId == taskId)));

    public Task<IReadOnlyList<DagRunRow>> ListRunsByDateAsync(
        string dagId, DateTimeOffset? from, DateTimeOffset? to, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DagRunRow>>([.. RunsOf(dagId).Where(r => r.LogicalDate >= (from ?? DateTimeOffset.MinValue) && r.LogicalDate <= (to ?? DateTimeOffset.MaxValue))
            .OrderBy(r => r.LogicalDate).ThenBy(r => r.RunPk).Take(limit)]);

    public Task<IReadOnlyList<string>> ListDagsWithRunsDueAsync(DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>([.. Queued().Where(r => r.RunAfter > after && r.RunAfter <= until).Select(r => r.DagId)]);

    public Task<DateTimeOffset?> GetNextRunAfterAsync(DateTimeOffset after, CancellationToken cancellationToken = default) =>
        ReadAsync(Queued().Where(r => r.RunAfter > after).Min(r => (DateTimeOffset?)r.RunAfter));

    public Task<IReadOnlyList<InstanceState>> ListInstanceStatesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<InstanceState>>([.. _runs[runPk].Tasks.Values.Select(t => new InstanceState(t.TaskId, t.State))]);

    public Task<IReadOnlyList<InstanceCell>> ListCellsAsync(long runPk, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<InstanceCell>>([.. _runs[runPk].Tasks.Values.Select(t => new InstanceCell(t.TaskId, t.MapIndex, t.State, t.TryNumber))]);

    public Task<IReadOnlyList<TaskNoteRow>> ListTaskNotesAsync(long runPk, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<TaskNoteRow>>([]);

    public Task<IReadOnlyList<LeasedTask>> ListLeasedAsync(string host, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<LeasedTask>>([.. _runs.Values.SelectMany(r => r.Tasks.Values.Where(t => t.LeaseId is not null && t.Host == host)
            .Select(t => new LeasedTask(r.Row.DagId, r.Row.RunId, t)))]);

    public Task<IReadOnlyList<XComRow>> GetXComsAsync(long runPk, IReadOnlyCollection<int> ordinals, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<XComRow>>([.. ordinals.Where(_runs[runPk].XComs.ContainsKey).Select(o => _runs[runPk].XComs[o])]);

    public Task<IReadOnlyList<RuntimeHostRow>> ListHostsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<RuntimeHostRow>>([.. _hosts.Values]);

    public Task<DagRunRow?> FindRunAsync(string dagId, DateTimeOffset logicalDate, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<ApprovalRow>> GetApprovalsAsync(long runPk, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<ApprovalRow>>([.. _runs[runPk].Approvals.Values]);

    public Task<IReadOnlyList<OpenApproval>> ListOpenApprovalsAsync(int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<TaskTryRow>> GetTriesAsync(long runPk, int ordinal, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagRow>> ListDagsAsync(DagFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagReleaseRow>> ListReleasesAsync(string dagId, int? before, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DagReleaseRow>>(
            [.. _releases.Values.Where(r => r.DagId == dagId && r.Release < (before ?? int.MaxValue)).OrderByDescending(r => r.Release).Take(limit)]);

    public Task<IReadOnlyList<ReleaseRun>> ListReleaseRunsAsync(string dagId, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagRunRow>> ListRunsOfReleaseAsync(string dagId, int release, long afterPk, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<string?> GetSourceAsync(string dagId, int release, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagRunRow>> ListDagRunsAsync(DagRunFilter filter, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<DagRunRow>> ListLatestRunsAsync(
        IReadOnlyList<string> dagIds, int perDag, CancellationToken cancellationToken = default) => throw Unused();

    public Task<BundleRow?> GetBundleAsync(string name, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<BundleRow>> ListBundlesAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<ImportErrorRow>> ListImportErrorsAsync(string? bundle, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<AuditRow>> ListAuditAsync(int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<GrainStateRow?> GetGrainStateAsync(string grainType, string grainKey, string name, CancellationToken cancellationToken = default) =>
        throw Unused();

    public Task<IReadOnlyList<ReminderRow>> ListRemindersAsync(string? grainId, CancellationToken cancellationToken = default) => throw Unused();

    private static NotSupportedException Unused() => new("No grain of the simulation asks for this.");

    private IEnumerable<DagRow> Planned() => _dags.Values.Where(d => d is { IsActive: true, IsPaused: false, IsFull: false, NextRunAfter: not null });

    private IEnumerable<DagRunRow> RunsOf(string dagId) => _runs.Values.Select(r => r.Row).Where(r => r.DagId == dagId);

    private IEnumerable<DagRunRow> Queued() => _runs.Values.Select(r => r.Row).Where(r => r.State == DagRunState.Queued);

    private IEnumerable<DagRunRow> InState(string dagId, DagRunState state) =>
        _runs.Values.Select(r => r.Row).Where(r => r.DagId == dagId && r.State == state);

    private async Task<T> ReadAsync<T>(T answer)
    {
        if (random.Next(4) == 0)
        {
            await Task.Delay(Latency(), time, CancellationToken.None).ConfigureAwait(false);
        }

        FailIf(scenario.StoreFailure / 4);
        return answer;
    }
}
