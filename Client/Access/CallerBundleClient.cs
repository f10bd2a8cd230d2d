using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Access;

/// <summary>Bundles as a caller may see and change them: also who deploys to one.</summary>
/// <param name="inner">The installation's.</param>
/// <param name="access">The caller's.</param>
internal sealed class CallerBundleClient(IBundleClient inner, CallerAccess access) : IBundleClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<BundleInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Viewer, () => inner.ListAsync(cancellationToken), hidden: []);

    /// <inheritdoc/>
    public async Task<BundleInfo?> GetAsync(string bundle, CancellationToken cancellationToken = default)
    {
        var rights = await access.Caller.GetRightsAsync();
        return rights.SeesAll || rights.MayDeploy(bundle) ? await inner.GetAsync(bundle, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public Task<WebhookInfo> GetWebhookAsync(string bundle, CancellationToken cancellationToken = default) => access.ActAsync(
        ApiRoles.Admin, () => inner.GetWebhookAsync(bundle, cancellationToken), refused => new WebhookInfo { Outcome = refused });

    /// <inheritdoc/>
    public Task<ActionResult> AddAsync(string bundle, BundleSettings settings, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.AddAsync(bundle, settings, cancellationToken), refused => refused);

    /// <inheritdoc/>
    public Task<ParseReport> ParsePathAsync(string bundle, ParsePath request, CancellationToken cancellationToken = default) =>
        DeployAsync(bundle, () => inner.ParsePathAsync(bundle, request, cancellationToken));

    /// <inheritdoc/>
    public Task<ParseReport> DeployAsync(string bundle, Deploy request, CancellationToken cancellationToken = default) =>
        DeployAsync(bundle, () => inner.DeployAsync(bundle, request, cancellationToken));

    /// <inheritdoc/>
    public Task<ParseReport> SubmitDocumentsAsync(string bundle, SubmitDocuments request, CancellationToken cancellationToken = default) =>
        DeployAsync(bundle, () => inner.SubmitDocumentsAsync(bundle, request, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, ImmutableArray<string> dagIds, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Admin, () => inner.DeactivateDagsAsync(bundle, dagIds, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivatePathAsync(string bundle, string path, CancellationToken cancellationToken = default) =>
        access.ReadAllAsync(ApiRoles.Admin, () => inner.DeactivatePathAsync(bundle, path, cancellationToken), hidden: []);

    /// <inheritdoc/>
    public Task<ActionResult> SetActiveAsync(string bundle, bool isActive, CancellationToken cancellationToken = default) =>
        access.ActAsync(ApiRoles.Admin, () => inner.SetActiveAsync(bundle, isActive, cancellationToken), refused => refused);

    private async Task<ParseReport> DeployAsync(string bundle, Func<Task<ParseReport>> deploy)
    {
        var rights = await access.Caller.GetRightsAsync();
        access.Sign();
        return rights.MayDeploy(bundle) ? await deploy() : new ParseReport { IsRejected = true, Errors = CallerAccess.Refuse(ApiRoles.Op, "the installation").Problems };
    }
}
