using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Sensors;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime.Tests.Support;

/// <summary>A data directory with an engine on it. Disposing an engine leaves its processes alone, as a killed server does.</summary>
public sealed class ProcessHost
{
    /// <summary>Far more than anything here takes; reached only by a defect.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<ProcessEngine> _engines = [];
    private readonly List<SensorEngine> _sensors = [];

    public ProcessHost()
    {
        Root = Directory.CreateTempSubdirectory("orrery-runtime-").FullName;
        Options = new RuntimeOptions { DataDirectory = Root };
        Logs = new FileTaskLogStore(Microsoft.Extensions.Options.Options.Create(Options));
        Engine = NewEngine();
    }

    public string Root { get; }

    /// <summary>What engines from the next one on let tasks ask.</summary>
    public TaskApiServer? TaskApi { get; set; }

    public RuntimeOptions Options { get; }

    public FileTaskLogStore Logs { get; private set; }

    public ProcessEngine Engine { get; private set; }

    public string Spool => Options.SpoolDirectory ?? Path.Combine(Root, "spool");

    internal SpoolFolders Folders => new(Spool, Path.Combine(Root, "spool"));

    public static TaskKey Key(string taskId = "task", int tryNumber = 1, int mapIndex = -1) => new()
    {
        DagId = "dag", RunId = "manual__1", TaskId = taskId, Ordinal = 0, TryNumber = tryNumber, MapIndex = mapIndex,
    };

    public static LaunchSpec Bash(string script, TaskKey? key = null) => new() { Task = key ?? Key(), LeaseId = NewLease(), Script = script };

    public static LaunchSpec Command(params string[] argv) => new() { Task = Key(), LeaseId = NewLease(), Argv = [.. argv] };

    public static Guid NewLease() => Guid.CreateVersion7();

    /// <summary>The scratch directory of a try.</summary>
    public string Folder(LaunchSpec spec) => Folders.ScratchOf(spec.LeaseId);

    /// <summary>The file of a try.</summary>
    public string TryFile(LaunchSpec spec) => Folders.PathOf(spec.LeaseId) + ".try";

    /// <summary>What is in the spool of a try.</summary>
    public IEnumerable<string> Files(LaunchSpec spec) => ((IEnumerable<string>)[Folders.Files, Folders.Scratch])
        .Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(f => Directory.EnumerateFileSystemEntries(f, $"{spec.LeaseId:D}*"));

    /// <summary>A place in the scratch directory that the tasks of the run share.</summary>
    public string Pipe(string name = "go") => Path.Combine(Root, "runs", "dag", "manual__1", name);

    public async Task<TaskReport> RunAsync(LaunchSpec spec)
    {
        var task = await Engine.LaunchAsync(spec);
        return await task.Completion.WaitAsync(Limit);
    }

    /// <summary>A server dies and the next one comes: another engine on the same data, and what it found.</summary>
    public async Task<IReadOnlyList<IRunningTask>> RestartAsync(Action? between = null)
    {
        await Engine.DisposeAsync();
        between?.Invoke();
        Logs = new FileTaskLogStore(Microsoft.Extensions.Options.Options.Create(Options));
        Engine = NewEngine();
        return await Engine.RecoverAsync();
    }

    public async Task<IReadOnlyList<LogLine>> LogAsync(LaunchSpec spec)
    {
        var window = await Logs.ReadAsync(TaskLogKey.Of(spec.Task), 1, 100_000);
        return window.ShouldNotBeNull().Lines;
    }

    /// <summary>What the task itself wrote.</summary>
    public async Task<string[]> OutputAsync(LaunchSpec spec, LogStream stream = LogStream.Output) =>
        [.. (await LogAsync(spec)).Where(l => l.Stream == stream).Select(l => l.Text)];

    /// <summary>Waits until the task has written a line.</summary>
    public async Task<LogLine> LineAsync(LaunchSpec spec, Func<LogLine, bool> predicate)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var batch in Logs.FollowAsync(TaskLogKey.Of(spec.Task), 1, limit.Token))
        {
            if (batch.FirstOrDefault(predicate) is { } line)
            {
                return line;
            }
        }

        throw new InvalidOperationException("The log ended without such a line.");
    }

    public Task<LogLine> LineAsync(LaunchSpec spec, string text) => LineAsync(spec, l => l.Text == text);

    /// <summary>Lets the engines go and removes the data.</summary>
    public async Task CloseAsync()
    {
        foreach (var engine in _sensors)
        {
            await engine.DisposeAsync();
        }

        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>An engine for sensors beside that for processes.</summary>
    internal SensorEngine NewSensorEngine()
    {
        var engine = new SensorEngine(Engine, Logs, TimeProvider.System);
        _sensors.Add(engine);
        return engine;
    }

    private ProcessEngine NewEngine()
    {
        var engine = new ProcessEngine(
            Microsoft.Extensions.Options.Options.Create(Options), Logs, TimeProvider.System, NullLogger<ProcessEngine>.Instance, TaskApi);
        _engines.Add(engine);
        return engine;
    }
}
