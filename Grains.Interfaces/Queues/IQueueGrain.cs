using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Queues;

/// <summary>The ready tasks of one queue, by priority. Soft: runs offer theirs again after a restart. Key: the queue's name, see <see cref="QueueKeys"/>.</summary>
[Alias("orrery.IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>
    /// Puts tasks on offer; a task that is on offer already is not doubled. One that somebody has taken and not settled is offered again: the
    /// run may have leased it to them and have it back.
    /// </summary>
    [AlwaysInterleave, Alias("Offer")]
    Task OfferAsync(ImmutableArray<TaskOffer> offers);

    /// <summary>
    /// Takes up to <paramref name="max"/> tasks for which their limits have room, with slots granted; waits up to <paramref name="wait"/>
    /// while there is none.
    /// </summary>
    /// <remarks>What was taken comes back on offer after 10 s unless <see cref="SettleAsync"/> says what became of it.</remarks>
    [AlwaysInterleave, Alias("Take"), ResponseTimeout(WaitLimits.ResponseTimeout)]
    Task<ImmutableArray<TakenOffer>> TakeAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>Says what became of offers that were taken.</summary>
    [AlwaysInterleave, Alias("Settle")]
    Task SettleAsync(ImmutableArray<SettledOffer> offers);

    /// <summary>A limit that refused something may have room again. Sent by its pool.</summary>
    /// <param name="limitKey">The limit.</param>
    /// <param name="room">Tells later news from earlier: grows with each.</param>
    [AlwaysInterleave, OneWay, Alias("Room")]
    Task RoomAsync(string limitKey, long room);

    /// <summary>What keeps an offered task waiting; null when no limit does, or the task is not on offer here.</summary>
    [AlwaysInterleave, Alias("Explain")]
    Task<OfferBlocker?> ExplainAsync(TaskKey task);
}
