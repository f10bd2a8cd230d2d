using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Hosts;

/// <summary>A lease the host holds: from when it was given until the report of its end was acknowledged.</summary>
internal sealed class HeldTask(LaunchSpec spec)
{
    private readonly Lock _lock = new();
    private StopReason? _stop;

    /// <summary>What was leased.</summary>
    public LaunchSpec Spec => spec;

    /// <summary>What the engine made of it; null while it is being launched.</summary>
    public IRunningTask? Task { get; private set; }

    /// <summary>How it ended; null before.</summary>
    public TaskReport? Report { get; set; }

    /// <summary>The engine has launched it. A stop that was asked for meanwhile is made up for.</summary>
    public Task LaunchedAsync(IRunningTask task)
    {
        StopReason? stop;
        lock (_lock)
        {
            (Task, stop) = (task, _stop);
        }

        return stop is { } reason ? task.StopAsync(reason) : System.Threading.Tasks.Task.CompletedTask;
    }

    /// <summary>Asks it to end, now or as soon as it is launched.</summary>
    public Task StopAsync(StopReason reason)
    {
        lock (_lock)
        {
            _stop ??= reason;
        }

        return Task?.StopAsync(reason) ?? System.Threading.Tasks.Task.CompletedTask;
    }
}
