using System.Collections.Concurrent;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Grains.Tests.Support;

/// <summary>A host without processes: it takes work as an agent does, and what a try does is a script's to say.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    private readonly IRuntimeGrain _grain;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string DagId, string TaskId), Script> _scripts = new();
    private readonly ConcurrentDictionary<(string DagId, string TaskId), int> _starts = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _pull = Task.CompletedTask;

    private ScriptedHost(IRuntimeGrain grain, TimeProvider clock) => (_grain, _clock) = (grain, clock);

    /// <summary>What the n-th start (from 1) of a task reports; null: it never ends.</summary>
    internal delegate TaskReport? Script(TaskReport success, int start);

    /// <summary>Joins and begins to take work.</summary>
    public static async Task<ScriptedHost> StartAsync(IRuntimeGrain grain, TimeProvider clock)
    {
        await grain.JoinAsync(new HostInfo { Capacity = 1000, Queues = ["default"] });
        var host = new ScriptedHost(grain, clock);
        host._pull = host.PullAsync();
        return host;
    }

    /// <summary>Says what the tasks of a DAG do.</summary>
    public void Play(string dagId, string taskId, Script script) => _scripts[(dagId, taskId)] = script;

    /// <summary>How often a task was started.</summary>
    public int Starts(string dagId, string taskId) => _starts.GetValueOrDefault((dagId, taskId));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pull.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PullAsync()
    {
        while (true)
        {
            var specs = await _grain.GetWorkAsync(Guid.Empty, 1000, TimeSpan.FromHours(1), _stop.Token);
            await Task.WhenAll(specs.Select(RunAsync));
        }
    }

    private async Task RunAsync(LaunchSpec spec)
    {
        var key = (spec.Task.DagId, spec.Task.TaskId);
        var start = _starts.AddOrUpdate(key, 1, (_, count) => count + 1);
        var success = new TaskReport { Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.Success, ExitCode = 0, EndedAt = _clock.GetUtcNow() };
        if (_scripts[key](success, start) is { } report)
        {
            await _grain.ReportAsync([report]);
        }
    }
}
