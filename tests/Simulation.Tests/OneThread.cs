namespace Orrery.Simulation.Tests;

/// <summary>
/// Leaves the thread pool of the process one thread that is free, so that whatever is queued to it, by whomever, runs in the order it was queued.
/// </summary>
internal static class OneThread
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(Func<Task> act)
    {
        ThreadPool.GetMinThreads(out var minWorkers, out var minPorts);
        ThreadPool.GetMaxThreads(out var maxWorkers, out var maxPorts);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            // Those who run the tests block some threads of the pool until all are done: they are left theirs.
            for (var count = 1; ; count++)
            {
                _ = ThreadPool.SetMinThreads(1, minPorts) && ThreadPool.SetMaxThreads(count, maxPorts) && ThreadPool.SetMinThreads(count, minPorts);
                using var probe = new ManualResetEventSlim();
                ThreadPool.UnsafeQueueUserWorkItem(static p => p.Set(), probe, preferLocal: false);
                if (probe.Wait(ProbeTime))
                {
                    ready.SetResult();
                    return;
                }
            }
        }) { IsBackground = true }.Start();
        try
        {
            await ready.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await act();
        }
        finally
        {
            ThreadPool.SetMaxThreads(maxWorkers, maxPorts);
            ThreadPool.SetMinThreads(minWorkers, minPorts);
        }
    }
}
