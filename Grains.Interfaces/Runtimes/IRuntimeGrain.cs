using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Runtimes;

/// <summary>One runtime host: its capacity, heartbeat and leases. Its agent pulls everything through here. Key: the host's name.</summary>
[Alias("orrery.IRuntimeGrain")]
public interface IRuntimeGrain : IGrainWithStringKey
{
    /// <summary>Begins to watch a host that is in the store, after a restart: if it does not come back, its leases expire.</summary>
    [AlwaysInterleave, Alias("EnsureWatched")]
    Task EnsureWatchedAsync();

    /// <summary>
    /// The host joins, or comes back. It must name every lease it has written down to launch: those it is recorded to hold but does not
    /// name were never launched and are offered again, unless it says that it may have forgotten them: then those that could have run are
    /// lost. Those it names but should not hold come back as orders to stop.
    /// </summary>
    [AlwaysInterleave, Alias("Join")]
    Task<ImmutableArray<HostCommand>> JoinAsync(HostInfo info);

    /// <summary>Asks for work: up to <paramref name="room"/> leased tries; waits up to <paramref name="wait"/> while there is none.</summary>
    /// <param name="session">
    /// The session the host joined with. A request of an earlier one that comes late gets nothing: nobody waits for its answer any more.
    /// </param>
    /// <param name="room">How many tries the host has room for.</param>
    /// <param name="wait">How long to wait while there is none; at most <see cref="WaitLimits.Longest"/>.</param>
    /// <param name="cancellationToken">The host does not want the answer any more.</param>
    [AlwaysInterleave, Alias("GetWork"), ResponseTimeout(WaitLimits.ResponseTimeout)]
    Task<ImmutableArray<LaunchSpec>> GetWorkAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="GetWorkAsync"/>, for the trigger loop: sensors and what processes deferred themselves to.</summary>
    [AlwaysInterleave, Alias("GetTriggers"), ResponseTimeout(WaitLimits.ResponseTimeout)]
    Task<ImmutableArray<LaunchSpec>> GetTriggersAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>Reports ended tries; returns when every one is durable or superseded.</summary>
    [AlwaysInterleave, Alias("Report")]
    Task ReportAsync(ImmutableArray<TaskReport> reports);

    /// <summary>Renews all leases of the host at once; every 5 s. They expire 60 s after the last renewal.</summary>
    [AlwaysInterleave, Alias("Heartbeat")]
    Task HeartbeatAsync();

    /// <summary>
    /// Compares what the host holds with what it is recorded to hold; every 30 s. A lease may come to be after the host has joined although
    /// nobody brings it the task, when the server that asked for it died on the way: what two calls in a row do not name is offered again.
    /// </summary>
    /// <param name="session">The session the host joined with.</param>
    /// <param name="held">Every lease it holds, also those whose ends it still has to report.</param>
    /// <returns>Orders to stop what it should not hold.</returns>
    [AlwaysInterleave, Alias("Reconcile")]
    Task<ImmutableArray<HostCommand>> ReconcileAsync(Guid session, ImmutableArray<Guid> held);

    /// <summary>Orders for the host, as they come.</summary>
    [AlwaysInterleave, Alias("WatchCommands")]
    IAsyncEnumerable<HostCommand> WatchCommandsAsync(CancellationToken cancellationToken = default);

    /// <summary>Passes an order on to the host; sent by runs.</summary>
    [AlwaysInterleave, Alias("Order")]
    Task OrderAsync(ImmutableArray<HostCommand> commands);
}
