using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>What all tries of an engine share.</summary>
/// <param name="Watcher">Tells of ends and output.</param>
/// <param name="Sweeper">Ends what tries leave behind.</param>
/// <param name="Spool">Where the tries are.</param>
/// <param name="Launcher">Path of the launcher's script.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Logger">Where the server's own log goes.</param>
/// <param name="OnReleased">Told of each try that is done with.</param>
/// <param name="Closing">The engine goes away; the processes stay.</param>
internal sealed record ProcessContext(
    ProcessWatcher Watcher,
    StraySweeper Sweeper,
    SpoolFolders Spool,
    string Launcher,
    TimeProvider TimeProvider,
    ILogger Logger,
    Action<Guid> OnReleased,
    CancellationToken Closing);

/// <summary>A try as a process: launched or adopted, watched until its end, stopped when asked to or when its time is over.</summary>
internal sealed partial class ProcessTask : IRunningTask
{
    // Timers reach no further than 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly SpoolEntry _entry;
    private readonly ProcessContext _context;
    private readonly OutputTail _tail;
    private readonly TaskCompletionSource<TaskReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _endedSource;
    private readonly CancellationToken _ended;
    private readonly bool _isFoundEnded;
    private ProcessHandle? _process;
    private SpoolStop? _stop;
    private Task _swept = Task.CompletedTask;
    private volatile bool _exited;

    /// <param name="entry">The try.</param>
    /// <param name="process">Its launcher; null when it is gone already.</param>
    /// <param name="tail">Its output.</param>
    /// <param name="context">What all tries share.</param>
    public ProcessTask(SpoolEntry entry, ProcessHandle? process, OutputTail tail, ProcessContext context)
    {
        (_entry, _process, _tail, _context) = (entry, process, tail, context);
        _stop = entry.ReadStop();
        _isFoundEnded = process is null;
        _endedSource = CancellationTokenSource.CreateLinkedTokenSource(context.Closing);
        _ended = _endedSource.Token;
    }

    /// <inheritdoc/>
    public LaunchSpec Spec => _entry.Spec;

    /// <inheritdoc/>
    public Task<TaskReport> Completion => _completion.Task;

    /// <summary>Ends when the try has ended or the engine goes away, with nothing of this object open any more. Never fails.</summary>
    public Task Watched { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to watch.</summary>
    public void Start() => Watched = Task.Run(RunAsync, CancellationToken.None);

    /// <inheritdoc/>
    public Task StopAsync(StopReason reason, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Stop(SpoolStop.CauseOf(reason));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync()
    {
        if (!_completion.Task.IsCompleted)
        {
            throw new InvalidOperationException($"{Spec.Task} has not ended: only an ended try can be released.");
        }

        await Watched;
        await _swept;
        try
        {
            SpoolEntry.Delete(_context.Spool, Spec.LeaseId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogSpoolNotRemoved(_context.Logger, e, Spec.Task, _entry.RecordPath);
        }

        _context.OnReleased(Spec.LeaseId);
    }

    private async Task RunAsync()
    {
        try
        {
            if (_process is not null)
            {
                await WatchAsync(_process);
            }

            await ConcludeAsync();
        }
        catch (OperationCanceledException) when (_context.Closing.IsCancellationRequested)
        {
            // The server goes away; the next one finds everything on disk.
        }
        catch (Exception e)
        {
            // No report is made up: the lease stays held, and a restart tries again with what is on disk.
            LogTaskBroken(_context.Logger, e, Spec.Task, _entry.RecordPath);
        }
        finally
        {
            await _endedSource.CancelAsync();
            _endedSource.Dispose();
            lock (_lock)
            {
                _process?.Dispose();
                _process = null;
            }

            _tail.Dispose();
        }
    }

    private async Task WatchAsync(ProcessHandle process)
    {
        using var output = _context.Watcher.WatchOutput(Spec.LeaseId, Wake);

        using var exit = _context.Watcher.WatchExit(process, () =>
        {
            _exited = true;
            Wake();
        });
        if (_stop is { } stop)
        {
            // Asked by a server that died: signals may be missing, and a second SIGTERM does no harm.
            process.KillGroup(Native.SigTerm);
            _ = KillAfterGraceAsync(stop);
        }

        _ = StopWhenOverdueAsync();
        while (!_exited)
        {
            TryPump();
            _ = await _wake.Reader.ReadAsync(_context.Closing);
        }

        lock (_lock)
        {
            process.Reap();
            _process = null;
        }

        process.Dispose();
    }

    private async Task ConcludeAsync()
    {
        // One without an exit code may have left its command running: nothing may be reported as over while it is not.
        _swept = _context.Sweeper.SweepAsync(Spec.LeaseId);
        var hasExitCode = _entry.ReadRecord().ExitCode is not null;
        if (!hasExitCode)
        {
            await _swept;
        }

        var endedAt = _isFoundEnded && hasExitCode ? _entry.RecordedAt : _context.TimeProvider.GetUtcNow();
        var report = ProcessOutcome.Report(_entry, _context.Launcher, _stop?.Cause, endedAt);
        try
        {
            var took = report.EndedAt - _entry.Intent.LaunchedAt;
            _tail.Complete(TryOutcome.LastLine(report, took));
        }
        catch (IOException e)
        {
            LogNotWritten(_context.Logger, e, Spec.Task);
        }

        LogTaskEnded(_context.Logger, Spec.Task, report.Kind, report.Reason, report.ExitCode, report.Signal);
        _completion.SetResult(report.Message is { } message ? report with { Message = _tail.Secrets.Mask(message) } : report);
    }

    private void Wake() => _ = _wake.Writer.TryWrite(true);

    private void TryPump()
    {
        try
        {
            _tail.Pump();
        }
        catch (IOException e)
        {
            // A full disk, say. The task goes on; what could not be written is tried again with the next output.
            LogNotWritten(_context.Logger, e, Spec.Task);
        }
    }

    private void Stop(StopCause cause)
    {
        SpoolStop stop;
        lock (_lock)
        {
            // What has ended by itself keeps its own end, also while that was not noticed yet.
            if (_stop is not null || _process is null || _entry.ReadRecord().ExitCode is not null)
            {
                return;
            }

            _stop = stop = new SpoolStop { Cause = cause, At = _context.TimeProvider.GetUtcNow() };
            try
            {
                _entry.WriteStop(stop);
            }
            catch (IOException e)
            {
                // A full disk must not keep a task running; only a server that comes after this one would miss the reason.
                LogStopNotWritten(_context.Logger, e, Spec.Task);
            }

            _process.KillGroup(Native.SigTerm);
        }

        LogTaskStopping(_context.Logger, Spec.Task, cause, Spec.StopGrace);
        _ = KillAfterGraceAsync(stop);
    }

    private async Task StopWhenOverdueAsync()
    {
        if (Spec.ExecutionTimeout is { } timeout && await WaitUntilAsync(_entry.Intent.LaunchedAt + timeout))
        {
            Stop(StopCause.ExecutionTimeout);
        }
    }

    private async Task KillAfterGraceAsync(SpoolStop stop)
    {
        if (await WaitUntilAsync(stop.At + Spec.StopGrace))
        {
            LogTaskKilled(_context.Logger, Spec.Task, Spec.StopGrace);
            lock (_lock)
            {
                _process?.KillGroup(Native.SigKill);
            }
        }
    }

    /// <summary>Waits; false when the try ended or the engine goes away before.</summary>
    private async Task<bool> WaitUntilAsync(DateTimeOffset time)
    {
        try
        {
            for (TimeSpan left; (left = time - _context.TimeProvider.GetUtcNow()) > TimeSpan.Zero;)
            {
                await Task.Delay(left < LongestDelay ? left : LongestDelay, _context.TimeProvider, _ended);
            }

            return !_ended.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
