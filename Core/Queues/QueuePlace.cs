namespace Orrery.Core.Queues;

/// <summary>The place of a ready task in its queue: the highest weight first, then the earliest date, then the lowest map index, then the first to come.</summary>
/// <param name="Weight">Its weight.</param>
/// <param name="Date">Logical date, or else run-after, of its run.</param>
/// <param name="MapIndex">Index of the mapped instance; −1 for a task that is not mapped.</param>
/// <param name="Arrival">Number by which it came; unique in the queue.</param>
public readonly record struct QueuePlace(int Weight, DateTimeOffset Date, int MapIndex, long Arrival) : IComparable<QueuePlace>
{
    /// <inheritdoc/>
    public int CompareTo(QueuePlace other)
    {
        var order = other.Weight.CompareTo(Weight);
        order = order != 0 ? order : Date.CompareTo(other.Date);
        order = order != 0 ? order : MapIndex.CompareTo(other.MapIndex);
        return order != 0 ? order : Arrival.CompareTo(other.Arrival);
    }

    /// <summary>Whether the left one goes first.</summary>
    public static bool operator <(QueuePlace left, QueuePlace right) => left.CompareTo(right) < 0;

    /// <summary>Whether the right one goes first.</summary>
    public static bool operator >(QueuePlace left, QueuePlace right) => left.CompareTo(right) > 0;

    /// <summary>Whether the right one does not go first.</summary>
    public static bool operator <=(QueuePlace left, QueuePlace right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one does not go first.</summary>
    public static bool operator >=(QueuePlace left, QueuePlace right) => left.CompareTo(right) >= 0;
}
