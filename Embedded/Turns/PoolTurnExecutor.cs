namespace Orrery.Embedded.Turns;

/// <summary>Runs activations in parallel on the thread pool and delivers messages at once, in the order sent.</summary>
internal sealed class PoolTurnExecutor : TurnExecutor
{
    public override void Schedule(TurnScheduler scheduler) => ThreadPool.UnsafeQueueUserWorkItem(scheduler, preferLocal: true);

    public override void Deliver(Action<Request> receive, Request message) => receive(message);
}
