using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Interfaces.Assets;

/// <summary>One asset: what DAGs say of it, its events, and telling the DAGs that wait for them. Key: the asset's URI.</summary>
/// <remarks>It never waits for a DAG: DAGs wait for it when they are published.</remarks>
[Alias("orrery.IAssetGrain")]
public interface IAssetGrain : IGrainWithStringKey
{
    /// <summary>Takes what is in the outbox for the asset, and goes on telling those who have not heard of its news. Harmless when repeated.</summary>
    [Alias("Deliver")]
    Task DeliverAsync();

    /// <summary>Reads anew what DAGs say of the asset; answers how it stands.</summary>
    [Alias("Refresh")]
    Task<AssetStanding> RefreshAsync();

    /// <summary>Reports news of the asset that no task of an installation's DAG wrote.</summary>
    [Alias("Emit")]
    Task<AssetEmissionResult> EmitAsync(AssetEmission emission);

    /// <summary>Forgets the news of the asset which DAGs have not run for yet.</summary>
    /// <returns>How many DAGs had such news.</returns>
    [Alias("ForgetNews")]
    Task<int> ForgetNewsAsync();

    /// <summary>
    /// Asks to be told, by <see cref="IDagRunGrain.AssetHeardAsync"/>, of each of the asset's news after its commit. Soft: it holds for a few
    /// minutes and is repeated by whoever still waits.
    /// </summary>
    /// <param name="listenerRunKey">Key of the run that waits.</param>
    /// <returns>Whether the run was not known to listen, so that news which came since it last looked may have passed it by.</returns>
    [AlwaysInterleave, Alias("Listen")]
    Task<bool> ListenAsync(string listenerRunKey);

    /// <summary>Puts the newest event into the queues of the next DAGs that wait for the asset. Called by the asset itself.</summary>
    /// <returns>The DAGs, in order; none when there are no more.</returns>
    [Alias("QueueNews")]
    Task<ImmutableArray<string>> QueueNewsAsync(string afterDagId);

    /// <summary>Every DAG has heard of the news up to this event. Called by the asset itself.</summary>
    [Alias("SpreadDone")]
    Task SpreadDoneAsync(long upToEventId);
}
