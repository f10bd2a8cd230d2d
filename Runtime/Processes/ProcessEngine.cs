using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Logs;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime.Processes;

/// <summary>
/// Runs tries as processes of this machine, each in a session and process group of its own under a small launcher that outlives the server.
/// Everything about a try is in the spool, written before it is relied on: whichever server comes next goes on from there.
/// Promises no isolation between tasks and server, which run as the same user. Linux only.
/// </summary>
public sealed partial class ProcessEngine : IRuntimeEngine, IAsyncDisposable
{
    private readonly FileTaskLogStore _logs;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ProcessEngine> _logger;
    private readonly TaskApiServer? _taskApi;
    private readonly SpoolFolders _spool;
    private readonly BootMark _boot;
    private readonly string _runs;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Guid, Lazy<IRunningTask>> _tasks = new();
    private readonly ProcessWatcher _watcher;
    private readonly StraySweeper _sweeper;
    private readonly ProcessContext _context;
    private int _disposed;

    /// <summary>Starts the engine; <see cref="RecoverAsync"/> is to be called before the first launch.</summary>
    /// <param name="options">Where the spool is.</param>
    /// <param name="logs">Where the logs go.</param>
    /// <param name="timeProvider">The clock of time-outs and reports.</param>
    /// <param name="logger">Where the server's own log goes.</param>
    /// <param name="taskApi">What the code of DAG files may ask while it runs; null: nothing.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public ProcessEngine(
        IOptions<RuntimeOptions> options, FileTaskLogStore logs, TimeProvider timeProvider, ILogger<ProcessEngine> logger, TaskApiServer? taskApi = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                "The engine 'process' needs Linux: it finds the processes of an earlier server through pidfd, inotify and /proc. Run the host on Linux, or in a Linux container or WSL.");
        }

        (_logs, _timeProvider, _logger, _taskApi) = (logs, timeProvider, logger, taskApi);
        (_spool, _runs) = (new SpoolFolders(options.Value.SpoolPath, options.Value.ScratchPath), options.Value.RunPath);
        SpoolEntry.CreateFolder(_spool.Files);
        SpoolEntry.CreateFolder(_spool.Scratch);
        _boot = new BootMark(_spool.Files);
        _watcher = new ProcessWatcher(_spool.Files);
        if (!_watcher.SeesOutput)
        {
            LogOutputNotWatched(logger, _spool.Files);
        }

        _sweeper = new StraySweeper(_watcher, timeProvider);
        _context = new ProcessContext(_watcher, _sweeper, _spool, Launcher.Install(_spool.Files), timeProvider, logger, lease => _tasks.TryRemove(lease, out _), _closing.Token);
    }

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public bool MayHaveForgotten => _boot.IsOfAnotherBoot;

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
    public Task<IReadOnlyList<IRunningTask>> RecoverAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return Task.Run<IReadOnlyList<IRunningTask>>(
            async () =>
            {
                var found = new List<IRunningTask>();
                foreach (var lease in _spool.List())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (Recover(lease) is { } task)
                    {
                        found.Add(task);
                    }
                }

                if (_taskApi is { HasCallers: true })
                {
                    await _taskApi.TryStartAsync();
                }

                LogSpoolRecovered(_logger, found.Count, _spool.Files);
                return found;
            },
            cancellationToken);
    }

    /// <summary>Removes the scratch directory that the tasks of a run shared; to be called when the run is no more needed.</summary>
    /// <param name="dagId">Id of the DAG.</param>
    /// <param name="runId">Id of the run.</param>
    public void DeleteRunDirectory(string dagId, string runId)
    {
        var folder = RunDirectory(dagId, runId);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lets go of the running tries without touching them; the next engine on the same spool adopts them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync();
        await Task.WhenAll(_tasks.Values.Where(t => t.IsValueCreated).Select(t => t.Value).OfType<ProcessTask>().Select(t => t.Watched));
        await _sweeper.IdleAsync();
        _watcher.Dispose();
        _closing.Dispose();
    }

    private string RunDirectory(string dagId, string runId) => Path.Combine(_runs, PathSegment.Encode(dagId), PathSegment.Encode(runId));

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
        SpoolEntry entry;
        OutputTail tail;
        try
        {
            _boot.Set();
            SpoolEntry.CreateFolder(RunDirectory(spec.Task.DagId, spec.Task.RunId));
            entry = SpoolEntry.Create(_spool, new SpoolIntent { Spec = spec, BootId = ProcessIdentity.BootId, LaunchedAt = _timeProvider.GetUtcNow() });
            tail = new OutputTail(entry, _logs, _timeProvider);
            if (spec.Code is not null && _taskApi is not null)
            {
                var pass = TaskApiServer.NewPass(_taskApi.SocketPath);
                File.WriteAllText(entry.TaskApiPath, pass);
                _taskApi.Admit(spec, pass, tail.Secrets);
            }
        }
        catch (Exception e) when (HostNotReadyException.IsDiskFull(e))
        {
            throw new HostNotReadyException($"There is no space left in '{_spool.Files}' or '{_spool.Scratch}' to prepare a task in: free some; the host goes on by itself then.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var message = $"The task cannot be prepared in '{_spool.Files}': {e.Message} Check the space on the disk and the rights on the folder.";
            LogTaskNotStarted(_logger, spec.Task, message);
            RemoveRubbish(spec.LeaseId);
            return new EndedTask(spec, TryOutcome.NotStarted(spec, message, _timeProvider.GetUtcNow()));
        }

        ProcessHandle? process = null;
        if (Start(entry, out var pid) is { } failure)
        {
            entry.WriteLaunchFailure(failure);
            LogTaskNotStarted(_logger, spec.Task, failure);
        }
        else
        {
            process = ProcessHandle.Open(pid);
            LogTaskStarted(_logger, spec.Task, pid);
        }

        return Watch(entry, process, tail, process is null ? "Cannot be started." : $"{spec.Task} started on {Environment.MachineName}: pid {pid}.");
    }

    private string? Start(SpoolEntry entry, out int pid)
    {
        pid = 0;
        try
        {
            pid = Launcher.Start(
                _context.Launcher, entry, TaskCommandBuilder.Build(entry, RunDirectory(entry.Spec.Task.DagId, entry.Spec.Task.RunId)));
            return null;
        }
        catch (LaunchException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return $"The process cannot be started: {e.Message}. Check the working directory, the size of arguments and environment, and the limits on processes and memory.";
        }
    }

    private IRunningTask? Recover(Guid lease)
    {
        try
        {
            if (SpoolEntry.Open(_spool, lease) is { } entry)
            {
                if (!WasNeverLaunched(entry))
                {
                    return _tasks.GetOrAdd(entry.Spec.LeaseId, _ => new Lazy<IRunningTask>(() => Adopt(entry))).Value;
                }

                LogNeverLaunched(_logger, entry.Spec.Task);
            }

            RemoveRubbish(lease);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One entry that cannot be read must not keep the others from being adopted; it stays for the next start.
            LogNotRecovered(_logger, e, _spool.PathOf(lease));
        }

        return null;
    }

    /// <summary>
    /// Whether the server died between writing its intention down and starting the launcher: the launcher says who it is before it runs the
    /// command, so in the same boot no word and no launcher mean that nothing has run, and the lease may be given back. A launcher that
    /// is still on its way finds its directory gone and gives up.
    /// </summary>
    private bool WasNeverLaunched(SpoolEntry entry)
    {
        if (entry.Intent.BootId != ProcessIdentity.BootId || entry.ReadLaunchFailure() is not null)
        {
            return false;
        }

        // In this order: a launcher that ended in between has left its word.
        using var launcher = _sweeper.FindLauncher(entry.Spec.LeaseId);
        return launcher is null && entry.ReadRecord() is { Identity: null, ExitCode: null };
    }

    private ProcessTask Adopt(SpoolEntry entry)
    {
        entry.CreateOutputs();
        ProcessHandle? process = null;
        if (entry.Intent.BootId == ProcessIdentity.BootId && entry.ReadLaunchFailure() is null)
        {
            // Without a start record the server died right after the launch, and the launcher may be about to write one; or before it.
            process = entry.ReadRecord().Identity is { } identity ? ProcessHandle.Open(identity) : _sweeper.FindLauncher(entry.Spec.LeaseId);
        }

        LogTaskAdopted(_logger, entry.Spec.Task, process?.Pid);
        var line = process is null ? "Found ended by a new server." : $"Adopted by a new server: pid {process.Pid}.";
        var tail = new OutputTail(entry, _logs, _timeProvider);
        if (process is not null && File.Exists(entry.TaskApiPath))
        {
            _taskApi?.Admit(entry.Spec, File.ReadAllText(entry.TaskApiPath), tail.Secrets);
        }

        return Watch(entry, process, tail, line);
    }

    private ProcessTask Watch(SpoolEntry entry, ProcessHandle? process, OutputTail tail, string line)
    {
        try
        {
            tail.WriteSystem(line);
        }
        catch (IOException e)
        {
            LogFirstLineNotWritten(_logger, e, entry.Spec.Task);
        }

        var task = new ProcessTask(entry, process, tail, _context);
        task.Start();
        if (_taskApi is not null && entry.Spec.Code is not null)
        {
            _ = DismissAsync(_taskApi, entry.Spec.LeaseId, task.Watched);
        }

        return task;
    }

    private static async Task DismissAsync(TaskApiServer api, Guid lease, Task watched)
    {
        await watched;
        api.Dismiss(lease);
    }

    private void RemoveRubbish(Guid lease)
    {
        try
        {
            SpoolEntry.Delete(_spool, lease);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogRubbishNotRemoved(_logger, e, _spool.PathOf(lease));
        }
    }
}
