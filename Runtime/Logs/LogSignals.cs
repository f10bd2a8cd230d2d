namespace Orrery.Runtime.Logs;

/// <summary>Tells readers of a log that it grew. Logs nobody follows cost nothing.</summary>
internal sealed class LogSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    /// <summary>Begins to follow a log, until disposal of what is answered.</summary>
    public Follower Follow(string path)
    {
        lock (_lock)
        {
            if (!_signals.TryGetValue(path, out var signal))
            {
                _signals[path] = signal = new Signal();
            }

            signal.Followers++;
            return new Follower(this, path, signal);
        }
    }

    /// <summary>Wakes everybody who follows the log.</summary>
    public void Pulse(string path)
    {
        TaskCompletionSource? changed = null;
        lock (_lock)
        {
            if (_signals.TryGetValue(path, out var signal))
            {
                (changed, signal.Changed) = (signal.Changed, NewSource());
            }
        }

        _ = changed?.TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One reader's interest in a log.</summary>
    internal sealed class Follower(LogSignals owner, string path, Signal signal) : IDisposable
    {
        /// <summary>Completes at the next change. To be taken before reading, so that no change is missed in between.</summary>
        public Task NextChange()
        {
            lock (owner._lock)
            {
                return signal.Changed.Task;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (owner._lock)
            {
                if (--signal.Followers == 0)
                {
                    _ = owner._signals.Remove(path);
                }
            }
        }
    }

    /// <summary>What the followers of one log share.</summary>
    internal sealed class Signal
    {
        /// <summary>How many there are.</summary>
        public int Followers { get; set; }

        /// <summary>Completes at the next change.</summary>
        public TaskCompletionSource Changed { get; set; } = NewSource();
    }
}
