namespace Orrery.Grains.Tests.Support;

/// <summary>
/// A clock that a test moves by hand, whose timers that are due at once fire at once, as those of the system's clock do: grains that ask to be called
/// as soon as their turn is over must not wait until the test moves the clock. The embedded host sees to that by itself.
/// </summary>
/// <param name="hand">The clock.</param>
internal sealed class PromptTime(TimeProvider hand) : TimeProvider
{
    public override long TimestampFrequency => hand.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => hand.GetUtcNow();

    public override long GetTimestamp() => hand.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PromptTimer(hand.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class PromptTimer(ITimer timer, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != TimeSpan.Zero)
            {
                return timer.Change(dueTime, period);
            }

            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return timer.Change(period, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
