namespace Orrery.Embedded.Turns;

/// <summary>Decides when and where the turns of activations run.</summary>
internal abstract class TurnExecutor
{
    /// <summary>Called when a scheduler has turns to run and is not scheduled yet.</summary>
    public abstract void Schedule(TurnScheduler scheduler);

    /// <summary>Hands a message to its receiver, now or later.</summary>
    public abstract void Deliver(Action<Request> receive, Request message);
}
