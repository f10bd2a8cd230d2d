using Orleans.Runtime;

namespace Orrery.Embedded.Reminders;

/// <summary>A reminder as it is stored. Its key is grain and name.</summary>
/// <param name="GrainId">The grain it wakes.</param>
/// <param name="Name">Its name, unique for the grain.</param>
/// <param name="FirstDueAt">When it is due first, UTC. Later it is due at whole periods after that.</param>
/// <param name="Period">Its period.</param>
public sealed record ReminderRecord(GrainId GrainId, string Name, DateTimeOffset FirstDueAt, TimeSpan Period);
