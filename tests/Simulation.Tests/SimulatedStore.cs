using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Simulation.Tests;

/// <summary>
/// The contract of the store in memory: changes are applied all or nothing, in the order they came, behind their fences, some time after they
/// were handed in and some time before that is known. From its seed it also fails, before a change is applied or, as a connection that breaks
/// does, after it.
/// </summary>
internal sealed partial class SimulatedStore(VirtualTime time, Random random, Scenario scenario) : IStore
{
    private readonly Dictionary<string, DagRow> _dags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DagVersionRow> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string DagId, int Release), DagReleaseRow> _releases = [];
    private readonly SortedDictionary<long, StoredRun> _runs = [];
    private readonly Dictionary<(string DagId, string RunId), StoredRun> _runsById = [];
    private readonly Dictionary<(string DagId, string WarningType), DagWarningRow> _warnings = [];
    private readonly SortedDictionary<string, RuntimeHostRow> _hosts = new(StringComparer.Ordinal);
    private DateTimeOffset _pipelineBusyUntil;
    private DateTimeOffset _awayUntil;

    public long Epoch { get; private set; } = 1;

    /// <summary>Called with what a change is about to write, once its fences hold.</summary>
    public Action<IReadOnlyList<StoreRow>>? Applying { get; set; }

    /// <summary>Called when a change was written.</summary>
    public Action? Applied { get; set; }

    public IEnumerable<StoredRun> Runs => _runs.Values;

    public DagRow? Dag(string dagId) => _dags.GetValueOrDefault(dagId);

    public StoredRun? Run(long runPk) => _runs.GetValueOrDefault(runPk);

    public StoredRun? Run(string dagId, string runId) => _runsById.GetValueOrDefault((dagId, runId));

    public async ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<StoreRow> rows, CancellationToken cancellationToken = default)
    {
        // The pipeline applies in order: a change waits for the one before it.
        var epoch = Epoch;
        var due = time.GetUtcNow() + Latency();
        _pipelineBusyUntil = due > _pipelineBusyUntil ? due : _pipelineBusyUntil;
        // The store goes on by itself: whoever handed the change in may be dead by now.
        await Task.Delay(_pipelineBusyUntil - time.GetUtcNow(), time, CancellationToken.None).ConfigureAwait(false);
        if (epoch != Epoch)
        {
            throw new StoreFencedException($"This server's epoch is {epoch}, the store's is {Epoch}.");
        }

        FailIf(time.GetUtcNow() < _awayUntil ? 1 : scenario.StoreFailure);
        var outcome = Apply(rows);
        FailIf(scenario.LostAcknowledgement);
        return outcome;
    }

    /// <summary>For a while every commit fails, as when the disk is full.</summary>
    public void GoAway(TimeSpan duration) => _awayUntil = time.GetUtcNow() + duration;

    /// <summary>The server died: what was not applied never will be.</summary>
    public void Crash() => Epoch++;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TimeSpan Latency() => TimeSpan.FromMilliseconds(random.Next(50) == 0 ? random.Next(3000) : random.Next(1, 6));

    private void FailIf(double probability)
    {
        if (probability > 0 && random.NextDouble() < probability)
        {
            throw new StoreUnavailableException("The simulated store failed.");
        }
    }

    private CommitOutcome Apply(IReadOnlyList<StoreRow> rows)
    {
        if (!rows.OfType<AssertionRow>().All(Holds))
        {
            return CommitOutcome.GrantVoid;
        }

        if (!rows.OfType<FencedRow>().All(Holds))
        {
            return CommitOutcome.Stale;
        }

        Applying?.Invoke(rows);
        foreach (var row in rows)
        {
            Write(row);
        }

        Applied?.Invoke();
        return CommitOutcome.Committed;
    }

    private bool Holds(FencedRow row) => row switch
    {
        DagRow dag => (Dag(dag.DagId)?.Revision ?? 0) == dag.Revision,
        DagRunRow run => (Run(run.RunPk)?.Row.Revision ?? 0) == run.Revision
            && (run.Revision > 0 || !_runsById.ContainsKey((run.DagId, run.RunId))),
        PoolRow pool => (_pools.GetValueOrDefault(pool.Name)?.Revision ?? 0) == pool.Revision,
        LimitEpochRow epoch => (_epochs.GetValueOrDefault(epoch.LimitKey)?.Revision ?? 0) == epoch.Revision,
        _ => throw new NotSupportedException($"The simulated store keeps no {row.GetType().Name}."),
    };

    private void Write(StoreRow row)
    {
        switch (row)
        {
            case DagRow dag:
                _dags[dag.DagId] = dag with { Revision = dag.Revision + 1 };
                break;
            case DagRunRow run:
                Write(run);
                break;
            case DagVersionRow version:
                _versions.TryAdd(version.Version, version);
                break;
            case DagReleaseRow release:
                _releases[(release.DagId, release.Release)] = release;
                break;
            case TaskInstanceRow task:
                _runs[task.RunPk].Tasks[task.Ordinal] = task;
                break;
            case TaskTryRow tryRow:
                _runs[tryRow.RunPk].Tries[(tryRow.Ordinal, tryRow.TryNumber)] = tryRow;
                break;
            case ApprovalRow approval:
                _runs[approval.RunPk].Approvals[approval.Ordinal] = approval;
                break;
            case XComRow xcom:
                _runs[xcom.RunPk].XComs[xcom.Ordinal] = xcom;
                break;
            case XComRemoval removal:
                _runs[removal.RunPk].XComs.Remove(removal.Ordinal);
                break;
            case RuntimeHostRow host:
                _hosts[host.Name] = host;
                break;
            case PoolRow pool:
                _pools[pool.Name] = pool with { Revision = pool.Revision + 1 };
                break;
            case PoolRemoval pool:
                _pools.Remove(pool.Name);
                break;
            case LimitEpochRow epoch:
                _epochs[epoch.LimitKey] = epoch with { Revision = epoch.Revision + 1 };
                break;
            case DagWarningRow warning:
                _warnings[(warning.DagId, warning.WarningType)] = warning;
                break;
            case DagWarningRemoval warning:
                _warnings.Remove((warning.DagId, warning.WarningType));
                break;
            case DagSourceRow or AuditRow or AssertionRow:
                break;
            default:
                throw new NotSupportedException($"The simulated store keeps no {row.GetType().Name}.");
        }
    }

    private void Write(DagRunRow row)
    {
        if (!_runs.TryGetValue(row.RunPk, out var run))
        {
            _runs[row.RunPk] = _runsById[(row.DagId, row.RunId)] = run = new StoredRun();
        }

        run.Row = row with { Revision = row.Revision + 1 };
    }

    /// <summary>A run with all that hangs on it.</summary>
    internal sealed class StoredRun
    {
        public DagRunRow Row { get; set; } = null!;

        public SortedDictionary<int, TaskInstanceRow> Tasks { get; } = [];

        public Dictionary<(int Ordinal, int TryNumber), TaskTryRow> Tries { get; } = [];

        public Dictionary<int, XComRow> XComs { get; } = [];

        public Dictionary<int, ApprovalRow> Approvals { get; } = [];

        public string Name => $"{Row.DagId}/{Row.RunId}";
    }
}
