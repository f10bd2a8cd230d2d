using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;
using Orrery.Runtime.TaskApi;

namespace Orrery.Docker.Tests;

/// <summary>A data directory with an engine on it. Disposing an engine leaves its containers alone, as a killed server does.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    /// <summary>Far more than anything here takes; reached only by a defect.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly List<DockerEngine> _engines = [];
    private readonly List<LaunchSpec> _launched = [];
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-docker-").FullName;

    public EngineHost(DockerOptions? options = null)
    {
        Options = options ?? new DockerOptions { Network = "none" };
        Client = EngineFixture.NewClient(Options);
        (Engine, Logs) = NewEngine();
    }

    public DockerOptions Options { get; }

    public IDockerEngine Client { get; }

    public DockerEngine Engine { get; private set; }

    public FileTaskLogStore Logs { get; private set; }

    public RuntimeOptions Runtime => new() { DataDirectory = _root };

    /// <summary>What tasks may ask of the next engine; null: nothing.</summary>
    public TaskApiServer? TaskApi { get; set; }

    public string Spool => Path.Combine(_root, "spool", "docker");

    public static LaunchSpec Bash(string script, string taskId = "task") => Command() with { Script = script, Task = Key(taskId) };

    public static LaunchSpec Command(params string[] argv) => new()
    {
        Task = Key("task"), LeaseId = Guid.CreateVersion7(), Engine = "docker", Argv = [.. argv], Container = new ContainerSpec { Image = EngineFixture.Image },
    };

    /// <summary>Lets tasks of the run go on that wait for this.</summary>
    public void Go(string name = "go") => File.WriteAllText(Path.Combine(_root, "runs", "dag", "manual__1", name), "");

    /// <summary>Waits for a file that a task of the run writes.</summary>
    public async Task FileAsync(string name)
    {
        var folder = Path.Combine(_root, "runs", "dag", "manual__1");
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder, name) { EnableRaisingEvents = true };
        watcher.Created += (_, _) => created.TrySetResult();
        if (!File.Exists(Path.Combine(folder, name)))
        {
            await created.Task.WaitAsync(Limit);
        }
    }

    public async Task<IRunningTask> LaunchAsync(LaunchSpec spec)
    {
        _launched.Add(spec);
        return await Engine.LaunchAsync(spec);
    }

    public async Task<TaskReport> RunAsync(LaunchSpec spec) => await (await LaunchAsync(spec)).Completion.WaitAsync(Limit);

    /// <summary>A server dies and the next one comes: another engine on the same data, and what it found.</summary>
    public async Task<IReadOnlyList<IRunningTask>> RestartAsync(Func<Task>? between = null)
    {
        await Engine.DisposeAsync();
        if (between is not null)
        {
            await between();
        }

        (Engine, Logs) = NewEngine();
        return await Engine.RecoverAsync();
    }

    public async Task<IReadOnlyList<LogLine>> LogAsync(LaunchSpec spec) =>
        (await Logs.ReadAsync(TaskLogKey.Of(spec.Task), 1, 100_000)).ShouldNotBeNull().Lines;

    /// <summary>What the task itself wrote.</summary>
    public async Task<string[]> OutputAsync(LaunchSpec spec, LogStream stream = LogStream.Output) =>
        [.. (await LogAsync(spec)).Where(l => l.Stream == stream).Select(l => l.Text)];

    /// <summary>Waits until the task has written a line.</summary>
    public async Task LineAsync(LaunchSpec spec, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var batch in Logs.FollowAsync(TaskLogKey.Of(spec.Task), 1, limit.Token))
        {
            if (batch.Any(l => l.Text == text))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The log ended without '{text}'.");
    }

    /// <summary>All containers there are of a lease.</summary>
    public Task<IReadOnlyList<Orrery.Runtime.Docker.Api.Wire.ContainerSummary>> ContainersAsync(LaunchSpec spec) =>
        Client.ListContainersAsync(new Dictionary<string, string> { [ContainerLabels.Lease] = spec.LeaseId.ToString("D") });

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        foreach (var spec in _launched)
        {
            // One that is told of no engine has left nothing.
            foreach (var container in Options.EngineWait == TimeSpan.Zero ? [] : await ContainersAsync(spec))
            {
                await Client.RemoveContainerAsync(container.Id, force: true);
            }
        }

        Client.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static TaskKey Key(string taskId) => new() { DagId = "dag", RunId = "manual__1", TaskId = taskId, Ordinal = 0, TryNumber = 1 };

    private (DockerEngine Engine, FileTaskLogStore Logs) NewEngine()
    {
        var runtime = Microsoft.Extensions.Options.Options.Create(Runtime);
        var logs = new FileTaskLogStore(runtime);
        var engine = new DockerEngine(EngineFixture.NewClient(Options), Microsoft.Extensions.Options.Options.Create(Options), runtime, logs, TimeProvider.System, NullLogger<DockerEngine>.Instance, TaskApi);
        _engines.Add(engine);
        return (engine, logs);
    }
}
