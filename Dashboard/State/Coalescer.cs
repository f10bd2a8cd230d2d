namespace Orrery.Dashboard.State;

/// <summary>Turns many signals into few flushes: the first at once, then at most one each interval, never two at a time.</summary>
public sealed class Coalescer : IDisposable
{
    /// <summary>How often views are drawn anew at most.</summary>
    public static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;
    private readonly Func<Task> _flush;
    private readonly ITimer _timer;
    private long? _lastFlush;
    private bool _isSignalled;
    private bool _isFlushing;

    /// <summary>Starts idle.</summary>
    /// <param name="clock">Tells the time and wakes.</param>
    /// <param name="interval">Least time between two flushes.</param>
    /// <param name="flush">What to do; handles its own failures.</param>
    public Coalescer(TimeProvider clock, TimeSpan interval, Func<Task> flush)
    {
        (_clock, _interval, _flush) = (clock, interval, flush);
        _timer = clock.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a flush.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            if (!_isSignalled)
            {
                _isSignalled = true;
                Arm();
            }
        }
    }

    /// <summary>Stops; a flush under way ends by itself.</summary>
    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (_isFlushing)
        {
            return;
        }

        var due = _lastFlush is { } last ? _interval - _clock.GetElapsedTime(last) : TimeSpan.Zero;
        _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task FlushAsync()
    {
        lock (_gate)
        {
            (_isSignalled, _isFlushing) = (false, true);
        }

        try
        {
            await _flush();
        }
        finally
        {
            lock (_gate)
            {
                (_isFlushing, _lastFlush) = (false, _clock.GetTimestamp());
                if (_isSignalled)
                {
                    Arm();
                }
            }
        }
    }
}
