using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Grains.Runs;

/// <content>
/// Tasks that wait for earlier runs. What they wait for is asked of the store each time something may have changed, and never kept: a run
/// that is read again asks again.
/// </content>
public sealed partial class DagRunGrain
{
    /// <summary>Tasks that are <c>none</c> and asked for their past; those found open there at the last look are true.</summary>
    private readonly Dictionary<int, bool> _awaitsPast = [];
    private string? _previousRun;
    private bool _isLookingAtPast;
    private bool _lookAtPastAgain;

    /// <summary>Takes down that a task waits for its past; true when that has to be looked at.</summary>
    private bool AwaitPast(int task)
    {
        if (_awaitsPast.TryGetValue(task, out var isOpen) && isOpen)
        {
            // It was found open, and we are told when that may have changed.
            return false;
        }

        _awaitsPast[task] = false;
        return true;
    }

    /// <summary>Looks at the previous run and lets go on what it allows. Calls while it looks make it look once more.</summary>
    private async Task LookAtPastAsync()
    {
        if (_isLookingAtPast)
        {
            _lookAtPastAgain = true;
            return;
        }

        _isLookingAtPast = true;
        try
        {
            do
            {
                _lookAtPastAgain = false;
                if (_run is { } run)
                {
                    await LookAtPastOnceAsync(run);
                }
            }
            while (_lookAtPastAgain);
        }
        finally
        {
            _isLookingAtPast = false;
        }
    }

    private async Task LookAtPastOnceAsync(RunRecord run)
    {
        foreach (var task in _awaitsPast.Keys)
        {
            if (run.State[task].State == TaskInstanceState.None)
            {
                // Not known to be open, should this look fail: the next request looks again.
                _awaitsPast[task] = false;
            }
            else
            {
                _awaitsPast.Remove(task);
            }
        }

        var past = _awaitsPast.Count == 0 || run.IsFinished ? null : await RunPast.FindAsync(store, run);
        await FollowAsync(past?.RunKey);
        if (_awaitsPast.Count == 0 || run.IsFinished)
        {
            return;
        }

        // Read after it was asked to tell us: what it commits from now on, we hear of.
        var met = new List<int>();
        await (past?.ReadAsync(store) ?? Task.CompletedTask);
        foreach (var task in _awaitsPast.Keys.ToArray())
        {
            var mayStart = past is null || await past.MayStartAsync(store, run, task);
            _awaitsPast[task] = !mayStart;
            if (mayStart)
            {
                met.Add(task);
            }
        }

        if (met.Count > 0)
        {
            await SubmitAsync(new RunEvent.PastMet(met));
        }
    }

    /// <summary>Listens to this run, and to no other that came before it in that part.</summary>
    private async Task FollowAsync(string? previousRun)
    {
        if (_previousRun is { } before && before != previousRun)
        {
            StopListeningTo(before);
        }

        _previousRun = previousRun;
        if (previousRun is not null)
        {
            await ListenToAsync(previousRun);
        }
    }
}
