using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Versions;

/// <summary>Releases of DAGs for clients, from the store. A stateless worker; any key.</summary>
[Alias("orrery.IVersionCatalogGrain")]
public interface IVersionCatalogGrain : IGrainWithStringKey
{
    /// <summary>Releases of a DAG, newest first; null when there is no such DAG.</summary>
    [Alias("List")]
    Task<Page<DagVersionInfo>?> ListAsync(ListQuery query);

    /// <summary>One release; null when there is none.</summary>
    [Alias("Get")]
    Task<DagVersionInfo?> GetAsync(string dagId, int release);

    /// <summary>The text of the file a release came from, of the live one when none is named; null when there is none.</summary>
    [Alias("GetSource")]
    Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release);

    /// <summary>
    /// What differs between two releases; null when one of them does not exist. Unless named, the later one is the candidate, or else the live
    /// one, and the earlier one that against which people would hold it: the live one for a candidate, else the one before.
    /// </summary>
    [Alias("Diff")]
    Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to);

    /// <summary>How the releases of a DAG stand; null when there is no such DAG.</summary>
    [Alias("GetRollout")]
    Task<RolloutInfo?> GetRolloutAsync(string dagId);
}
