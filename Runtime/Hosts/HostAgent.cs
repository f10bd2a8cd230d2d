using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Code;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Hosts;

/// <summary>
/// One machine's part in running tasks: joins with what an earlier server left running, asks for as much work as it has room for, launches it,
/// renews its leases, reports ends until they are acknowledged, and stops what it is told to stop. Everything goes through its grain.
/// </summary>
/// <remarks>
/// It lives in sessions. A session begins with a join that names every lease held and lasts until any call fails; then, after a wait that
/// doubles with each failure, the next one begins. Nothing is lost between two sessions: tasks run on, and reports stay owed.
/// </remarks>
public sealed partial class HostAgent : BackgroundService
{
    private const int ReportBatch = 256;
    private const int BeatsPerReconciliation = 6;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);

    private readonly IRuntimeGrain _grain;
    private readonly Dictionary<string, IRuntimeEngine> _engines;
    private readonly HostAgentOptions _options;
    private readonly ICodeFolders? _code;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<HostAgent> _logger;
    private readonly HeldTasks _held;
    private TaskCompletionSource _notReady = new();
    private bool _mayHaveForgotten;

    /// <summary>Builds the agent of a host.</summary>
    /// <param name="grain">The host's grain: its key is <see cref="HostAgentOptions.Name"/>.</param>
    /// <param name="engines">The engines it offers, each by its name.</param>
    /// <param name="options">How it takes part.</param>
    /// <param name="code">Where tasks find the code they run; null: only tasks that need none can run.</param>
    /// <param name="timeProvider">The clock of heartbeats and waits.</param>
    /// <param name="logger">Where the server's own log goes.</param>
    public HostAgent(
        IRuntimeGrain grain, IEnumerable<IRuntimeEngine> engines, IOptions<HostAgentOptions> options, ICodeFolders? code, TimeProvider timeProvider, ILogger<HostAgent> logger)
    {
        (_grain, _options, _code, _timeProvider, _logger) = (grain, options.Value, code, timeProvider, logger);
        _engines = engines.ToDictionary(e => e.Name, StringComparer.Ordinal);
        _held = new HeldTasks(_options.Capacity, _options.TriggerCapacity);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var metrics = new HostMetrics(_options, () => _held.Load);
        try
        {
            await RecoverAsync(stoppingToken);
            await RunSessionsAsync(stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // However the calls under way ended, it is the end.
        }

        await DrainAsync();
    }

    private async Task RecoverAsync(CancellationToken stoppingToken)
    {
        foreach (var engine in _engines.Values)
        {
            _mayHaveForgotten |= engine.MayHaveForgotten;
            foreach (var task in await engine.RecoverAsync(stoppingToken))
            {
                if (_held.TryAdd(task.Spec, out var held))
                {
                    await held.LaunchedAsync(task);
                    _ = AwaitEndAsync(held, task);
                }
            }
        }
    }

    private async Task RunSessionsAsync(CancellationToken stoppingToken)
    {
        var backoff = FirstBackoff;
        while (true)
        {
            var began = _timeProvider.GetTimestamp();
            try
            {
                await RunSessionAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // One that held for a while was no failure to begin with.
                backoff = _timeProvider.GetElapsedTime(began) > _options.MaxBackoff ? FirstBackoff : backoff;
                LogSessionFailed(_logger, e, _options.Name, backoff);
            }

            await Task.Delay(backoff, _timeProvider, stoppingToken);
            backoff = backoff * 2 < _options.MaxBackoff ? backoff * 2 : _options.MaxBackoff;
        }
    }

    private async Task RunSessionAsync(CancellationToken stoppingToken)
    {
        // Before it is said what is held: what is given back from now on ends this session, and the next join says so.
        var notReady = _notReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _held.All();
        var id = Guid.CreateVersion7(_timeProvider.GetUtcNow());
        var commands = await _grain.JoinAsync(new HostInfo
        {
            Capacity = _options.Capacity,
            Queues = _options.Queues.Count > 0 ? [.. _options.Queues] : ["default"],
            Held = [.. held.Select(t => new HeldLease { LeaseId = t.Spec.LeaseId, Task = t.Spec.Task })],
            Session = id,
            MayHaveForgotten = _mayHaveForgotten,
        }).WaitAsync(stoppingToken);
        _mayHaveForgotten = false;
        LogJoined(_logger, _options.Name, _options.Capacity, held.Count);
        foreach (var command in commands)
        {
            await ObeyAsync(command);
        }

        using var session = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [PullAsync(id, session.Token), PullTriggersAsync(id, session.Token), HeartbeatAsync(id, session.Token), WatchCommandsAsync(session.Token), ReportAsync(session.Token), notReady.Task.WaitAsync(session.Token)];
        var first = await Task.WhenAny(loops);
        await session.CancelAsync();

        // All of them, before the next join says what is held: a request for work may still bring some.
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task PullAsync(Guid session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = await _held.RoomAsync(cancellationToken);
            Launch(await _grain.GetWorkAsync(session, room, _options.WorkWait, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task PullTriggersAsync(Guid session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = await _held.TriggerRoomAsync(cancellationToken);
            Launch(await _grain.GetTriggersAsync(session, room, _options.WorkWait, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Launches what is leased to this host by now, whatever becomes of the session.</summary>
    private void Launch(IEnumerable<LaunchSpec> specs)
    {
        foreach (var spec in specs)
        {
            if (_held.TryAdd(spec, out var held))
            {
                _ = LaunchAsync(held);
            }
        }
    }

    private async Task LaunchAsync(HeldTask held)
    {
        using var scope = _logger.BeginScope(LogScope.OfTry(held.Spec));
        IRunningTask task;
        try
        {
            task = _engines.TryGetValue(held.Spec.Engine, out var engine)
                ? await engine.LaunchAsync(await TaskCode.PlaceAsync(held.Spec, _code), CancellationToken.None)
                : NotLaunched(held, $"The host '{_options.Name}' has no engine '{held.Spec.Engine}'; it has: {string.Join(", ", _engines.Keys.Order(StringComparer.Ordinal))}. Choose one of these, or a queue whose hosts have it.");
        }
        catch (HostNotReadyException e)
        {
            // What a host does not name when it joins goes back on offer, as the same try; and the pause before the join is one before more work.
            LogNotReady(_logger, held.Spec.Task, e.Message);
            _held.Forget(held);
            _notReady.TrySetException(e);
            return;
        }
        catch (Exception e)
        {
            LogLaunchFailed(_logger, e, held.Spec.Task);
            task = NotLaunched(held, $"The engine '{held.Spec.Engine}' of host '{_options.Name}' could not launch the task: {e.Message}");
        }

        var ended = AwaitEndAsync(held, task);
        await held.LaunchedAsync(task);
        await ended;
    }

    private EndedTask NotLaunched(HeldTask held, string message) => new(held.Spec, new TaskReport
    {
        Task = held.Spec.Task,
        LeaseId = held.Spec.LeaseId,
        Kind = TaskReportKind.Failed,
        Reason = TaskFailureReason.LaunchFailed,
        Message = message,
        EndedAt = _timeProvider.GetUtcNow(),
    });

    private async Task AwaitEndAsync(HeldTask held, IRunningTask task) => _held.End(held, await task.Completion);

    private async Task HeartbeatAsync(Guid session, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.HeartbeatInterval, _timeProvider);
        for (var beat = 1; await timer.WaitForNextTickAsync(cancellationToken); beat++)
        {
            await _grain.HeartbeatAsync().WaitAsync(cancellationToken);
            if (beat % BeatsPerReconciliation == 0)
            {
                foreach (var command in await _grain.ReconcileAsync(session, [.. _held.All().Select(t => t.Spec.LeaseId)]).WaitAsync(cancellationToken))
                {
                    await ObeyAsync(command);
                }
            }
        }
    }

    private async Task WatchCommandsAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in _grain.WatchCommandsAsync(cancellationToken))
        {
            await ObeyAsync(command);
        }

        throw new InvalidOperationException("The stream of commands ended.");
    }

    private async Task ObeyAsync(HostCommand command)
    {
        if (_held.Find(command.StopLease) is { } held)
        {
            await held.StopAsync(command.Reason);
        }
        else
        {
            // Its end and the command crossed, or an order came twice.
            LogUnknownLease(_logger, command.StopLease, command.Reason);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var owed = await _held.OwedAsync(ReportBatch, cancellationToken);
            await _grain.ReportAsync([.. owed.Select(t => t.Report!)]).WaitAsync(cancellationToken);
            _held.Acknowledge(owed);
            foreach (var task in owed)
            {
                _ = ReleaseAsync(task);
            }
        }
    }

    private async Task ReleaseAsync(HeldTask held)
    {
        try
        {
            await held.Task!.ReleaseAsync();
        }
        catch (Exception e)
        {
            LogReleaseFailed(_logger, e, held.Spec.Task);
        }
    }

    private async Task DrainAsync()
    {
        LogDraining(_logger, _options.Name, _held.Running, _options.StopTasksOnShutdown);
        using var limit = new CancellationTokenSource(_options.DrainTimeout, _timeProvider);
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var reports = ReportAsync(reporting.Token);
        try
        {
            if (_options.StopTasksOnShutdown)
            {
                await Task.WhenAll(_held.All().Select(t => t.StopAsync(StopReason.LeaseLost)));
                await _held.IdleAsync(limit.Token);
            }

            await await Task.WhenAny(reports, _held.ReportedAsync(limit.Token));
            LogDrained(_logger, _options.Name, _held.Running);
        }
        catch (Exception e)
        {
            // What is owed is in the spool, and the next start reports it.
            LogReportsLeft(_logger, e, _options.Name, _held.All().Count - _held.Running);
        }

        await reporting.CancelAsync();
        await reports.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
