namespace Orrery.Simulation.Tests;

/// <summary>A clock that goes from one due timer to the next; timers due at the same moment fire in the order they were set.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(Timer Timer, long Setting), (DateTimeOffset Due, long Setting)> _due = new();
    private DateTimeOffset _now = start;
    private long _settings;

    public DateTimeOffset Start { get; } = start;

    public TimeSpan Elapsed => GetUtcNow() - Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Does something later.</summary>
    public void After(TimeSpan delay, Action act) => CreateTimer(_ => act(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Sets the clock forward: what was due in between fires late.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }

    /// <summary>Moves on to the next timer that is due and fires it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Step()
    {
        Timer timer;
        lock (_gate)
        {
            do
            {
                if (!_due.TryDequeue(out var next, out var at))
                {
                    return false;
                }

                timer = next.Timer;
                if (timer.Setting != next.Setting)
                {
                    continue;
                }

                _now = at.Due > _now ? at.Due : _now;
                timer.Setting = 0;
                if (timer.Period > TimeSpan.Zero)
                {
                    Set(timer, at.Due + timer.Period);
                }

                break;
            }
            while (true);
        }

        timer.Fire();
        return true;
    }

    private void Set(Timer timer, DateTimeOffset due)
    {
        timer.Setting = ++_settings;
        _due.Enqueue((timer, timer.Setting), (due, timer.Setting));
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Which setting of a timer is the one that counts; 0: it is not set.</summary>
        public long Setting { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Setting = 0;
                Period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    time.Set(this, time._now + dueTime);
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
