using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client;

/// <summary>What programs and people do with assets. Reached through <see cref="IOrreryClient.Assets"/>.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IAssetClient
{
    /// <summary>Assets by URI.</summary>
    Task<Page<AssetInfo>> ListAsync(AssetQuery query, CancellationToken cancellationToken = default);

    /// <summary>One asset by its number.</summary>
    Task<AssetInfo?> GetAsync(long assetId, CancellationToken cancellationToken = default);

    /// <summary>One asset by its URI, or else by its name.</summary>
    Task<AssetInfo?> FindAsync(string uriOrName, CancellationToken cancellationToken = default);

    /// <summary>Aliases by name.</summary>
    Task<Page<AssetAliasInfo>> ListAliasesAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Events, newest first.</summary>
    Task<Page<AssetEventInfo>> ListEventsAsync(AssetEventQuery query, CancellationToken cancellationToken = default);

    /// <summary>The events that led to a run, newest first within an asset, at most 1,000.</summary>
    Task<ImmutableArray<AssetEventInfo>> ListUpstreamEventsAsync(string dagId, string runId, CancellationToken cancellationToken = default);

    /// <summary>Reports news of an asset that no task wrote.</summary>
    Task<AssetEmissionResult> EmitAsync(long assetId, AssetEmission emission, CancellationToken cancellationToken = default);

    /// <summary>Triggers the DAG that writes the asset; refused when none does, or several do.</summary>
    Task<MaterializeResult> MaterializeAsync(long assetId, TriggerRequest request, CancellationToken cancellationToken = default);

    /// <summary>News that were not run for yet: of a DAG, of an asset, or of both.</summary>
    /// <exception cref="ArgumentException">Neither is named.</exception>
    Task<ImmutableArray<QueuedAssetInfo>> ListQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default);

    /// <summary>Forgets news that were not run for yet: of a DAG, of an asset, or of both; not found when there are none.</summary>
    /// <exception cref="ArgumentException">Neither is named.</exception>
    Task<ActionResult> ForgetQueuedAsync(string? dagId, long? assetId, CancellationToken cancellationToken = default);

    /// <summary>How near a DAG's next run because of assets is; null when it does not wait for assets.</summary>
    Task<NextRunAssets?> GetNextRunAsync(string dagId, CancellationToken cancellationToken = default);
}

/// <summary>What came of the wish to have an asset written.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="DagId">The DAG that writes it; null when there is not exactly one.</param>
/// <param name="RunId">The run; null when there is none.</param>
public sealed record MaterializeResult(ActionResult Outcome, string? DagId = null, string? RunId = null);
