namespace Orrery.Core.Queues;

/// <summary>A lease that holds slots of a limit.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Slots">How many slots.</param>
public readonly record struct SlotHolder(Guid Lease, int Slots);
