using Orleans;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Streams;
using Orrery.Embedded.Timers;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Activations;

/// <summary>How an activation comes and goes.</summary>
internal sealed partial class Activation
{
    private Stage _stage = Stage.Activating;
    private DeactivationReason? _deactivationReason;

    private enum Stage
    {
        Activating,
        Valid,
        Deactivating,
        Gone,
    }

    /// <summary>Whether it takes part in work: not going away, and not gone.</summary>
    public bool IsValid
    {
        get
        {
            lock (_gate)
            {
                return _stage is Stage.Activating or Stage.Valid;
            }
        }
    }

    /// <summary>Creates an activation. Requests wait until the grain is activated.</summary>
    public static Activation Start(Silo silo, GrainClass grainClass, GrainId grainId)
    {
        var activation = new Activation(silo, grainClass, grainId);
        activation.Post(() => _ = activation.ActivateAsync());
        return activation;
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _deactivationReason ??= deactivationReason;
            if (_stage != Stage.Valid)
            {
                return;
            }

            _stage = Stage.Deactivating;
            _mailbox.Hold();
        }

        Post(() => _ = DeactivateAsync(cancellationToken));
    }

    /// <summary>Lets the activation go away if it has not been used for long enough.</summary>
    public void CollectIfIdle(DateTimeOffset now)
    {
        var age = _class.CollectionAge(Silo.Collection);
        if (age == TimeSpan.MaxValue || Silo.TimeProvider.GetElapsedTime(Volatile.Read(ref _lastUsed)) < age)
        {
            return;
        }

        lock (_gate)
        {
            // Held under the mailbox's lock: a call that comes a moment later waits and is sent on to a fresh activation.
            if (_stage != Stage.Valid || now < _keepUntil || !_mailbox.TryHoldIfIdle())
            {
                return;
            }

            _stage = Stage.Deactivating;
            _deactivationReason = new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Not used for {age}.");
        }

        Post(() => _ = DeactivateAsync(CancellationToken.None));
    }

    public bool Kill()
    {
        lock (_gate)
        {
            if (_stage == Stage.Gone)
            {
                return false;
            }

            _stage = Stage.Gone;
        }

        _mailbox.Scheduler.Kill();
        Silo.Catalog.Remove(this);
        StopTimersAndStreams();
        foreach (var request in _mailbox.Close())
        {
            request.Fail(Lost());
        }

        DropRunning();
        _deactivated.TrySetResult();
        return true;
    }

    private async Task ActivateAsync()
    {
        EnterStep(nameof(IGrainBase.OnActivateAsync));
        try
        {
            using var timeout = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.TimeProvider);
            await ConstructAndActivateAsync(timeout.Token).WaitAsync(Silo.Collection.ActivationTimeout, Silo.TimeProvider, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.ActivationFailed(Silo.Logger, exception, GrainId);
            await GoAsync(request => request.Fail(exception));
            return;
        }

        bool goesAtOnce;
        lock (_gate)
        {
            if (_stage == Stage.Gone)
            {
                return;
            }

            goesAtOnce = _deactivationReason is not null;
            _stage = goesAtOnce ? Stage.Deactivating : Stage.Valid;
            _lastUsed = Silo.TimeProvider.GetTimestamp();
        }

        if (goesAtOnce)
        {
            await DeactivateAsync(CancellationToken.None);
        }
        else
        {
            _mailbox.Open();
        }
    }

    private async Task ConstructAndActivateAsync(CancellationToken cancellationToken)
    {
        _constructing = this;
        try
        {
            _grain = _class.Construct(this);
        }
        finally
        {
            _constructing = null;
        }

        foreach (var state in _states)
        {
            await state.ReadStateAsync(cancellationToken);
        }

        await _grain.OnActivateAsync(cancellationToken);
    }

    private async Task DeactivateAsync(CancellationToken cancellationToken)
    {
        EnterStep(nameof(IGrainBase.OnDeactivateAsync));
        StopTimersAndStreams();
        using var timeout = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _mailbox.WhenDrainedAsync().WaitAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            Log.RequestsOutlivedDeactivation(Silo.Logger, GrainId, _mailbox.Running().Length, Silo.Collection.DeactivationTimeout);
        }

        try
        {
            await _grain!.OnDeactivateAsync(_deactivationReason!.Value, linked.Token).WaitAsync(linked.Token);
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(Silo.Logger, exception, GrainId);
        }

        await GoAsync(Silo.Catalog.Reroute);
    }

    private async Task GoAsync(Action<Request> settle)
    {
        lock (_gate)
        {
            if (_stage == Stage.Gone)
            {
                return;
            }

            _stage = Stage.Gone;
        }

        StopTimersAndStreams();
        try
        {
            await DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(Silo.Logger, exception, GrainId);
        }

        // Out of the catalog before the mailbox closes: whoever finds it closed finds a fresh activation at the next look.
        Silo.Catalog.Remove(this);
        foreach (var request in _mailbox.Close())
        {
            settle(request);
        }

        DropRunning();
        _deactivated.TrySetResult();
    }

    // What still runs must not go on beside a fresh activation of the same grain.
    private void DropRunning()
    {
        if (_mailbox.Running() is { Length: > 0 } running)
        {
            _mailbox.Scheduler.Kill();
            Array.ForEach(running, request => request.Fail(Lost()));
        }
    }

    private SiloUnavailableException Lost() =>
        new($"The activation of grain '{GrainId}' was lost. Whether it carried out the call is not known.");

    private async ValueTask DisposeAsync()
    {
        switch (_grain)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        await _scope.DisposeAsync();
    }

    private void StopTimersAndStreams()
    {
        ActivationTimer[] timers;
        IStreamSession[] streams;
        lock (_gate)
        {
            timers = [.. _timers];
            streams = [.. _streams];
        }

        Array.ForEach(timers, timer => timer.Dispose());
        Array.ForEach(streams, stream => stream.Abort());
    }

    // Calls made in such a step have it as their caller, so that a call that comes back is seen to be waiting for it.
    private void EnterStep(string name)
    {
        _mailbox.Holder = new LifecycleStep(name) { Mailbox = _mailbox };
        CallContext.Current = new CallContext(_mailbox.Holder, null);
    }
}
