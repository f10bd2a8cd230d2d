using System.Collections.Immutable;
using Orrery.Core.Queues;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Queues;

/// <content>Slots: asked for, given back, waited for.</content>
public sealed partial class QueueGrain
{
    private readonly Dictionary<string, HashSet<Lane>> _closedBy = new(StringComparer.Ordinal);
    private readonly Dictionary<Lane, List<OfferBlocker>> _blockers = [];
    private readonly Dictionary<string, long> _room = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task RoomAsync(string limitKey, long room)
    {
        _room[limitKey] = Math.Max(room, _room.GetValueOrDefault(limitKey));
        if (_closedBy.Remove(limitKey, out var lanes))
        {
            // A lane that another limit holds back too stays closed.
            foreach (var lane in lanes.Where(l => _blockers.TryGetValue(l, out var blockers) && blockers.RemoveAll(b => b.LimitKey == limitKey) == 1 && blockers.Count == 0))
            {
                Open(lane);
            }
        }

        WakeWaiting();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<OfferBlocker?> ExplainAsync(TaskKey task) =>
        Task.FromResult(_known.TryGetValue(OfferKey.Of(task), out var entry) && _blockers.TryGetValue(entry.Lane, out var blockers) ? blockers[0] : null);

    private static Lane LaneOf(TaskOffer offer) => new(
        offer.Pool,
        offer.PoolSlots,
        offer.MaxActiveTisPerDag is null ? null : LimitKeys.OfTask(offer.Task.DagId, offer.Task.TaskId),
        offer.MaxActiveTisPerDag ?? SlotRule.Unlimited);

    /// <summary>The first tasks in order that their limits let start. What is refused goes back, and its lane waits.</summary>
    private async Task<ImmutableArray<TakenOffer>> PickAsync(int max)
    {
        var picked = new List<Claim>();
        while (picked.Count < max && _ready.OpenCount > 0)
        {
            var claims = new List<Claim>();
            while (picked.Count + claims.Count < max && _ready.TryTake(out _, out _, out var entry))
            {
                var leaseId = leaseIds.Next();
                entry.LeaseId = leaseId;
                Unwatch(entry);
                claims.Add(new Claim(entry, leaseId));
            }

            try
            {
                await GrantAsync(claims, c => c.Entry.Lane.Slots > 0 ? c.Entry.Lane.Pool : null);
                await GrantAsync(claims, c => c.Entry.Lane.CapKey);
            }
            catch
            {
                // Who was granted what is not known for all of them: their pools find out.
                foreach (var claim in claims.Concat(picked).Where(IsCurrent))
                {
                    PutBack(claim.Entry);
                }

                TellRuns();
                throw;
            }

            foreach (var claim in claims)
            {
                Place(claim, picked);
            }

            TellRuns();
        }

        var until = clock.GetUtcNow() + ClaimTime;
        foreach (var claim in picked)
        {
            _claimed.Enqueue((claim.Entry, claim.LeaseId, until));
        }

        return [.. picked.Select(c => new TakenOffer { Task = c.Entry.Offer.Task, LeaseId = c.LeaseId, Grants = [.. c.Grants] })];
    }

    /// <summary>Puts a claim where it belongs, now that the limits have answered: it may have been settled or offered anew meanwhile.</summary>
    private void Place(Claim claim, List<Claim> picked)
    {
        if (claim.Blocker is null && IsCurrent(claim))
        {
            picked.Add(claim);
            return;
        }

        Release(claim.LeaseId, claim.Grants);
        if (IsCurrent(claim))
        {
            PutBack(claim.Entry);
        }
    }

    private bool IsCurrent(Claim claim) => claim.Entry.LeaseId == claim.LeaseId && _known.GetValueOrDefault(claim.Entry.Key) == claim.Entry;

    /// <summary>Asks each limit once for all that stand under it.</summary>
    private async Task GrantAsync(List<Claim> claims, Func<Claim, string?> keyOf) =>
        await Task.WhenAll(claims.Where(c => c.Blocker is null && keyOf(c) is not null).GroupBy(c => keyOf(c)!, StringComparer.Ordinal).Select(async group =>
        {
            var asked = group.ToList();
            var answer = await GrainFactory.GetGrain<IPoolGrain>(group.Key).TakeAsync(Name, [.. asked.Select(c => c.RequestTo(group.Key))]);
            foreach (var (claim, refusal) in asked.Zip(answer.Refusals))
            {
                if (refusal is { } reason)
                {
                    claim.Blocker = new OfferBlocker { LimitKey = group.Key, Reason = reason };
                    Close(claim.Entry.Lane, claim.Blocker, answer.Room);
                }
                else
                {
                    claim.Grants.Add(new SlotGrant { LimitKey = group.Key, Count = answer.Count });
                }
            }
        }));

    private void Release(Guid leaseId, IEnumerable<SlotGrant> grants)
    {
        foreach (var grant in grants)
        {
            _ = GrainFactory.GetGrain<IPoolGrain>(grant.LimitKey).ReleaseAsync([leaseId]);
        }
    }

    /// <summary>Closes a lane, unless its limit has said since then that there may be room.</summary>
    private void Close(Lane lane, OfferBlocker blocker, long room)
    {
        if (_room.GetValueOrDefault(blocker.LimitKey) > room)
        {
            return;
        }

        _ready.Close(lane);
        NoteAll(lane);
        if (!_blockers.TryGetValue(lane, out var blockers))
        {
            _blockers[lane] = blockers = [];
        }

        if (!_closedBy.TryGetValue(blocker.LimitKey, out var lanes))
        {
            _closedBy[blocker.LimitKey] = lanes = [];
        }

        if (lanes.Add(lane))
        {
            blockers.Add(blocker);
        }
    }

    private void Open(Lane lane)
    {
        _ready.Open(lane);
        _blockers.Remove(lane);
    }

    private void OpenAll()
    {
        foreach (var lane in _blockers.Keys.ToArray())
        {
            Open(lane);
        }

        _closedBy.Clear();
        _room.Clear();
    }

    /// <summary>An offer about to be handed out.</summary>
    private sealed class Claim(Entry entry, Guid leaseId)
    {
        public Entry Entry { get; } = entry;

        public Guid LeaseId { get; } = leaseId;

        public List<SlotGrant> Grants { get; } = [];

        public OfferBlocker? Blocker { get; set; }

        public SlotRequest RequestTo(string limitKey) => limitKey == Entry.Lane.CapKey
            ? new SlotRequest { LeaseId = LeaseId, Slots = 1, Cap = Entry.Lane.Cap }
            : new SlotRequest { LeaseId = LeaseId, Slots = Entry.Lane.Slots };
    }
}
