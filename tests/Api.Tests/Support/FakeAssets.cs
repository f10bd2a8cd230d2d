using System.Collections.Immutable;
using Orrery.Client;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests.Support;

/// <summary>The assets a test put there.</summary>
internal sealed class FakeAssets : IAssetClient
{
    public List<AssetInfo> Known { get; } = [];

    public List<AssetEventInfo> Events { get; } = [];

    public ActionResult Answer { get; set; } = ActionResult.Done;

    /// <summary>What was asked for, in words.</summary>
    public List<string> Requests { get; } = [];

    public Task<Page<AssetInfo>> ListAsync(AssetQuery query, CancellationToken cancellationToken = default)
    {
        Requests.Add($"list {query.Search} {query.DagId} {query.OnlyActive}");
        return Task.FromResult(new Page<AssetInfo> { Items = [.. Known] });
    }

    public Task<AssetInfo?> GetAsync(long assetId, CancellationToken cancellationToken = default) => Task.FromResult(Known.Find(a => a.Id == assetId));

    public Task<AssetInfo?> FindAsync(string uriOrName, CancellationToken cancellationToken = default) =>
        Task.FromResult(Known.Find(a => a.Uri == uriOrName || a.Name == uriOrName));

    public List<AssetAliasInfo> Aliases { get; } = [];

    public List<QueuedAssetInfo> Queued { get; } = [];

    public NextRunAssets? NextRun { get; set; }

    public Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<AssetAliasInfo> { Items = [.. Aliases] });

    public Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query, CancellationToken cancellationToken = default)
    {
        Requests.Add($"events {query.AssetId} {query.SourceDagId} {query.SourceRunId} {query.SourceTaskId} {query.After:O} {query.Limit}");
        return Task.FromResult(new Page<AssetEventInfo> { Items = [.. Events] });
    }

    public Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<AssetEventInfo>>([.. Events]);

    public Task<AssetEmissionResult> EmitAsync(long assetId, AssetEmission emission, CancellationToken cancellationToken = default)
    {
        Requests.Add($"emit {assetId} {emission.ExtraJson} {emission.Actor}");
        return Task.FromResult(new AssetEmissionResult { Outcome = Answer, Event = Answer.Status == ActionStatus.Done ? Events.FirstOrDefault() : null });
    }

    public Task<MaterializeResult> MaterializeAsync(long assetId, TriggerRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Add($"materialize {assetId} {request.ConfJson}");
        return Task.FromResult(Answer.Status == ActionStatus.Done ? new MaterializeResult(Answer, Samples.DagId, Samples.RunId) : new MaterializeResult(Answer));
    }

    public Task<ImmutableArray<QueuedAssetInfo>> ListQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<QueuedAssetInfo>>([.. Queued.Where(q => (dagId is null || q.DagId == dagId) && (assetId is null || q.AssetId == assetId))]);

    public Task<ActionResult> ForgetQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default)
    {
        Requests.Add($"forget {dagId} {assetId}");
        return Task.FromResult(Answer);
    }

    public Task<NextRunAssets?> GetNextRunAsync(string dagId, CancellationToken cancellationToken = default) => Task.FromResult(NextRun);
}
