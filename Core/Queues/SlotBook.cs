namespace Orrery.Core.Queues;

/// <summary>
/// Who holds the slots of one limit. Slots are granted before the lease that needs them is durable, so a grant that is not in the rows is
/// either on its way or lost; the book keeps it until somebody has looked and decides.
/// </summary>
public sealed class SlotBook
{
    private readonly Dictionary<Guid, Holder> _holders = [];

    /// <summary>How many slots are held under leases and grants.</summary>
    public int Held { get; private set; }

    /// <summary>Slots held without a lease: by deferred tasks, where they count.</summary>
    public int Deferred { get; set; }

    /// <summary>All slots that are not open.</summary>
    public int Occupied => Held + Deferred;

    /// <summary>Grants slots to a lease, unless it holds some already.</summary>
    public void Grant(Guid lease, int slots, DateTimeOffset now) => Put(lease, new Holder(slots, now, IsRecorded: false));

    /// <summary>Takes a lease's slots back; it need not hold any.</summary>
    public void Release(Guid lease)
    {
        if (_holders.Remove(lease, out var holder))
        {
            Held -= holder.Slots;
        }
    }

    /// <summary>Forgets everything and takes over what the rows say.</summary>
    public void Replace(IEnumerable<SlotHolder> rows)
    {
        _holders.Clear();
        Held = 0;
        foreach (var row in rows)
        {
            Put(row.Lease, new Holder(row.Slots, default, IsRecorded: true));
        }
    }

    /// <summary>The leases that were found in rows.</summary>
    public IReadOnlyList<Guid> Recorded() => [.. _holders.Where(h => h.Value.IsRecorded).Select(h => h.Key)];

    /// <summary>
    /// Compares the book with rows: a lease that once was in them and is no longer has ended, and its slots are free. One that is in them for
    /// the first time is recorded now. What was granted and is not in them may still be on its way.
    /// </summary>
    /// <param name="recorded">The leases that were recorded (<see cref="Recorded"/>) before the rows were read.</param>
    /// <param name="rows">The rows.</param>
    public void Compare(IEnumerable<Guid> recorded, IEnumerable<SlotHolder> rows)
    {
        var inRows = rows.Select(r => r.Lease).ToHashSet();
        foreach (var lease in recorded.Where(l => !inRows.Contains(l)))
        {
            Release(lease);
        }

        foreach (var lease in inRows)
        {
            if (_holders.TryGetValue(lease, out var holder))
            {
                _holders[lease] = holder with { IsRecorded = true };
            }
        }
    }

    /// <summary>Whether a grant is as old as this moment or older and its lease was never found in rows.</summary>
    public bool HasUnrecordedSince(DateTimeOffset moment) => _holders.Values.Any(h => !h.IsRecorded && h.GrantedAt <= moment);

    private void Put(Guid lease, Holder holder)
    {
        if (_holders.TryAdd(lease, holder))
        {
            Held += holder.Slots;
        }
    }

    private sealed record Holder(int Slots, DateTimeOffset GrantedAt, bool IsRecorded);
}
