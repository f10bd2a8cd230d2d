using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Engines;

/// <summary>Runs nothing and reports success at once: what remains is the cost of dispatch, for benchmarks.</summary>
/// <param name="timeProvider">The clock of its reports.</param>
/// <param name="name">The name it answers to. Default <c>noop</c>; a benchmark may give it another engine's.</param>
public sealed class NoopEngine(TimeProvider timeProvider, string name = "noop") : IRuntimeEngine
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<IRunningTask> LaunchAsync(LaunchSpec spec, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        return Task.FromResult<IRunningTask>(new EndedTask(spec, new TaskReport
        {
            Task = spec.Task,
            LeaseId = spec.LeaseId,
            Kind = TaskReportKind.Success,
            ExitCode = 0,
            StartedAt = now,
            EndedAt = now,
        }));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<IRunningTask>>([]);
}
