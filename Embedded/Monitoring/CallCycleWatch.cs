using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Monitoring;

/// <summary>
/// Breaks cycles of calls: a call waits in a mailbox for a request, which waits for a call it sent, and so on back to the first.
/// That a request waits for a call it sent is not known, only that it sent it: nobody may be awaiting that call. So a cycle is a
/// suspicion, and only broken when no activation in it has run a single turn for the whole grace period.
/// </summary>
internal sealed class CallCycleWatch(Silo silo)
{
    private Dictionary<GrainCall, Suspicion> _suspicions = [];

    public void Look(List<GrainCall> calls)
    {
        var sentBy = calls.Where(call => call.Caller is not null).ToLookup(call => call.Caller!);
        var suspicions = new Dictionary<GrainCall, Suspicion>();
        foreach (var call in calls)
        {
            if (call.Caller is null || call.IsRunning || CycleFrom(call, sentBy) is not { } cycle || cycle.Exists(suspicions.ContainsKey))
            {
                continue;
            }

            // The one sent last is the one to fail: the others go on when it has.
            var last = cycle.MaxBy(one => one.SentAt)!;
            var turns = cycle.Sum(one => one.Mailbox!.Scheduler.TurnCount);
            var suspicion = _suspicions.TryGetValue(last, out var earlier) && earlier.Turns == turns
                ? earlier
                : new Suspicion(turns, silo.TimeProvider.GetTimestamp());
            if (silo.TimeProvider.GetElapsedTime(suspicion.Since) < silo.Options.CallCycleGracePeriod)
            {
                suspicions[last] = suspicion;
                continue;
            }

            Break(last, cycle);
        }

        _suspicions = suspicions;
    }

    // Depth first: from a waiting call to the requests it waits for, from these to the calls they have sent.
    private static List<GrainCall>? CycleFrom(GrainCall start, ILookup<Request, GrainCall> sentBy)
    {
        var path = new List<GrainCall>();
        var seen = new HashSet<GrainCall>();
        return Search(start) ? path : null;

        bool Search(GrainCall call)
        {
            path.Add(call);
            foreach (var next in call.Mailbox?.BlockersOf(call).SelectMany(blocker => sentBy[blocker]) ?? [])
            {
                if (ReferenceEquals(next, start) || (seen.Add(next) && Follow(next)))
                {
                    return true;
                }
            }

            path.RemoveAt(path.Count - 1);
            return false;
        }

        // A call that runs waits for the calls it has sent in turn.
        bool Follow(GrainCall call)
        {
            if (!call.IsRunning)
            {
                return Search(call);
            }

            path.Add(call);
            foreach (var next in sentBy[call])
            {
                if (ReferenceEquals(next, start) || (seen.Add(next) && Follow(next)))
                {
                    return true;
                }
            }

            path.RemoveAt(path.Count - 1);
            return false;
        }
    }

    private void Break(GrainCall last, List<GrainCall> cycle)
    {
        // From the last call on, so that the message reads in the order of the calls.
        var from = cycle.IndexOf(last);
        var ordered = cycle.Skip(from + 1).Concat(cycle.Take(from + 1)).ToArray();
        var steps = string.Join(" → ", ordered.Select(call => $"'{call.Target}' ({call.Method.DisplayName})"));
        var message = $"Grains wait for each other in a cycle: '{last.Target}' → {steps}. The call {last} would never have started. "
            + "Let one of the methods return without awaiting the other grain, or interleave: [Reentrant], [AlwaysInterleave], "
            + "or RequestContext.AllowCallChainReentrancy().";
        Log.CallCycle(silo.Logger, message);
        last.Fail(new CallCycleException(message));
    }

    private readonly record struct Suspicion(long Turns, long Since);
}
