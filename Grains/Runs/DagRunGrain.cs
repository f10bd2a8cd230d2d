using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orrery.Core.Identity;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Grains.Catalog;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Telemetry;
using Orrery.Grains.Versions;
using Orrery.Grains.Waits;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>One run: takes events, decides them in Core, commits, then carries out the effects.</summary>
/// <remarks>
/// Events go through an inbox. What arrives while a commit is under way is decided together and is the next commit, so a run of ten thousand
/// parallel tasks costs a few commits and a chain costs one for each step. The grain stays until its run has ended.
/// The grain factory is injected since the grain's own is closed once the activation has gone: effects that have begun are carried out.
/// </remarks>
[KeepAlive]
public sealed partial class DagRunGrain(
    IStore store,
    RunPlanCache plans,
    TaskLoader loader,
    WaitDecider waits,
    RunPins pins,
    RunMachine machine,
    DagOptions limits,
    ChangeNotifier notifier,
    RunTelemetry telemetry,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<DagRunGrain> logger) : Grain, IDagRunGrain
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LingerDelay = TimeSpan.FromSeconds(30);

    private readonly RunWatchers _watchers = new();
    private List<Input> _inbox = [];
    private bool _isPumping;
    private bool _redoEffects;
    private bool _isLost;
    private DagRunKey _key;
    private RunRecord? _run;
    private IGrainTimer? _wake;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = DagRunKey.Parse(this.GetPrimaryKeyString());
        _wake = this.RegisterGrainTimer(OnWakeAsync, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _run = await RunRecord.LoadAsync(store, plans, _key.DagId, _key.RunId);
        Recover();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers.Close();
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
        {
            // They ask again, and with that the next activation knows them.
            TellListeners();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        if (FindRun() is { State.Run.State: DagRunState.Queued })
        {
            await SubmitAsync(new RunEvent.Started());
        }
        else
        {
            // Whoever was told of the effects may be gone, while this activation is not.
            Recover();
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<LaunchSpec>> LeaseAsync(ImmutableArray<LeaseRequest> requests)
    {
        if (FindRun() is null)
        {
            return [];
        }

        var decisions = await SubmitAllAsync(requests.Select(r =>
            new Input(
                new RunEvent.LeaseRequested(r.Ordinal, r.TryNumber, new Lease(r.LeaseId, r.Host)),
                [.. r.Grants.Select(g => new LimitEpochAssertion(g.LimitKey, g.Count))])));
        var granted = requests.Where((r, i) => decisions[i].Tasks.Any(t => t.Instance == r.Ordinal && t.Slot.Lease?.Id == r.LeaseId));

        // The run may have been read anew meanwhile.
        var specs = FindRun() is { } run ? await Task.WhenAll(granted.Select(request => LoadAsync(run, request))) : [];
        return [.. specs.OfType<LaunchSpec>()];
    }

    /// <inheritdoc/>
    public Task HeldAsync(ImmutableArray<TaskKey> offers)
    {
        if (_run is { } run)
        {
            // Not awaited: the queue does not wait for what we make of it.
            _ = GuardAsync(SubmitAllAsync(offers.Where(o => (uint)o.Ordinal < (uint)run.State.Count).Select(o => new Input(new RunEvent.Held(o.Ordinal, o.TryNumber)))));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ReportAsync(ImmutableArray<TaskReport> reports)
    {
        if (FindRun() is { } run)
        {
            await SubmitAllAsync(reports.Where(r => (uint)r.Task.Ordinal < (uint)run.State.Count).Select(r => ToInput(run, r)));
        }
    }

    /// <inheritdoc/>
    public async Task HostLostAsync(ImmutableArray<Guid> leases)
    {
        if (FindRun() is { } run)
        {
            await SubmitAllAsync(HeldUnder(run, leases).Select(held => new Input(new RunEvent.HostLost(held.Instance, held.Lease))));
        }
    }

    /// <inheritdoc/>
    public async Task ReturnLeasesAsync(ImmutableArray<Guid> leases)
    {
        if (FindRun() is { } run)
        {
            await SubmitAllAsync(HeldUnder(run, leases).Select(held => new Input(new RunEvent.LeaseReturned(held.Instance, held.Lease))));
        }
    }

    /// <inheritdoc/>
    public async Task<ActionResult> MarkAsync(DagRunState state) => FindRun() is null
        ? NotFound()
        : state is DagRunState.Success or DagRunState.Failed
            ? ToResult(await SubmitAsync(new RunEvent.RunMarked(state), Audit($"mark_dag_run_{state.WireName()}")))
            : ActionResult.Refuse(ActionStatus.Invalid, $"A run can be marked success or failed, not {state.WireName()}.");

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> WatchAsync(CancellationToken cancellationToken = default) =>
        FindRun() is null ? Nothing() : _watchers.WatchAsync(() => (FindRun(), !_isPumping), cancellationToken);

    private static IEnumerable<(int Instance, Guid Lease)> HeldUnder(RunRecord run, ImmutableArray<Guid> leases) =>
        Enumerable.Range(0, run.State.Count)
            .Where(t => run.State[t].Lease is { } lease && leases.Contains(lease.Id))
            .Select(t => (t, run.State[t].Lease!.Id));

    private static ActionResult ToResult(Decision decision) => decision.Ignored switch
    {
        null or IgnoreReason.AlreadyDone => ActionResult.Done,
        IgnoreReason.TaskIsRunning => ActionResult.Refuse(ActionStatus.Conflict, "A task that was to be cleared is running: wait for it, or allow running tasks to be cleared."),
        IgnoreReason.WrongRunState => ActionResult.Refuse(ActionStatus.Conflict, "The run is not in a state in which this can be done."),
        _ => ActionResult.Refuse(ActionStatus.Conflict, "The task is not in a state in which this can be done."),
    };

    /// <summary>The run; null when there is none of that name.</summary>
    /// <exception cref="StoreUnavailableException">What was decided in memory did not become durable, and the run is not read again yet.</exception>
    private RunRecord? FindRun() => _isLost
        ? throw new StoreUnavailableException($"Run '{_key}' is being read again after its last change could not be stored: try again.")
        : _run;

    // A name nobody has must not keep an activation.
    private ActionResult NotFound()
    {
        this.DeactivateOnIdle();
        return ActionResult.Refuse(ActionStatus.NotFound, $"There is no run '{_key.RunId}' of DAG '{_key.DagId}'.");
    }

    private IAsyncEnumerable<RunUpdate> Nothing()
    {
        NotFound();
        return AsyncEnumerable.Empty<RunUpdate>();
    }

    private Input ToInput(RunRecord run, TaskReport report)
    {
        var slot = run.State[report.Task.Ordinal];
        var definition = run.State.DefinitionOf(report.Task.Ordinal);
        var said = ReportedOutcome.Of(definition, slot, report);
        var isFired = ReportedOutcome.IsFired(slot);
        var mapped = isFired ? null : run.Plan.ReturnsListFor(run.State.TaskOf(report.Task.Ordinal));
        var (outcome, news) = NewsOf(run, report.Task.Ordinal, ReportedOutcome.Checked(said, report, mapped, limits.MaxMapLength), report.Outlets);
        StoreRow[] riders = report is { Kind: TaskReportKind.Success, XCom: { } value } && !isFired && outcome is not TaskOutcome.Fail { Failure.Reason: TaskFailureReason.InvalidExpansion }
            ? [new XComRow { RunPk = run.Row.RunPk, Ordinal = report.Task.Ordinal, Key = "return_value", ValueJson = value, CreatedAt = clock.GetUtcNow() }]
            : [];
        if (report is { Kind: TaskReportKind.Success, XComKeysJson: { } pushed } && outcome is not TaskOutcome.Fail)
        {
            riders = [.. riders, .. PushedRows.Of(run.Row.RunPk, report.Task.Ordinal, pushed, clock.GetUtcNow())];
        }

        return new Input(new RunEvent.Finished(report.Task.Ordinal, report.LeaseId, outcome), riders, news);
    }

    /// <summary>
    /// The launch specification of a granted lease; null when its templates cannot be rendered, which has then failed the try. If the
    /// process dies here, the host that comes back does not know the lease and it is returned or lost (<see cref="HostLostAsync"/>).
    /// </summary>
    private async Task<LaunchSpec?> LoadAsync(RunRecord run, LeaseRequest request)
    {
        var loaded = await loader.LoadAsync(run, request.Ordinal, request.LeaseId);
        if (loaded.Failure is { } failure)
        {
            await SubmitAsync(new RunEvent.Finished(request.Ordinal, request.LeaseId, new TaskOutcome.Fail(failure)));
        }

        return loaded.Spec is { } spec ? spec with { TraceParent = telemetry.TraceParentOf(run, request.Ordinal) } : null;
    }
}
