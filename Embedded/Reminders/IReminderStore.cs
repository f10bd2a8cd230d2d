using Orleans.Runtime;

namespace Orrery.Embedded.Reminders;

/// <summary>Keeps reminders. One host at a time works on a store.</summary>
public interface IReminderStore
{
    /// <summary>Lists all reminders; called once when the host starts.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reminders, in any order.</returns>
    Task<IReadOnlyList<ReminderRecord>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Adds a reminder or replaces the one of the same grain and name.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is durable.</returns>
    Task UpsertAsync(ReminderRecord reminder, CancellationToken cancellationToken);

    /// <summary>Removes a reminder, if there is one.</summary>
    /// <param name="grainId">The grain it wakes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the removal is durable.</returns>
    Task RemoveAsync(GrainId grainId, string name, CancellationToken cancellationToken);
}
