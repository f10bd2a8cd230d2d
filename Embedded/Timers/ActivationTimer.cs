using Orleans.Runtime;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Hosting;

namespace Orrery.Embedded.Timers;

/// <summary>A grain's timer: when due it puts a request into the mailbox, and when that has run it is set again.</summary>
internal sealed class ActivationTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _changed;
    private bool _disposed;

    public ActivationTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.TimeProvider.CreateTimer(
                static state => ((ActivationTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _period = period;
            _changed = true;
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _timer.Dispose();
        }

        _activation.Forget(this);
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>Runs the callback, as a request of the activation.</summary>
    public async Task RunAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _changed = false;
        }

        try
        {
            await _callback(_stopped.Token);
        }
        catch (Exception exception)
        {
            _activation.OnRequestFailed(exception);
            Log.TimerFailed(_activation.Silo.Logger, exception, _activation.GrainId);
        }

        lock (_gate)
        {
            // A callback that changed its own timer has set it already.
            if (!_disposed && !_changed)
            {
                _timer.Change(_period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time.TotalMilliseconds > uint.MaxValue - 1))
        {
            throw new ArgumentOutOfRangeException(name, time, "A grain timer's times are between zero and 49 days, or infinite.");
        }
    }

    private void OnDue() => _activation.TryEnqueue(new TimerTick(this, _options.KeepAlive) { Interleaves = _options.Interleave });
}
