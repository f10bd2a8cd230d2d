using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Monitoring;

/// <summary>Fails calls nobody answered in time.</summary>
internal sealed class TimeoutWatch(Silo silo)
{
    public void Look(List<GrainCall> calls)
    {
        foreach (var call in calls)
        {
            if (call.Timeout == Timeout.InfiniteTimeSpan)
            {
                continue;
            }

            var waited = silo.TimeProvider.GetElapsedTime(call.SentAt);
            if (waited >= call.Timeout)
            {
                call.Expire(new TimeoutException($"{call} was not answered within {call.Timeout} ({waited} passed): {StateOf(call)}."));
            }
        }
    }

    private static string StateOf(GrainCall call) => call switch
    {
        { Mailbox: null } => "it was not delivered",
        { IsRunning: true } => "it is still running",
        { Mailbox: { } mailbox } when mailbox.BlockersOf(call) is [var first, ..] => $"it waits for {first}",
        _ => "it waits for the grain to come or go",
    };
}
