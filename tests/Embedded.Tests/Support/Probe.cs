using System.Collections.Concurrent;

namespace Orrery.Embedded.Tests.Support;

/// <summary>How tests and grains see each other: what happened, and gates at which grains wait.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<string> _events = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiters = [];

    public IReadOnlyList<string> Events => [.. _events];

    public void Record(string text)
    {
        lock (_waiters)
        {
            _events.Enqueue(text);
            foreach (var (_, seen) in _waiters.Where(waiter => waiter.Text == text))
            {
                seen.TrySetResult();
            }
        }
    }

    /// <summary>Ends when something has happened.</summary>
    public Task Seen(string text)
    {
        lock (_waiters)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_events.Contains(text))
            {
                seen.SetResult();
            }

            _waiters.Add((text, seen));
            return seen.Task.Within();
        }
    }

    public Task Gate(string name) => GateOf(name).Task;

    public void Open(string name) => GateOf(name).TrySetResult();

    // Continuations run inline, so that when Open returns the grains behind the gate have their turns queued.
    private TaskCompletionSource GateOf(string name) => _gates.GetOrAdd(name, _ => new TaskCompletionSource());
}
