using System.Collections.Concurrent;
using System.Threading.Channels;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Tests.Support;

/// <summary>An engine whose tasks end when the test says so.</summary>
public sealed class FakeEngine : IRuntimeEngine
{
    public string Name => "process";

    public ConcurrentDictionary<Guid, FakeTask> Tasks { get; } = new();

    public Channel<FakeTask> Launched { get; } = Channel.CreateUnbounded<FakeTask>();

    public IReadOnlyList<IRunningTask> Left { get; set; } = [];

    /// <summary>Whether nothing can be launched.</summary>
    public bool IsFull { get; set; }

    public bool MayHaveForgotten { get; set; }

    /// <summary>Held until the test lets launches go on.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<IRunningTask> LaunchAsync(LaunchSpec spec, CancellationToken cancellationToken = default)
    {
        await Gate;
        if (IsFull)
        {
            throw new HostNotReadyException("The disk is full: free some space.");
        }

        var task = new FakeTask(spec);
        Tasks.TryAdd(spec.LeaseId, task).ShouldBeTrue();
        Launched.Writer.TryWrite(task).ShouldBeTrue();
        return task;
    }

    public Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default) => Task.FromResult(Left);
}

/// <summary>A task that ends when the test says so.</summary>
public sealed class FakeTask(LaunchSpec spec) : IRunningTask
{
    private readonly TaskCompletionSource<TaskReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LaunchSpec Spec => spec;

    public Task<TaskReport> Completion => _completion.Task;

    public TaskCompletionSource<StopReason> Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void End(TaskReportKind kind = TaskReportKind.Success) => _completion.SetResult(new TaskReport
    {
        Task = spec.Task, LeaseId = spec.LeaseId, Kind = kind, EndedAt = DateTimeOffset.UnixEpoch,
    });

    public Task StopAsync(StopReason reason, CancellationToken cancellationToken = default)
    {
        _ = Stopped.TrySetResult(reason);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync()
    {
        _ = Released.TrySetResult();
        return Task.CompletedTask;
    }
}
