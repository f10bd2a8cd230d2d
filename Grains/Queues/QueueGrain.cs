using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Orrery.Core.Queues;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Runtimes;
using Orrery.Grains.Telemetry;

namespace Orrery.Grains.Queues;

/// <summary>
/// The ready tasks of one queue. Holds nothing that is not in the runs' rows: after a crash the runs offer again.
/// </summary>
/// <remarks>
/// Tasks under the same limits share a lane. Slots are asked for when a host takes tasks, never in advance, so none lie idle; a lane
/// that is refused is closed until its limit says that there may be room.
/// </remarks>
[KeepAlive]
public sealed partial class QueueGrain(LeaseIds leaseIds, GrainMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider clock) : Grain, IQueueGrain
{
    /// <summary>How long a taken offer may stay unsettled before it is offered again. Also how long a limit may be silent before it is asked again.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);

    private readonly LaneQueue<Lane, Entry> _ready = new();
    private readonly Dictionary<OfferKey, Entry> _known = [];
    private readonly Queue<(Entry Entry, Guid LeaseId, DateTimeOffset Until)> _claimed = [];
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private long _arrivals;

    private string Name => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(TidyAsync, ClaimTime, ClaimTime);
        metrics.QueueCame(Name, () => _known.Count);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.QueueWent(Name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OfferAsync(ImmutableArray<TaskOffer> offers)
    {
        foreach (var offer in offers)
        {
            var entry = new Entry(offer, _arrivals++);
            if (_known.TryAdd(entry.Key, entry))
            {
                PutBack(entry);
            }
            else
            {
                OfferAgain(_known[entry.Key]);
            }
        }

        TellRuns();
        WakeWaiting();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TakenOffer>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var deadline = clock.GetUtcNow() + wait;
        while (true)
        {
            if (await PickAsync(max) is { Length: > 0 } picked)
            {
                return picked;
            }

            var left = deadline - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || (_ready.OpenCount == 0 && !await WaitAsync(left, cancellationToken)))
            {
                return [];
            }
        }
    }

    /// <inheritdoc/>
    public Task SettleAsync(ImmutableArray<SettledOffer> offers)
    {
        foreach (var (offer, outcome) in offers.Select(o => (o.Offer, o.Outcome)))
        {
            if (outcome is OfferOutcome.Refused or OfferOutcome.Returned)
            {
                Release(offer.LeaseId, offer.Grants);
            }

            // Another take of the same offer may have followed, after this one was silent for too long: that one has its own say.
            if (_known.TryGetValue(OfferKey.Of(offer.Task), out var entry) && (entry.LeaseId == offer.LeaseId || outcome == OfferOutcome.Leased))
            {
                // The run may refuse a lease, or get it back, and offer the task anew, and that may come first. One offer too many is refused.
                if (outcome is OfferOutcome.Returned or OfferOutcome.Unknown || entry.IsOfferedAgain)
                {
                    PutBack(entry);
                }
                else
                {
                    Forget(entry);
                }
            }
        }

        TellRuns();
        WakeWaiting();
        return Task.CompletedTask;
    }

    private void PutBack(Entry entry)
    {
        (entry.LeaseId, entry.IsOfferedAgain) = (null, false);
        _ready.Add(entry.Lane, entry.Place, entry);
        Watch(entry);
    }

    /// <summary>The run may not have heard that the offer is held back: it has forgotten, or was away.</summary>
    private void OfferAgain(Entry entry)
    {
        (entry.IsOfferedAgain, entry.IsTold) = (true, false);
        if (entry.LeaseId is null)
        {
            Watch(entry);
        }
    }

    private void Forget(Entry entry)
    {
        _known.Remove(entry.Key);
        _ready.Remove(entry.Lane, entry.Place);
        Unwatch(entry);
    }

    /// <summary>Offers again what was taken and never settled, and asks limits again that said nothing: their pool may have died with the news.</summary>
    private Task TidyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        while (_claimed.TryPeek(out var claim) && claim.Until <= now)
        {
            _claimed.Dequeue();
            if (claim.Entry.LeaseId == claim.LeaseId && _known.GetValueOrDefault(claim.Entry.Key) == claim.Entry)
            {
                // Its slots stay granted: the lease may be on its way yet. The pool finds out.
                PutBack(claim.Entry);
            }
        }

        TellRuns();
        OpenAll();
        WakeWaiting();
        return Task.CompletedTask;
    }

    private void WakeWaiting()
    {
        for (var n = _ready.OpenCount; n > 0 && _waiting.First is { } first; n--)
        {
            _waiting.RemoveFirst();
            first.Value.TrySetResult();
        }
    }

    /// <summary>Waits for an offer; false when the time is up, the caller has gone, or this silo is stopping: a grain goes when no request is left in it.</summary>
    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var signal = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await signal.Value.Task.WaitAsync(wait, clock, gone.Token);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (signal.List is not null)
            {
                _waiting.Remove(signal);
            }
        }
    }

    private readonly record struct OfferKey(string DagId, string RunId, int Ordinal, int TryNumber)
    {
        public static OfferKey Of(TaskKey task) => new(task.DagId, task.RunId, task.Ordinal, task.TryNumber);
    }

    /// <summary>What tasks have in common that start, or wait, for the same reasons.</summary>
    private readonly record struct Lane(string Pool, int Slots, string? CapKey, int Cap);

    private sealed class Entry(TaskOffer offer, long arrival)
    {
        public TaskOffer Offer { get; } = offer;

        public OfferKey Key { get; } = OfferKey.Of(offer.Task);

        public Lane Lane { get; } = LaneOf(offer);

        public QueuePlace Place { get; } = new(offer.PriorityWeight, offer.OrderDate, offer.Task.MapIndex, arrival);

        /// <summary>The lease it was taken with; null while it is on offer.</summary>
        public Guid? LeaseId { get; set; }

        /// <summary>Whether the run has offered it again since it was taken.</summary>
        public bool IsOfferedAgain { get; set; }

        /// <summary>Whether the run has been told that it is held back.</summary>
        public bool IsTold { get; set; }
    }
}
