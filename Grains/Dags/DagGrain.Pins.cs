using Orrery.Core.Timetables;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <content>Which release a new run takes.</content>
public sealed partial class DagGrain
{
    /// <summary>
    /// How many runs the candidate of this number was given, of those that <see cref="RolloutPolicy.Next"/> allows. Read from rows, then counted
    /// here: several runs may be on their way to the store at once.
    /// </summary>
    private (int Candidate, int Count)? _given;

    /// <summary>What a scheduled or manual run of this id is pinned to: the live release, or the candidate if it is the run's turn.</summary>
    private async Task<RunPin> PinAsync(DagRow row, string runId) =>
        await pins.OfAsync(row, await TakesCandidateAsync(row, runId) ? row.CandidateRelease!.Value : row.Release);

    /// <summary>What a run is pinned to that never takes the candidate.</summary>
    private Task<RunPin> LivePinAsync(DagRow row) => pins.OfAsync(row, row.Release);

    private async Task<bool> TakesCandidateAsync(DagRow row, string runId)
    {
        if (row.CandidateRelease is not { } candidate || DagRows.RolloutOf(row) is not { Policy: { } policy } rollout)
        {
            return false;
        }

        if (policy.Percent is { } percent)
        {
            return RolloutShare.Contains(DagId, runId, percent);
        }

        if (_given?.Candidate != candidate)
        {
            var runsOfIt = await store.ListRunsOfReleaseAsync(DagId, candidate, rollout.CandidateAfterRunPk, policy.Next!.Value);

            // Another run may have come first while the rows were read.
            _given = _given?.Candidate == candidate ? _given : (candidate, runsOfIt.Count);
        }

        if (_given is not { } given || given.Count >= policy.Next)
        {
            return false;
        }

        _given = (candidate, given.Count + 1);
        return true;
    }

    /// <summary>A run that was to be created was not.</summary>
    private void TakeBack(RunPin pin)
    {
        if (_given is { } given && given.Candidate == pin.Release)
        {
            _given = (given.Candidate, given.Count - 1);
        }
    }

    /// <summary>A run by hand and what it is pinned to; or what is wrong with the wish for it.</summary>
    /// <remarks>
    /// Params, schedule and limits are those of the live release, also for a run that takes the candidate; a run of a release that was asked for
    /// by its number has that one's.
    /// </remarks>
    private async Task<(DagRunRow? Run, RunPin? Pin, ActionResult? Problem)> ManualRunAsync(DagRow row, TriggerRequest request)
    {
        if (request.Release is { } asked && await store.GetReleaseAsync(DagId, asked) is null)
        {
            return (null, null, ActionResult.Refuse(ActionStatus.Invalid, NoRelease(asked)));
        }

        // Of this row, not of one that is about to be written: publishing may be under way.
        var dag = request.Release is { } number ? (await pins.OfAsync(row, number)).Plan.Dag : (await plans.GetAsync(row.Version)).Dag;
        var (run, problem) = runs.Manual(row, dag, TimetableFactory.Of(dag), request, clock.GetUtcNow());
        if (run is null)
        {
            return (null, null, problem);
        }

        var pin = request.Release is { } release ? await pins.OfAsync(row, release) : await PinAsync(row, run.RunId);
        return (pin.On(run), pin, null);
    }

    /// <summary>The rows of a release that a run was asked for by its number: nothing else may need it, and pruning may take it away at this moment.</summary>
    private async Task<IEnumerable<StoreRow>> DefinitionOfAsync(TriggerRequest request) =>
        request.Release is { } number && await store.GetReleaseAsync(DagId, number) is { } release && await store.GetDagVersionAsync(release.Version) is { } version
            ? [release, version]
            : [];

    private string NoRelease(int release) => $"DAG '{DagId}' has no release {release}: 'orrery dags versions {DagId}' lists them.";
}
