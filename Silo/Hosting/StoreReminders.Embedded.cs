using Orrery.Embedded.Reminders;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Hosting;

/// <summary>Reminders of the embedded host in the store's <c>reminder</c>.</summary>
/// <param name="store">The store.</param>
public sealed class StoreReminders(IStore store) : IReminderStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReminderRecord>> ReadAllAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListRemindersAsync(grainId: null, cancellationToken))
            .Select(r => new ReminderRecord(GrainId.Parse(r.GrainId), r.Name, r.StartAt, r.Period))];

    /// <inheritdoc/>
    public Task UpsertAsync(ReminderRecord reminder, CancellationToken cancellationToken) => store.CommitAsync(
        [new ReminderRow { GrainId = reminder.GrainId.ToString(), Name = reminder.Name, StartAt = reminder.FirstDueAt, Period = reminder.Period }],
        cancellationToken).AsTask();

    /// <inheritdoc/>
    public Task RemoveAsync(GrainId grainId, string name, CancellationToken cancellationToken) =>
        store.CommitAsync([new ReminderRemoval(grainId.ToString(), name)], cancellationToken).AsTask();
}
