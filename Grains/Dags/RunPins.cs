using Orrery.Core.Runs;
using Orrery.Grains.Versions;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>What a new run is pinned to.</summary>
/// <param name="Plan">The version of its release, compiled.</param>
/// <param name="Release">Number of its release.</param>
/// <param name="Version">Version of its release.</param>
/// <param name="Snapshot">The code it runs; null: what its release says.</param>
public sealed record RunPin(RunPlan Plan, int Release, string Version, string? Snapshot)
{
    /// <summary>The run, pinned.</summary>
    public DagRunRow On(DagRunRow run) => run with { Release = Release, Version = Version, Snapshot = Snapshot };
}

/// <summary>Finds what new runs are pinned to: a release, and the code that is current when the run is created.</summary>
/// <param name="store">Where releases and bundles are.</param>
/// <param name="plans">Compiled versions.</param>
public sealed class RunPins(IStore store, RunPlanCache plans)
{
    /// <summary>What a run of a release is pinned to; the live one goes with the bundle's code as it is now, others with the code they were published with.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="number">Number of the release, which there is.</param>
    /// <exception cref="InvalidOperationException">There is none of that number although a row refers to it.</exception>
    public async Task<RunPin> OfAsync(DagRow dag, int number)
    {
        var release = await store.GetReleaseAsync(dag.DagId, number)
            ?? throw new InvalidOperationException($"Release {number} of DAG '{dag.DagId}' is not in the store although the DAG refers to it: restore the store from a backup.");
        var snapshot = number == dag.Release ? await CurrentSnapshotAsync(release) : release.Snapshot;
        return new RunPin(await plans.GetAsync(release.Version), number, release.Version, snapshot);
    }

    /// <summary>The code of the bundle as it is now; of a release whose code is not kept there is none.</summary>
    private async Task<string?> CurrentSnapshotAsync(DagReleaseRow release) => release.Snapshot is null
        ? null
        : (await store.GetBundleAsync(release.Bundle))?.Snapshot ?? release.Snapshot;
}
