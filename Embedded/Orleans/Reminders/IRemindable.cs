using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that reminders wake.</summary>
public interface IRemindable : IGrain
{
    /// <summary>Called when a reminder is due; activates the grain if need be.</summary>
    /// <param name="reminderName">Which reminder.</param>
    /// <param name="status">When it first was due, and is now.</param>
    /// <returns>A task that ends when the grain has dealt with it.</returns>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
