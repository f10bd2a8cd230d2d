using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runtimes;

/// <summary>
/// One host. Leases are columns of task instances, so this grain only counts time: a host that has not renewed for
/// <see cref="LeaseTime"/> loses all of them. The clock starts anew with the activation: a server that was away says nothing about hosts.
/// </summary>
// Where its host's agent is, if that agent is within a silo: all it says is then said within one process.
[KeepAlive, PreferLocalPlacement]
public sealed partial class RuntimeGrain(IStore store, TimeProvider clock, ILogger<RuntimeGrain> logger) : Grain, IRuntimeGrain
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(5);

    private readonly Channel<HostCommand> _commands = Channel.CreateBounded<HostCommand>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private ImmutableArray<string> _queues = [];
    private int _capacity;
    private DateTimeOffset _renewedAt;
    private DateTimeOffset _recordedAt;
    private bool _isLost;
    private Guid _session;
    private HashSet<Guid> _unnamed = [];

    private string Host => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _renewedAt = clock.GetUtcNow();
        this.RegisterGrainTimer(CheckLeasesAsync, CheckPeriod, CheckPeriod);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task EnsureWatchedAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ImmutableArray<HostCommand>> JoinAsync(HostInfo info)
    {
        _queues = info.Queues.IsEmpty ? ["default"] : info.Queues;
        _capacity = info.Capacity;
        _isLost = false;
        _session = info.Session;
        _unnamed = [];
        _renewedAt = clock.GetUtcNow();
        await RecordAsync();

        var leased = await LeasedAsync();
        var held = info.Held.Select(h => h.LeaseId).ToHashSet();

        // The host writes down what it is about to launch before it does, so what it does not name was never launched: but for what its
        // machine forgot when it died.
        var unnamed = leased.Values.Where(l => !held.Contains(l.Task.LeaseId!.Value));
        await (info.MayHaveForgotten ? ForEachRunAsync(unnamed, (run, leases) => run.HostLostAsync(leases)) : OfferAgainAsync(unnamed));
        LogJoined(logger, Host, _capacity, held.Count, leased.Count);
        return StopsOf(held, leased);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<HostCommand>> ReconcileAsync(Guid session, ImmutableArray<Guid> held)
    {
        CheckSession(session);
        var leased = await LeasedAsync();

        // What was not named once may have been on its way to the host.
        var unnamed = leased.Keys.Except(held).ToHashSet();
        var lost = unnamed.Where(_unnamed.Contains).ToList();
        _unnamed = unnamed;
        if (lost.Count > 0)
        {
            LogNeverBrought(logger, Host, lost.Count);
            await OfferAgainAsync(lost.Select(id => leased[id]));
        }

        return StopsOf(held, leased);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<LaunchSpec>> GetWorkAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default) =>
        GetAsync(session, _queues, room, wait, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<LaunchSpec>> GetTriggersAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default) =>
        GetAsync(session, [.. _queues.Select(QueueKeys.TriggersOf)], room, wait, cancellationToken);

    /// <inheritdoc/>
    public async Task ReportAsync(ImmutableArray<TaskReport> reports) =>
        await Task.WhenAll(reports.GroupBy(r => new DagRunKey(r.Task.DagId, r.Task.RunId))
            .Select(g => GrainFactory.GetGrain<IDagRunGrain>(g.Key.ToString()).ReportAsync([.. g])));

    /// <inheritdoc/>
    public async Task HeartbeatAsync()
    {
        _renewedAt = clock.GetUtcNow();
        if (_isLost)
        {
            throw new InvalidOperationException($"Host '{Host}' was given up after {LeaseTime.TotalSeconds} s without a heartbeat: it must join again.");
        }

        if (_renewedAt - _recordedAt > LeaseTime / 4)
        {
            await RecordAsync();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HostCommand> WatchCommandsAsync(CancellationToken cancellationToken = default) =>
        _commands.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public Task OrderAsync(ImmutableArray<HostCommand> commands)
    {
        foreach (var command in commands)
        {
            _commands.Writer.TryWrite(command);
        }

        return Task.CompletedTask;
    }

    private async Task<ImmutableArray<LaunchSpec>> GetAsync(
        Guid session, ImmutableArray<string> queues, int room, TimeSpan wait, CancellationToken cancellationToken)
    {
        var deadline = clock.GetUtcNow() + wait;
        while (true)
        {
            CheckSession(session);
            var left = deadline - clock.GetUtcNow();
            var (queue, offers) = await TakeAsync(queues, room, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            if (queue is null)
            {
                return [];
            }

            var specs = await LeaseAsync(queue, offers);
            if (session != _session)
            {
                // The host has joined again without these leases: nobody waits for this answer any more.
                await ReturnAsync(specs);
                return [];
            }

            if (!specs.IsEmpty)
            {
                return specs;
            }
        }
    }

    private static ImmutableArray<HostCommand> StopsOf(IEnumerable<Guid> held, Dictionary<Guid, LeasedTask> leased) =>
        [.. held.Where(id => !leased.ContainsKey(id)).Select(id => new HostCommand { StopLease = id, Reason = StopReason.LeaseLost })];

    private async Task<Dictionary<Guid, LeasedTask>> LeasedAsync() => (await store.ListLeasedAsync(Host)).ToDictionary(l => l.Task.LeaseId!.Value);

    private Task OfferAgainAsync(IEnumerable<LeasedTask> leased) => ForEachRunAsync(leased, (run, leases) => run.ReturnLeasesAsync(leases));

    private void CheckSession(Guid session)
    {
        if (session != _session)
        {
            throw new InvalidOperationException($"Host '{Host}' spoke in a session that is over or unknown here: it must join again.");
        }
    }

    private async Task RecordAsync()
    {
        _recordedAt = _renewedAt;
        await store.CommitAsync(
            [new RuntimeHostRow { Name = Host, Capacity = _capacity, QueuesJson = JsonSerializer.Serialize(_queues), HeartbeatAt = _renewedAt }]);
    }

    private async Task<(string? Queue, ImmutableArray<TakenOffer> Offers)> TakeAsync(
        ImmutableArray<string> queues, int room, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (queues.Length == 1)
        {
            var offers = await GrainFactory.GetGrain<IQueueGrain>(queues[0]).TakeAsync(room, wait, cancellationToken);
            return offers.IsEmpty ? (null, offers) : (queues[0], offers);
        }

        // Several queues: look at each; wait at all of them and, once one answers, look again.
        var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var takes = queues.Select(q => (Queue: q, Take: GrainFactory.GetGrain<IQueueGrain>(q).TakeAsync(room, wait, race.Token))).ToList();
        try
        {
            while (takes.Count > 0)
            {
                await Task.WhenAny(takes.Select(t => t.Take));
                var done = takes.First(t => t.Take.IsCompleted);
                takes.Remove(done);
                if (await done.Take is { IsEmpty: false } offers)
                {
                    return (done.Queue, offers);
                }
            }

            return (null, []);
        }
        finally
        {
            _ = GiveBackAsync(takes, race);
        }
    }

    /// <summary>What the losers of the race have taken goes back at once: it holds slots.</summary>
    private async Task GiveBackAsync(List<(string Queue, Task<ImmutableArray<TakenOffer>> Take)> losers, CancellationTokenSource race)
    {
        await race.CancelAsync();
        foreach (var (queue, take) in losers)
        {
            try
            {
                var offers = await take;
                await GrainFactory.GetGrain<IQueueGrain>(queue).SettleAsync([.. offers.Select(o => new SettledOffer { Offer = o, Outcome = OfferOutcome.Returned })]);
            }
            catch (Exception e)
            {
                // They come back on offer by themselves, only later.
                LogNotGivenBack(logger, e, Host, queue);
            }
        }

        race.Dispose();
    }

    /// <summary>Asks the runs for leases, and tells the queue what came of it.</summary>
    /// <exception cref="StoreUnavailableException">A run could not write its leases. What is leased all the same is returned when the host joins again.</exception>
    private async Task<ImmutableArray<LaunchSpec>> LeaseAsync(string queue, ImmutableArray<TakenOffer> offers)
    {
        StoreUnavailableException? failure = null;
        var specs = new List<LaunchSpec>();
        var settled = await Task.WhenAll(offers.GroupBy(o => new DagRunKey(o.Task.DagId, o.Task.RunId)).Select(AskAsync));
        await GrainFactory.GetGrain<IQueueGrain>(queue).SettleAsync([.. settled.SelectMany(offer => offer)]);
        if (failure is not null)
        {
            _session = Guid.Empty;
            throw failure;
        }

        return [.. specs];

        async Task<IEnumerable<SettledOffer>> AskAsync(IGrouping<DagRunKey, TakenOffer> run)
        {
            try
            {
                var granted = await GrainFactory.GetGrain<IDagRunGrain>(run.Key.ToString()).LeaseAsync(
                    [.. run.Select(o => new LeaseRequest { Ordinal = o.Task.Ordinal, TryNumber = o.Task.TryNumber, LeaseId = o.LeaseId, Host = Host, Grants = o.Grants })]);
                specs.AddRange(granted);
                var leased = granted.Select(s => s.LeaseId).ToHashSet();
                return run.Select(o => new SettledOffer { Offer = o, Outcome = leased.Contains(o.LeaseId) ? OfferOutcome.Leased : OfferOutcome.Refused });
            }
            catch (StoreUnavailableException e)
            {
                failure = e;
                return run.Select(o => new SettledOffer { Offer = o, Outcome = OfferOutcome.Unknown });
            }
        }
    }

    private async Task ReturnAsync(ImmutableArray<LaunchSpec> specs) => await Task.WhenAll(
        specs.GroupBy(s => new DagRunKey(s.Task.DagId, s.Task.RunId)).Select(run =>
            GrainFactory.GetGrain<IDagRunGrain>(run.Key.ToString()).ReturnLeasesAsync([.. run.Select(s => s.LeaseId)])));

    private async Task CheckLeasesAsync(CancellationToken cancellationToken)
    {
        if (_isLost || clock.GetUtcNow() - _renewedAt < LeaseTime)
        {
            return;
        }

        _isLost = true;
        var leased = await store.ListLeasedAsync(Host, cancellationToken);
        LogHostLost(logger, Host, LeaseTime.TotalSeconds, leased.Count);
        await ForEachRunAsync(leased, (run, leases) => run.HostLostAsync(leases));
    }

    private async Task ForEachRunAsync(IEnumerable<LeasedTask> leased, Func<IDagRunGrain, ImmutableArray<Guid>, Task> tell) =>
        await Task.WhenAll(leased.GroupBy(l => new DagRunKey(l.DagId, l.RunId)).Select(run =>
            tell(GrainFactory.GetGrain<IDagRunGrain>(run.Key.ToString()), [.. run.Select(l => l.Task.LeaseId!.Value)])));

    [LoggerMessage(EventIds.HostJoined, LogLevel.Information, "Host {Host} joined: room for {Capacity} tasks, holds {Held} leases, {Recorded} recorded")]
    private static partial void LogJoined(ILogger logger, string host, int capacity, int held, int recorded);

    [LoggerMessage(EventIds.LeasesNeverBrought, LogLevel.Warning, "Host {Host}: tasks ({Leases}) that were leased to it never reached it; they are offered again")]
    private static partial void LogNeverBrought(ILogger logger, string host, int leases);

    [LoggerMessage(EventIds.OffersNotGivenBack, LogLevel.Debug, "Host {Host}: what it did not want of queue {Queue} could not be given back")]
    private static partial void LogNotGivenBack(ILogger logger, Exception exception, string host, string queue);

    [LoggerMessage(EventIds.HostLost, LogLevel.Warning, "Host {Host} did not renew its leases for {Seconds} s: {Leases} tasks are taken from it")]
    private static partial void LogHostLost(ILogger logger, string host, double seconds, int leases);
}
