using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.InProcess;

/// <summary>Bundles, through their grains.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainBundleClient(IGrainFactory grains) : IBundleClient
{
    /// <inheritdoc/>
    public Task<ImmutableArray<BundleInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        Reach.AskAsync(grains.GetGrain<ICatalogGrain>("0").ListBundlesAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<BundleInfo?> GetAsync(string bundle, CancellationToken cancellationToken = default) =>
        Problem(bundle) is null ? Reach.AskAsync(grains.GetGrain<IBundleGrain>(bundle).GetAsync(), cancellationToken) : Task.FromResult<BundleInfo?>(null);

    /// <inheritdoc/>
    public Task<WebhookInfo> GetWebhookAsync(string bundle, CancellationToken cancellationToken = default) => Problem(bundle) is { } problem
        ? Task.FromResult(new WebhookInfo { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) })
        : Reach.AskAsync(grains.GetGrain<IBundleGrain>(bundle).GetWebhookAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<ActionResult> AddAsync(string bundle, BundleSettings settings, CancellationToken cancellationToken = default)
    {
        if (Problem(bundle) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problem);
        }

        var result = await Reach.AskAsync(grains.GetGrain<IBundleGrain>(bundle).ConfigureAsync(settings, CallerName.Current), cancellationToken);
        if (result.Status == ActionStatus.Done)
        {
            await Reach.AskAsync(NudgeAsync(bundle), cancellationToken);
        }

        return result;
    }

    /// <inheritdoc/>
    public Task<ParseReport> ParsePathAsync(string bundle, ParsePath request, CancellationToken cancellationToken = default) =>
        ReportAsync(bundle, p => p.ParsePathAsync(request with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ParseReport> DeployAsync(string bundle, Deploy request, CancellationToken cancellationToken = default) =>
        ReportAsync(bundle, p => p.DeployAsync(request with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ParseReport> SubmitDocumentsAsync(string bundle, SubmitDocuments request, CancellationToken cancellationToken = default) =>
        ReportAsync(bundle, p => p.SubmitDocumentsAsync(request with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivateDagsAsync(string bundle, ImmutableArray<string> dagIds, CancellationToken cancellationToken = default) =>
        Problem(bundle) is null
            ? Reach.AskAsync(grains.GetGrain<IBundleParserGrain>(bundle).DeactivateDagsAsync(dagIds, CallerName.Current), cancellationToken)
            : Task.FromResult<ImmutableArray<string>>([]);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DeactivatePathAsync(string bundle, string path, CancellationToken cancellationToken = default) =>
        Problem(bundle) is null
            ? Reach.AskAsync(grains.GetGrain<IBundleParserGrain>(bundle).DeactivateSubpathAsync(path, CallerName.Current), cancellationToken)
            : Task.FromResult<ImmutableArray<string>>([]);

    /// <inheritdoc/>
    public async Task<ActionResult> SetActiveAsync(string bundle, bool isActive, CancellationToken cancellationToken = default)
    {
        if (Problem(bundle) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, problem);
        }

        if (!isActive)
        {
            return await Reach.AskAsync(grains.GetGrain<IBundleParserGrain>(bundle).DeactivateBundleAsync(CallerName.Current), cancellationToken);
        }

        var result = await Reach.AskAsync(grains.GetGrain<IBundleGrain>(bundle).SetActiveAsync(true, CallerName.Current), cancellationToken);
        if (result.Status == ActionStatus.Done)
        {
            await Reach.AskAsync(NudgeAsync(bundle), cancellationToken);
        }

        return result;
    }

    private static string? Problem(string bundle) => Ids.Problem(IdKind.Name, bundle);

    private Task<ParseReport> ReportAsync(string bundle, Func<IBundleParserGrain, Task<ParseReport>> ask, CancellationToken cancellationToken) =>
        Problem(bundle) is { } problem
            ? Task.FromResult(ParseReport.Of(problem))
            : Reach.AskAsync(ask(grains.GetGrain<IBundleParserGrain>(bundle)), cancellationToken);

    private async Task<bool> NudgeAsync(string bundle)
    {
        await grains.GetGrain<IBundleParserGrain>(bundle).NudgeAsync();
        return true;
    }
}
