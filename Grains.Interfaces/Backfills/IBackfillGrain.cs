using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Backfills;

/// <summary>One backfill: makes its runs, starts them within its own limit, and knows when it is done. Key: its number.</summary>
[Alias("orrery.IBackfillGrain")]
public interface IBackfillGrain : IGrainWithStringKey
{
    /// <summary>
    /// Does what is next: makes missing runs, starts queued ones, completes. Sent when it was made, when one of its runs has ended or waits to
    /// be started, when its DAG is not paused any more, and after a restart. May come at any time, and more than once.
    /// </summary>
    [OneWay, Alias("GoOn")]
    Task GoOnAsync();

    /// <summary>Pauses or resumes it: while it is paused its queued runs wait, running ones go on.</summary>
    [Alias("SetPaused")]
    Task<ActionResult> SetPausedAsync(bool paused);

    /// <summary>Ends it: no further runs, queued ones fail, running ones go on. The rest of a long list of queued runs follows by itself.</summary>
    [Alias("Cancel")]
    Task<ActionResult> CancelAsync();
}
