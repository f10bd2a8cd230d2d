using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Runs;
using Orrery.Grains.Secrets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>One bundle: the only writer of its row.</summary>
public sealed class BundleGrain(IStore store, ISecretKeys keys, TimeProvider clock) : Grain, IBundleGrain
{
    private BundleRow? _row;

    private string Name => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _row = await store.GetBundleAsync(Name, cancellationToken);

    /// <inheritdoc/>
    public async Task<ActionResult> ConfigureAsync(BundleSettings settings, string? actor = null)
    {
        if (BundleRows.Problems(Name, settings).ToList() is { Count: > 0 } problems)
        {
            ForgetIfUnknown();
            return ActionResult.Refuse(ActionStatus.Invalid, [.. problems]);
        }

        var changed = BundleRows.With(_row, Name, settings);
        await CommitAsync(changed, actor is null ? null : BundleAudit.Change("configure_bundle", actor, _row, changed, clock));
        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public Task<BundleInfo?> GetAsync()
    {
        ForgetIfUnknown();
        return Task.FromResult(_row is null ? null : BundleRows.InfoOf(_row));
    }

    /// <inheritdoc/>
    public Task<WebhookInfo> GetWebhookAsync()
    {
        if (_row is null)
        {
            ForgetIfUnknown();
            return Task.FromResult(new WebhookInfo { Outcome = ActionResult.Refuse(ActionStatus.NotFound, $"There is no bundle '{Name}'.") });
        }

        try
        {
            return Task.FromResult(new WebhookInfo
            {
                Outcome = ActionResult.Done,
                Path = $"/api/v2/bundles/{Uri.EscapeDataString(Name)}/webhook",
                Secret = WebhookSecret.Of(keys.Ring.Keys[0], Name),
            });
        }
        catch (SecretUnreadableException e)
        {
            return Task.FromResult(new WebhookInfo { Outcome = ActionResult.Refuse(ActionStatus.Conflict, e.Message) });
        }
    }

    /// <inheritdoc/>
    public async Task RecordAsync(BundleProgress progress)
    {
        if (_row is not null)
        {
            await CommitAsync(BundleRows.With(_row, progress));
        }
    }

    /// <inheritdoc/>
    public async Task<ActionResult> SetActiveAsync(bool isActive, string actor = "api")
    {
        if (_row is null)
        {
            ForgetIfUnknown();
            return ActionResult.Refuse(ActionStatus.NotFound, $"There is no bundle '{Name}'.");
        }

        var changed = _row with { IsActive = isActive };
        await CommitAsync(changed, BundleAudit.Change(isActive ? "activate_bundle" : "deactivate_bundle", actor, _row, changed, clock));
        return ActionResult.Done;
    }

    private async Task CommitAsync(BundleRow row, AuditRow? audit = null)
    {
        if (row == _row)
        {
            return;
        }

        try
        {
            if (await store.CommitAsync(audit is null ? [row] : [row, audit]) == CommitOutcome.Stale)
            {
                throw new StaleActivationException($"Bundle '{Name}' was written by another activation since it was read; this one goes away.");
            }
        }
        catch
        {
            // What this activation believes may no longer be what the store holds: the next call reads it again.
            this.DeactivateOnIdle();
            throw;
        }

        _row = row with { Revision = row.Revision + 1 };
    }

    // A name nobody has must not keep an activation.
    private void ForgetIfUnknown()
    {
        if (_row is null)
        {
            this.DeactivateOnIdle();
        }
    }
}
