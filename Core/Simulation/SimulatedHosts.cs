namespace Orrery.Core.Simulation;

/// <summary>The hosts of a play, and the queue before them.</summary>
/// <param name="slots">How many tasks they run at once; null: no limit.</param>
internal sealed class SimulatedHosts(int? slots)
{
    // The order of the queue: weight, then date, then who came first.
    private readonly PriorityQueue<(RunPlay Run, int Instance, int TryNumber), (int Weight, DateTimeOffset Date, int Number)> _queue = new();
    private int _free = slots ?? int.MaxValue;
    private int _offers;

    /// <summary>A try waits for a host.</summary>
    public void Offer(RunPlay run, int instance, int tryNumber, int weight, DateTimeOffset date) =>
        _queue.Enqueue((run, instance, tryNumber), (-weight, date, _offers++));

    /// <summary>A host has room again.</summary>
    public void Release() => _free++;

    /// <summary>Gives what waits to hosts with room.</summary>
    public void Assign(DateTimeOffset now)
    {
        while (_free > 0 && _queue.TryDequeue(out var offer, out _))
        {
            _free--;
            offer.Run.Take(offer.Instance, offer.TryNumber, now);
        }
    }
}
