using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Runtime.Engines;

/// <summary>A try that had ended before anybody could wait for it, and left nothing behind.</summary>
internal sealed class EndedTask(LaunchSpec spec, TaskReport report) : IRunningTask
{
    public LaunchSpec Spec => spec;

    public Task<TaskReport> Completion { get; } = Task.FromResult(report);

    public Task StopAsync(StopReason reason, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task ReleaseAsync() => Task.CompletedTask;
}
