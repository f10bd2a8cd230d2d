using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Core.Runs;

/// <summary>When callbacks are called. They look at what ended, never at what might; and one that is not called is skipped, not failed.</summary>
internal static class CallbackReadiness
{
    /// <summary>Whether a callback in <c>none</c> is called, from how the tasks it answers for stand. Those of a run and deadlines always wait here.</summary>
    public static TriggerVerdict Look(TaskCallback callback, in UpstreamCounts counts)
    {
        if (counts.Total == 0 || counts.Done < counts.Total)
        {
            return TriggerVerdict.Wait;
        }

        return callback switch
        {
            // A task that is upstream_failed did nothing: the one that failed has a callback of its own.
            TaskCallback.OnFailure => counts.Failed > 0 ? TriggerVerdict.Run : TriggerVerdict.Skipped,
            _ => counts.Success > 0 && counts.Failed + counts.UpstreamFailed == 0 ? TriggerVerdict.Run : TriggerVerdict.Skipped,
        };
    }

    /// <summary>Whether a callback of the run is called when the run is about to end like this.</summary>
    public static bool IsCalled(TaskCallback callback, DagRunState end) => callback switch
    {
        TaskCallback.OnFailure => end == DagRunState.Failed,
        TaskCallback.OnSuccess => end == DagRunState.Success,
        _ => false,
    };
}
