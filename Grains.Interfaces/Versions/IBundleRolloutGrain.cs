using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Versions;

/// <summary>Changes the rollouts of all DAGs of a bundle that are in service. A stateless worker; key: the bundle's name.</summary>
[Alias("orrery.IBundleRolloutGrain")]
public interface IBundleRolloutGrain : IGrainWithStringKey
{
    /// <summary>Carries it out in each DAG, as far as it can; repeated, it goes on where it failed. Promoting and rolling back are about those with a candidate.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="request">For <see cref="BundleRolloutAction.Set"/>: how; it names no release. Else only who asks counts.</param>
    [Alias("Change")]
    Task<BundleRolloutResult> ChangeAsync(BundleRolloutAction action, RolloutRequest request);
}
