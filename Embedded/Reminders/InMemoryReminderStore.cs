using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orrery.Embedded.Reminders;

/// <summary>Keeps reminders in memory. Sharing an instance between hosts stands for a restart, in tests.</summary>
public sealed class InMemoryReminderStore : IReminderStore
{
    private readonly ConcurrentDictionary<(GrainId GrainId, string Name), ReminderRecord> _reminders = new();

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReminderRecord>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReminderRecord>>([.. _reminders.Values]);

    /// <inheritdoc/>
    public Task UpsertAsync(ReminderRecord reminder, CancellationToken cancellationToken)
    {
        _reminders[(reminder.GrainId, reminder.Name)] = reminder;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(GrainId grainId, string name, CancellationToken cancellationToken)
    {
        _reminders.TryRemove((grainId, name), out _);
        return Task.CompletedTask;
    }
}
