using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Processes;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime.Docker;

/// <summary>
/// Runs tries in containers of a Docker Engine, each in one of its own. The containers are not this process's children: they, their output and
/// their exit codes outlive it, and whichever server comes next finds them by their labels.
/// </summary>
internal sealed partial class DockerEngine : IRuntimeEngine, IAsyncDisposable
{
    private readonly IDockerEngine _engine;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<DockerEngine> _logger;
    private readonly TaskApiServer? _taskApi;
    private readonly string _spool;
    private readonly string _runs;
    private readonly BootMark _boot;
    private readonly ContainerLabels _labels;
    private readonly OutOfMemoryWatch _outOfMemory;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Guid, Lazy<IRunningTask>> _tasks = new();
    private readonly DockerContext _context;
    private int _disposed;

    /// <summary>Sets the engine up, without speaking to it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="runtime">Where the spool is.</param>
    /// <param name="logs">Where the logs go.</param>
    /// <param name="timeProvider">The clock of time-outs and reports.</param>
    /// <param name="logger">Where the server's own log goes.</param>
    /// <param name="taskApi">What the code of DAG files may ask while it runs; null: nothing.</param>
    public DockerEngine(
        IDockerEngine engine,
        IOptions<DockerOptions> options,
        IOptions<RuntimeOptions> runtime,
        FileTaskLogStore logs,
        TimeProvider timeProvider,
        ILogger<DockerEngine> logger,
        TaskApiServer? taskApi = null)
    {
        (_engine, _timeProvider, _logger, _taskApi) = (engine, timeProvider, logger, taskApi);
        _spool = Path.Combine(runtime.Value.ScratchPath, "docker");
        _runs = runtime.Value.RunPath;
        SpoolEntry.CreateFolder(_spool);
        _boot = new BootMark(_spool);
        _labels = new ContainerLabels(options.Value.Cluster, options.Value.Host, _spool);
        _outOfMemory = new OutOfMemoryWatch(engine, _labels, timeProvider, logger, _closing.Token);
        var launcher = new ContainerLauncher(engine, options.Value, _labels, RegistryLogins.Find(options.Value, Environment.GetEnvironmentVariable), taskApi?.Folder);
        _context = new DockerContext(
            engine, launcher, options.Value, _spool, RunDirectory, logs, _outOfMemory.Take, taskApi, timeProvider, logger, lease => _tasks.TryRemove(lease, out _), _closing.Token);
    }

    /// <inheritdoc/>
    public string Name => "docker";

    /// <inheritdoc/>
    public bool MayHaveForgotten => _boot.WasSetInAnotherBoot;

    /// <summary>Ends when the containers of which nobody knows are gone. Never fails.</summary>
    public Task Strays { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IRunningTask> LaunchAsync(LaunchSpec spec, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return Task.Run(
            async () =>
            {
                if (spec.Code is not null && _taskApi is not null)
                {
                    await _taskApi.TryStartAsync();
                }

                return LaunchOnce(spec);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (!_boot.IsSet)
        {
            // Nothing was ever launched here: there need not even be an engine.
            return [];
        }

        var recovery = new DockerRecovery(_engine, _spool, _labels, _timeProvider, _logger);
        var found = await recovery.FindAsync(cancellationToken);
        _outOfMemory.Start();
        Strays = recovery.RemoveStraysAsync(_closing.Token);
        if (_taskApi is not null && found.Any(f => f.Entry.MayAsk))
        {
            await _taskApi.TryStartAsync();
        }

        return [.. found.Select(f => _tasks.GetOrAdd(f.Entry.Spec.LeaseId, _ => new Lazy<IRunningTask>(() => Start(f.Entry, f.ContainerId, f.WasStarted))).Value)];
    }

    /// <summary>Lets go of the running tries without touching them; the next engine on the same spool adopts them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync();
        await Task.WhenAll(_tasks.Values.Where(t => t.IsValueCreated).Select(t => t.Value).OfType<DockerTask>().Select(t => t.Watched).Append(_outOfMemory.Watched).Append(Strays));
        _engine.Dispose();
        _closing.Dispose();
    }

    [LoggerMessage(EventIds.DockerRubbishNotRemoved, LogLevel.Warning, "What is left of a launch in {Folder} cannot be removed; the next start tries again")]
    private static partial void LogRubbishNotRemoved(ILogger logger, Exception exception, string folder);

    private string RunDirectory(TaskKey task) => Path.Combine(_runs, PathSegment.Encode(task.DagId), PathSegment.Encode(task.RunId));

    private IRunningTask LaunchOnce(LaunchSpec spec)
    {
        try
        {
            return _tasks.GetOrAdd(spec.LeaseId, _ => new Lazy<IRunningTask>(() => Launch(spec))).Value;
        }
        catch (HostNotReadyException)
        {
            RemoveRubbish(spec.LeaseId);
            _tasks.TryRemove(spec.LeaseId, out _);
            throw;
        }
    }

    private IRunningTask Launch(LaunchSpec spec)
    {
        if (spec.Container is null)
        {
            return NotStarted(spec, "The task is to run in a container and names no image. Give it an 'image'.");
        }

        if (!_engine.Endpoint.IsLocal)
        {
            return NotStarted(
                spec, $"The Docker Engine at {_engine.Endpoint} is on another machine, and cannot mount the folders of a task. Run a host on that machine, and give it the engine's socket: unix:///var/run/docker.sock.");
        }

        try
        {
            _boot.Set();
            SpoolEntry.CreateOpenFolder(RunDirectory(spec.Task));
            var entry = DockerTry.Create(_spool, new SpoolIntent { Spec = spec, BootId = ProcessIdentity.BootId, LaunchedAt = _timeProvider.GetUtcNow() }, PassFor(spec));
            _outOfMemory.Start();
            return Start(entry, null, wasStarted: false);
        }
        catch (Exception e) when (HostNotReadyException.IsDiskFull(e))
        {
            throw new HostNotReadyException($"There is no space left in '{_spool}' to prepare a task in: free some; the host goes on by itself then.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RemoveRubbish(spec.LeaseId);
            return NotStarted(spec, $"The task cannot be prepared in '{_spool}': {e.Message} Check the space on the disk and the rights on the folder.");
        }
    }

    private string? PassFor(LaunchSpec spec) => spec.Code is not null && _taskApi is not null && Directory.Exists(_taskApi.Folder) ? TaskApiServer.NewPass(ContainerPlan.TaskApiSocket) : null;

    private EndedTask NotStarted(LaunchSpec spec, string message) => new(spec, TryOutcome.NotStarted(spec, message, _timeProvider.GetUtcNow()));

    private DockerTask Start(DockerTry entry, string? containerId, bool wasStarted)
    {
        var task = new DockerTask(entry, containerId, wasStarted, _context);
        task.Start();
        return task;
    }

    private void RemoveRubbish(Guid lease)
    {
        try
        {
            DockerTry.Delete(_spool, lease);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogRubbishNotRemoved(_logger, e, DockerTry.PathOf(_spool, lease));
        }
    }
}
