using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client;

/// <summary>The releases of DAGs: what differs between them, and which of them new runs take.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IVersionClient
{
    /// <summary>Releases of the DAG that the query names, newest first; empty when there is no such DAG.</summary>
    Task<Page<DagVersionInfo>> ListAsync(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>One release.</summary>
    Task<DagVersionInfo?> GetAsync(string dagId, int release, CancellationToken cancellationToken = default);

    /// <summary>The text of the file a release came from; of the live one when none is named.</summary>
    Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release, CancellationToken cancellationToken = default);

    /// <summary>
    /// What differs between two releases. Unless named, the later one is the candidate, or else the live one; and the earlier one is the live one
    /// for a candidate, else the one before.
    /// </summary>
    Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to, CancellationToken cancellationToken = default);

    /// <summary>How the releases of a DAG stand.</summary>
    Task<RolloutInfo?> GetRolloutAsync(string dagId, CancellationToken cancellationToken = default);

    /// <summary>Says how new releases of a DAG come to be live. Over HTTP it is the owner of the credential who asks, whatever the request says.</summary>
    Task<RolloutResult> SetRolloutAsync(string dagId, RolloutRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes the candidate live, or the release of this number.</summary>
    Task<RolloutResult> PromoteAsync(string dagId, int? release, string requestedBy, CancellationToken cancellationToken = default);

    /// <summary>Takes the candidate back; or makes the release live again that was live before, or the one of this number.</summary>
    Task<RolloutResult> RollbackAsync(string dagId, int? to, string requestedBy, CancellationToken cancellationToken = default);

    /// <summary>The same for all DAGs of a bundle that are in service: promoting and rolling back are about those with a candidate.</summary>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="action">What to do.</param>
    /// <param name="request">How new releases come to be live; for the other actions only who asks counts.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<BundleRolloutResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken = default);
}
