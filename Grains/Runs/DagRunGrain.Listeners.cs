using Orrery.Core.States;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <content>
/// What runs tell each other. Nothing here is durable: a run that waits for another asks again when it is read again, and once a minute.
/// </content>
public sealed partial class DagRunGrain
{
    private readonly RunListeners _listeners = new();
    private readonly HashSet<string> _listensTo = new(StringComparer.Ordinal);
    private IGrainTimer? _listenAgain;

    /// <inheritdoc/>
    public Task<DagRunState?> ListenAsync(string listenerRunKey)
    {
        if (FindRun() is not { } run)
        {
            NotFound();
            return Task.FromResult<DagRunState?>(null);
        }

        _listeners.Add(listenerRunKey, clock.GetUtcNow());
        return Task.FromResult<DagRunState?>(run.State.Run.State);
    }

    /// <inheritdoc/>
    public Task HeardAsync(string runKey)
    {
        if (_run is { } run && _listensTo.Contains(runKey))
        {
            // Not awaited: who told us does not wait for what we make of it.
            _ = GuardAsync(LookAgainAsync(run, runKey));
        }

        return Task.CompletedTask;
    }

    /// <summary>Asks another run to be told of its ends; answers its state, null when there is no such run.</summary>
    private Task<DagRunState?> ListenToAsync(string runKey)
    {
        _listensTo.Add(runKey);
        ListenAgainLater();
        return grains.GetGrain<IDagRunGrain>(runKey).ListenAsync($"{_key}");
    }

    /// <summary>Does not listen to a run any more: it is not asked again, and what it still says is not heard.</summary>
    private void StopListeningTo(string runKey)
    {
        _listensTo.Remove(runKey);
        StopListeningInVain();
    }

    private void ListenAgainLater() =>
        _listenAgain ??= this.RegisterGrainTimer(_ => ListenAgainAsync(), RunListeners.RepeatAfter, RunListeners.RepeatAfter);

    private void StopListeningInVain()
    {
        if (_listensTo.Count == 0 && _awaitedAssets.Count == 0)
        {
            _listenAgain?.Dispose();
            _listenAgain = null;
        }
    }

    /// <summary>Looks anew at what waits for the other run.</summary>
    private async Task LookAgainAsync(RunRecord run, string runKey)
    {
        if (run.IsFinished)
        {
            StopListeningTo(runKey);
            return;
        }

        if (runKey == _previousRun)
        {
            await LookAtPastAsync();
        }

        await LookAtWaitsAsync(run, w => w.Run == runKey);
    }

    private async Task ListenAgainAsync()
    {
        foreach (var runKey in _listensTo.ToArray())
        {
            await GuardAsync(ListenToAsync(runKey));
            if (_run is { } run)
            {
                await GuardAsync(LookAgainAsync(run, runKey));
            }
        }

        await ListenToAssetsAgainAsync();
    }

    /// <summary>Tells those who listen. They are not waited for: one of them may be telling us something.</summary>
    private void TellListeners()
    {
        foreach (var listener in _listeners.At(clock.GetUtcNow()))
        {
            _ = GuardAsync(grains.GetGrain<IDagRunGrain>(listener).HeardAsync($"{_key}"));
        }
    }
}
