using Orrery.Client;

namespace Orrery.Cli.Running;

/// <summary>Watches one run to its end and keeps a view up to date.</summary>
internal sealed class RunWatcher(IOrreryClient client, IRunView view, TimeProvider clock)
{
    /// <summary>Time between two looks of the view.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>What is known of the run; also after the watching was given up.</summary>
    public RunTracker Tracker { get; } = new();

    /// <summary>Watches until the run has ended.</summary>
    public async Task WatchAsync(string dagId, string runId, CancellationToken cancellationToken)
    {
        await using var updates = client.WatchRunAsync(dagId, runId, cancellationToken).GetAsyncEnumerator(cancellationToken);
        using var ticks = new PeriodicTimer(TickInterval, clock);
        var tick = ticks.WaitForNextTickAsync(cancellationToken).AsTask();
        var next = updates.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, tick) == next)
                {
                    if (!await next)
                    {
                        return;
                    }

                    view.Changed(Tracker, Tracker.Apply(updates.Current));
                    next = updates.MoveNextAsync().AsTask();
                }

                if (tick.IsCompleted)
                {
                    _ = await tick;
                    view.Tick(Tracker);
                    tick = ticks.WaitForNextTickAsync(cancellationToken).AsTask();
                }
            }
        }
        finally
        {
            // An enumerator may not be disposed while it is moving.
            await Task.WhenAny(next);
            view.End(Tracker);
        }
    }
}
