using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Orrery.Core.Runs;
using Orrery.Grains.Code;
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
/// <param name="code">Where code is.</param>
public sealed class RunPins(IStore store, RunPlanCache plans, CodeStore code)
{
    /// <summary>Bundles move on, and few of their snapshots are current at a time.</summary>
    private const int KnownSnapshots = 16;

    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _files = new(StringComparer.Ordinal);

    /// <summary>
    /// What a run of a release is pinned to. The live one goes with the bundle's code as it is now, unless what the DAG was loaded from is not the same
    /// there: its file is broken at present, or its next release is about to be published. Others go with the code they were published with.
    /// </summary>
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
    private async Task<string?> CurrentSnapshotAsync(DagReleaseRow release) =>
        release.Snapshot is not null
        && (await store.GetBundleAsync(release.Bundle))?.Snapshot is { } current
        && current != release.Snapshot
        && await HasInputsAsync(current, release)
            ? current
            : release.Snapshot;

    private async Task<bool> HasInputsAsync(string snapshot, DagReleaseRow release)
    {
        var files = await FilesOfAsync(snapshot);
        return JsonNode.Parse(release.InputsJson)!.AsArray()
            .Where(i => i!["kind"]!.GetValue<string>() == "file")
            .All(i => files.GetValueOrDefault(i!["name"]!.GetValue<string>()) == i["hash"]!.GetValue<string>());
    }

    private async Task<Dictionary<string, string>> FilesOfAsync(string snapshot)
    {
        if (_files.TryGetValue(snapshot, out var known))
        {
            return known;
        }

        var files = (await code.ListAsync(snapshot) ?? []).ToDictionary(f => f.Path, f => f.Hash, StringComparer.Ordinal);
        if (_files.Count >= KnownSnapshots)
        {
            // They are only to be read again.
            _files.Clear();
        }

        return _files.GetOrAdd(snapshot, files);
    }
}
