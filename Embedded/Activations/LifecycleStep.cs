using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Activations;

/// <summary>Stands for an activation coming or going, as the sender of calls made meanwhile. It is never enqueued.</summary>
internal sealed class LifecycleStep(string name) : Request
{
    public override bool IsAbandoned => false;

    public override Task ExecuteAsync(object target) => Task.CompletedTask;

    public override void Fail(Exception exception)
    {
    }

    public override string ToString() => $"{name} of grain '{Mailbox!.Owner.GrainId}'";
}
