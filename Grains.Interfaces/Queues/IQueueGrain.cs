namespace Orrery.Grains.Interfaces.Queues;

/// <summary>The ready tasks of one queue, by priority. Soft: runs offer theirs again after a restart. Key: the queue's name, see <see cref="QueueKeys"/>.</summary>
[Alias("orrery.IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>Puts tasks on offer; a task that is on offer already is not doubled.</summary>
    [AlwaysInterleave, Alias("Offer")]
    Task OfferAsync(ImmutableArray<TaskOffer> offers);

    /// <summary>Takes up to <paramref name="max"/> tasks; waits up to <paramref name="wait"/> while there is none.</summary>
    /// <remarks>What was taken comes back on offer after 10 s unless <see cref="SettleAsync"/> says what became of it.</remarks>
    [AlwaysInterleave, Alias("Take")]
    Task<ImmutableArray<TaskOffer>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>Says that these offers were leased or refused, so they need no second offering.</summary>
    [AlwaysInterleave, Alias("Settle")]
    Task SettleAsync(ImmutableArray<TaskOffer> offers);
}
