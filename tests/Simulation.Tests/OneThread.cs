namespace Orrery.Simulation.Tests;

/// <summary>
/// A process whose thread pool has one thread, so that whatever is queued to it, by whomever, runs in the order it was queued: awaits that
/// go through the pool, as a <c>WhenAll</c> of answers does, are then no matter of chance.
/// </summary>
internal static class OneThread
{
    /// <summary>Takes all threads but one from the pool. To be called before anything was queued to it.</summary>
    /// <exception cref="InvalidOperationException">The pool does not allow it.</exception>
    public static void Enforce()
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            throw new InvalidOperationException("The thread pool could not be given exactly one thread, so a seed would not give the same order each time.");
        }
    }

    /// <summary>Runs something on that thread, and waits.</summary>
    public static void Run(Func<Task> act) => Task.Run(act).GetAwaiter().GetResult();
}
