using Orrery.Embedded.Invocation;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Timers;

/// <summary>One run of a grain's timer.</summary>
internal sealed class TimerTick(ActivationTimer timer, bool keepAlive) : Request
{
    public override bool CountsAsUse => keepAlive;

    public override bool IsAbandoned => false;

    public override Task ExecuteAsync(object target)
    {
        // A chain of its own: whoever registered the timer is not waiting for it.
        CallContext.Current = new CallContext(this, null);
        return timer.RunAsync();
    }

    // Nobody waits for it.
    public override void Fail(Exception exception)
    {
    }

    public override string ToString() => $"a timer of grain '{Mailbox!.Owner.GrainId}'";
}
