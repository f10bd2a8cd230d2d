using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;

namespace Orrery.Grains.Interfaces.Dags;

/// <summary>One DAG: its live release, whether it is paused, its schedule's cursor; creates its runs. Key: the DAG's id.</summary>
[Alias("orrery.IDagGrain")]
public interface IDagGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a version live, or, while new releases are rolled out step by step, the candidate. The same content changes nothing; that of a release
    /// which was rolled back does not bring it back.
    /// </summary>
    [Alias("Publish")]
    Task<PublishResult> PublishAsync(PublishRequest request);

    /// <summary>Says what publishing would do, and does nothing.</summary>
    [Alias("Preview")]
    Task<PublishResult> PreviewAsync(PublishRequest request);

    /// <summary>Says how new releases come to be live: at once, or as a candidate that takes a share of new runs first.</summary>
    [Alias("SetRollout")]
    Task<RolloutResult> SetRolloutAsync(RolloutRequest request);

    /// <summary>Makes the candidate live, or the release of this number.</summary>
    [Alias("Promote")]
    Task<RolloutResult> PromoteAsync(int? release, string requestedBy);

    /// <summary>
    /// Takes the candidate back; or, when there is none or a release is named, makes that one live again: the one that was live before, or the one
    /// of this number. Publishing the same content again does not undo it.
    /// </summary>
    [Alias("Rollback")]
    Task<RolloutResult> RollbackAsync(int? to, string requestedBy);

    /// <summary>Takes the DAG out of service: no further runs; its history stays. Publishing brings it back.</summary>
    [Alias("Deactivate")]
    Task DeactivateDagAsync();

    /// <summary>Looks again whether what it names is there and as it means it, and keeps warnings of what is not.</summary>
    [Alias("ReviewWarnings")]
    Task ReviewWarningsAsync();

    /// <summary>Keeps the DAG at hand for a user, or no longer.</summary>
    [Alias("SetFavorite")]
    Task<ActionResult> SetFavoriteAsync(string user, bool isFavorite);

    /// <summary>
    /// Takes the DAG out of service and its history away: refused while runs have not ended or a backfill is under way. Of a long history a part
    /// goes with each call; the answer says when all is gone. A file that still has the DAG brings it back when it changes.
    /// </summary>
    [Alias("Delete")]
    Task<DagDeletion> DeleteAsync(string requestedBy);

    /// <summary>Creates a run by hand. It starts in the DAG's next turn if <c>max_active_runs</c> allows; nobody waits for that.</summary>
    [AlwaysInterleave, Alias("Trigger")]
    Task<TriggerResult> TriggerAsync(TriggerRequest request);

    /// <summary>Pauses or resumes the schedule, and the start of queued runs.</summary>
    [Alias("SetPaused")]
    Task<ActionResult> SetPausedAsync(bool paused);

    /// <summary>Makes a backfill; its runs are made afterwards, by its own grain.</summary>
    [Alias("CreateBackfill")]
    Task<BackfillResult> CreateBackfillAsync(BackfillRequest request);

    /// <summary>Says what a backfill would do, and does nothing. Another backfill that is not completed does not stand in the way.</summary>
    [Alias("PreviewBackfill")]
    Task<BackfillPreview> PreviewBackfillAsync(BackfillRequest request);

    /// <summary>Creates the scheduled runs that are due.</summary>
    [Alias("CreateDue")]
    Task CreateDueAsync();

    /// <summary>
    /// Starts queued runs as far as <c>max_active_runs</c> allows, and creates what waited for one to end; after a restart, or when a run was
    /// cleared. What cannot be done now is tried again: it does not fail.
    /// </summary>
    [Alias("StartQueued")]
    Task StartQueuedAsync();

    /// <summary>There is news of assets the DAG waits for. Harmless when repeated; who was told of a failure tells again.</summary>
    [Alias("AssetsChanged")]
    Task AssetsChangedAsync();

    /// <summary>Forgets news the DAG has not run for yet, of one asset or of all.</summary>
    /// <returns>How many assets had news.</returns>
    [Alias("ForgetAssetNews")]
    Task<int> ForgetAssetNewsAsync(string? uri);

    /// <summary>A run has ended, so another may start. Sent by the run; may come twice, or not at all if the sender dies.</summary>
    [AlwaysInterleave, OneWay, Alias("RunEnded")]
    Task RunEndedAsync(string runId, DagRunState state);
}
