using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client.Access;

/// <content>What changes something.</content>
public sealed partial class CallerClient
{
    /// <inheritdoc/>
    public Task<TriggerResult> TriggerAsync(string dagId, TriggerRequest request, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.TriggerAsync(dagId, request, cancellationToken), refused => new TriggerResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<ActionResult> SetPausedAsync(string dagId, bool paused, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.SetPausedAsync(dagId, paused, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> ClearAsync(string dagId, string runId, ImmutableArray<string> taskIds, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.ClearAsync(dagId, runId, taskIds, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<RerunResult> ClearTasksAsync(string dagId, RunSelection runs, ClearTasks tasks, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.ClearTasksAsync(dagId, runs, tasks, cancellationToken), refused => new RerunResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<RerunResult> MarkTasksAsync(string dagId, RunSelection runs, MarkTasks tasks, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.MarkTasksAsync(dagId, runs, tasks, cancellationToken), refused => new RerunResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<ActionResult> SetNoteAsync(string dagId, string runId, TaskSelector? task, string? note, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.SetNoteAsync(dagId, runId, task, note, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> MarkRunAsync(string dagId, string runId, DagRunState state, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.MarkRunAsync(dagId, runId, state, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ActionResult> AnswerAsync(string dagId, string runId, ApprovalAnswer answer, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.AnswerAsync(dagId, runId, answer, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public async Task<ParseReport> ParseBundleAsync(string bundle, bool force, CancellationToken cancellationToken = default)
    {
        var rights = await caller.GetRightsAsync();
        _access.Sign();
        return rights.MayDeploy(bundle) ? await inner.ParseBundleAsync(bundle, force, cancellationToken)
            : new ParseReport { IsRejected = true, Errors = CallerAccess.Refuse(ApiRoles.Op, "the installation").Problems };
    }

    /// <inheritdoc/>
    public Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        _access.ListAsync(inner.ListBackfillsAsync, query, b => b.DagId, cancellationToken);

    /// <inheritdoc/>
    public Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        _access.FindAsync(() => inner.GetBackfillAsync(backfillId, cancellationToken), b => b.DagId);

    /// <inheritdoc/>
    public async Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default) =>
        (await caller.GetRightsAsync()).SeesAll || await GetBackfillAsync(backfillId, cancellationToken) is not null
            ? await inner.ListBackfillDatesAsync(backfillId, query, cancellationToken)
            : new Page<BackfillDateInfo> { Items = [] };

    /// <inheritdoc/>
    public Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.CreateBackfillAsync(dagId, request, cancellationToken), refused => new BackfillResult { Outcome = refused });

    /// <inheritdoc/>
    public Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        _access.ActAsync(ApiRoles.User, dagId, () => inner.PreviewBackfillAsync(dagId, request, cancellationToken), refused => new BackfillPreview { Outcome = refused });

    /// <inheritdoc/>
    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) =>
        ChangeBackfillAsync(backfillId, () => inner.SetBackfillPausedAsync(backfillId, paused, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) =>
        ChangeBackfillAsync(backfillId, () => inner.CancelBackfillAsync(backfillId, cancellationToken), cancellationToken);

    private async Task<ActionResult> ChangeBackfillAsync(long backfillId, Func<Task<ActionResult>> change, CancellationToken cancellationToken)
    {
        var rights = await caller.GetRightsAsync();
        _access.Sign();
        if (rights.Has(ApiRoles.User))
        {
            return await change();
        }

        return await GetBackfillAsync(backfillId, cancellationToken) is not { } backfill
            ? ActionResult.Refuse(ActionStatus.NotFound, $"There is no backfill {backfillId}.")
            : rights.Has(ApiRoles.User, backfill.DagId) ? await change()
            : CallerAccess.Refuse(ApiRoles.User, $"DAG '{backfill.DagId}'");
    }
}
