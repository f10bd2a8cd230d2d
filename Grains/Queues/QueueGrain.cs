using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Queues;

namespace Orrery.Grains.Queues;

/// <summary>
/// The ready tasks of one queue. Holds nothing that is not in the runs' rows: after a crash the runs offer again.
/// </summary>
[KeepAlive]
public sealed class QueueGrain(TimeProvider clock) : Grain, IQueueGrain
{
    /// <summary>How long a taken offer may stay unsettled before it is offered again.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);

    private readonly SortedSet<Entry> _ready = new(EntryOrder.Instance);
    private readonly Dictionary<OfferKey, Entry> _known = [];
    private readonly Queue<(Entry Entry, DateTimeOffset Until)> _claimed = [];
    private readonly LinkedList<TaskCompletionSource> _waiting = [];

    /// <summary>Numbers of this activation are above those of the one before it, so that what was taken there settles nothing here.</summary>
    private long _arrivals = clock.GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ReturnUnsettled, ClaimTime, ClaimTime);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OfferAsync(ImmutableArray<TaskOffer> offers)
    {
        foreach (var offer in offers)
        {
            var key = OfferKey.Of(offer);
            if (!_known.TryGetValue(key, out var known) || !_ready.Contains(known))
            {
                _known[key] = new Entry(offer with { Number = ++_arrivals });
                _ready.Add(_known[key]);
            }
        }

        WakeWaiting();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TaskOffer>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var deadline = clock.GetUtcNow() + wait;
        while (_ready.Count == 0)
        {
            var left = deadline - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || !await WaitAsync(left, cancellationToken))
            {
                return [];
            }
        }

        var taken = ImmutableArray.CreateBuilder<TaskOffer>(Math.Min(max, _ready.Count));
        var until = clock.GetUtcNow() + ClaimTime;
        while (taken.Count < max && _ready.Min is { } first)
        {
            _ready.Remove(first);
            _claimed.Enqueue((first, until));
            taken.Add(first.Offer);
        }

        return taken.ToImmutable();
    }

    /// <inheritdoc/>
    public Task SettleAsync(ImmutableArray<TaskOffer> offers)
    {
        foreach (var offer in offers)
        {
            var key = OfferKey.Of(offer);
            if (_known.TryGetValue(key, out var entry) && entry.Offer.Number == offer.Number)
            {
                _known.Remove(key);
                _ready.Remove(entry);
            }
        }

        return Task.CompletedTask;
    }

    private Task ReturnUnsettled(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        while (_claimed.TryPeek(out var claim) && claim.Until <= now)
        {
            _claimed.Dequeue();
            if (_known.TryGetValue(OfferKey.Of(claim.Entry.Offer), out var entry) && entry == claim.Entry)
            {
                _ready.Add(entry);
            }
        }

        WakeWaiting();
        return Task.CompletedTask;
    }

    private void WakeWaiting()
    {
        for (var n = _ready.Count; n > 0 && _waiting.First is { } first; n--)
        {
            _waiting.RemoveFirst();
            first.Value.TrySetResult();
        }
    }

    /// <summary>Waits for an offer; false when the time is up or the caller has gone.</summary>
    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var signal = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await signal.Value.Task.WaitAsync(wait, clock, cancellationToken);
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
        public static OfferKey Of(TaskOffer offer) => new(offer.Task.DagId, offer.Task.RunId, offer.Task.Ordinal, offer.Task.TryNumber);
    }

    private sealed record Entry(TaskOffer Offer);

    /// <summary>Highest weight, then earliest date, then lowest map index, then first come.</summary>
    private sealed class EntryOrder : IComparer<Entry>
    {
        public static EntryOrder Instance { get; } = new();

        public int Compare(Entry? x, Entry? y)
        {
            var (a, b) = (x!.Offer, y!.Offer);
            var order = b.PriorityWeight.CompareTo(a.PriorityWeight);
            order = order != 0 ? order : a.OrderDate.CompareTo(b.OrderDate);
            order = order != 0 ? order : a.Task.MapIndex.CompareTo(b.Task.MapIndex);
            return order != 0 ? order : a.Number.CompareTo(b.Number);
        }
    }
}
