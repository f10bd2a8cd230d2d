using Microsoft.Extensions.Logging;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Processes;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime.Docker;

/// <summary>What all tries of an engine share.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Launcher">Starts containers.</param>
/// <param name="Options">How the engine is used.</param>
/// <param name="Spool">Where the tries are.</param>
/// <param name="RunDirectory">The scratch directory that the tasks of a run share.</param>
/// <param name="Logs">Where logs go.</param>
/// <param name="RanOutOfMemory">Whether the engine told so of a container.</param>
/// <param name="TaskApi">What tries may ask while they run; null: nothing.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Logger">Where the server's own log goes.</param>
/// <param name="OnReleased">Told of each try that is done with.</param>
/// <param name="Closing">The engine goes away; the containers stay.</param>
internal sealed record DockerContext(
    IDockerEngine Engine,
    ContainerLauncher Launcher,
    DockerOptions Options,
    string Spool,
    Func<TaskKey, string> RunDirectory,
    FileTaskLogStore Logs,
    Func<string, bool> RanOutOfMemory,
    TaskApiServer? TaskApi,
    TimeProvider TimeProvider,
    ILogger Logger,
    Action<Guid> OnReleased,
    CancellationToken Closing);

/// <summary>A try in a container: launched or adopted, followed until its end, stopped when asked to or when its time is over.</summary>
internal sealed partial class DockerTask : IRunningTask
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastBackoff = TimeSpan.FromSeconds(5);

    // Timers reach no further than 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly DockerTry _entry;
    private readonly DockerContext _context;
    private readonly TaskCompletionSource<TaskReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationTokenSource _ended;
    private readonly bool _isAdopted;
    private SpoolStop? _stop;
    private string? _id;
    private bool _mayHaveStarted;
    private bool _hasEnded;

    /// <param name="entry">The try.</param>
    /// <param name="containerId">Its container; null when none is known to have been made.</param>
    /// <param name="isAdopted">Whether the container is known to have been started by an earlier server.</param>
    /// <param name="context">What all tries share.</param>
    public DockerTask(DockerTry entry, string? containerId, bool isAdopted, DockerContext context)
    {
        (_entry, _id, _isAdopted, _context) = (entry, containerId, isAdopted, context);
        _mayHaveStarted = containerId is not null;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.Closing);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(context.Closing);
        _stop = entry.ReadStop();
        if (_stop is not null)
        {
            _stopping.Cancel();
        }
    }

    /// <inheritdoc/>
    public LaunchSpec Spec => _entry.Spec;

    /// <inheritdoc/>
    public Task<TaskReport> Completion => _completion.Task;

    /// <summary>Ends when the try has ended or the engine goes away, with nothing of this object open any more. Never fails.</summary>
    public Task Watched { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to launch or follow.</summary>
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
        try
        {
            await RemoveContainerAsync();
            DockerTry.Delete(_context.Spool, Spec.LeaseId);
            _context.OnReleased(Spec.LeaseId);
        }
        catch (OperationCanceledException) when (_context.Closing.IsCancellationRequested)
        {
            // The next server finds the container, and reports once more what was acknowledged: that changes nothing.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DockerException)
        {
            LogNotRemoved(_context.Logger, e, Spec.Task, _entry.ContainerName);
            _context.OnReleased(Spec.LeaseId);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            using var tail = new ContainerLogTail(_entry, _context.Logs, _context.TimeProvider);
            if (_entry.ReadPass() is { } pass)
            {
                _context.TaskApi?.Admit(Spec, pass, tail.Secrets);
            }

            var end = await RunToEndAsync(tail);
            lock (_lock)
            {
                _hasEnded = true;
            }

            Conclude(tail, DockerOutcome.Report(_entry, end, _stop, _context.TimeProvider.GetUtcNow()));
        }
        catch (OperationCanceledException) when (_context.Closing.IsCancellationRequested)
        {
            // The server goes away; the next one finds the container.
        }
        catch (Exception e)
        {
            // No report is made up: the lease stays held, and a restart tries again.
            LogTaskBroken(_context.Logger, e, Spec.Task, _entry.ContainerName);
        }
        finally
        {
            _context.TaskApi?.Dismiss(Spec.LeaseId);
            await _ended.CancelAsync();
        }
    }

    private async Task<ContainerEnd> RunToEndAsync(ContainerLogTail tail)
    {
        if (_entry.ReadFailure() is { } known)
        {
            return new ContainerEnd.NotStarted(known);
        }

        var began = _context.TimeProvider.GetTimestamp();
        for (var backoff = FirstBackoff; ; backoff = backoff * 2 < LastBackoff ? backoff * 2 : LastBackoff)
        {
            try
            {
                if (!_isAdopted && await LaunchAsync(tail) is { } notStarted)
                {
                    return notStarted;
                }

                return await FollowAsync(tail, _id!);
            }
            catch (DockerException e) when (e.Kind == DockerErrorKind.NotFound && _mayHaveStarted)
            {
                return new ContainerEnd.Vanished();
            }
            catch (DockerException e)
            {
                LogNotAnswering(_context.Logger, Spec.Task, e.Message);

                // Once it may have been started it is waited for without end: nothing may be reported as over while it is not.
                if (!_mayHaveStarted && _context.TimeProvider.GetElapsedTime(began) >= _context.Options.EngineWait)
                {
                    return NotStarted(tail, new LaunchFailure { Reason = TaskFailureReason.EngineUnavailable, Message = e.Message });
                }
            }
            catch (OperationCanceledException) when (_stop is not null && !_mayHaveStarted && !_context.Closing.IsCancellationRequested)
            {
                return new ContainerEnd.StoppedBefore();
            }

            await Task.Delay(backoff, _context.TimeProvider, _context.Closing);
        }
    }

    /// <summary>Gets the container to run, from wherever an earlier attempt left it.</summary>
    /// <returns>Null once it may run; else why it will not.</returns>
    private async Task<ContainerEnd?> LaunchAsync(ContainerLogTail tail)
    {
        if (_mayHaveStarted && _id is not null)
        {
            // Its start was asked for, and no answer came: asking again changes nothing for one that runs, or has ended.
            var state = (await _context.Engine.InspectContainerAsync(_id, _context.Closing)).State;
            if (ContainerLauncher.OfState(state, Spec) is { } failure)
            {
                return NotStarted(tail, failure);
            }

            if (state.Status != ContainerState.Created)
            {
                return null;
            }
        }

        try
        {
            if (_id is null)
            {
                var id = await _context.Launcher.CreateAsync(_entry, _context.RunDirectory(Spec.Task), text => Tell(tail, text), _stopping.Token);
                _entry.WriteContainer(id);
                _id = id;
            }

            _stopping.Token.ThrowIfCancellationRequested();
            _mayHaveStarted = true;
            await _context.Launcher.StartAsync(_id, Spec, _context.Closing);
        }
        catch (ContainerNotStartedException e)
        {
            return NotStarted(tail, e.Failure);
        }

        LogStarted(_context.Logger, Spec.Task, _id);
        Tell(tail, $"{Spec.Task} started on {Environment.MachineName}: container {_id[..Math.Min(_id.Length, 12)]} of image {Spec.Container!.Image}.");
        return null;
    }

    private ContainerEnd.NotStarted NotStarted(ContainerLogTail tail, LaunchFailure failure)
    {
        failure = failure with { Message = tail.Secrets.Mask(failure.Message) };
        LogNotStarted(_context.Logger, Spec.Task, failure.Message);
        _entry.WriteFailure(failure);
        return new ContainerEnd.NotStarted(failure);
    }

    private async Task<ContainerEnd> FollowAsync(ContainerLogTail tail, string id)
    {
        using var following = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        var stopping = StopWhenAskedAsync(id, following.Token);
        var overdue = StopWhenOverdueAsync(id, following.Token);
        try
        {
            await new ContainerFollower(_context, Spec.Task).FollowAsync(tail, id, _context.Closing);
            var state = (await _context.Engine.InspectContainerAsync(id, _context.Closing)).State;
            var failure = ContainerLauncher.OfState(state, Spec) ?? await _context.Launcher.OfInitAsync(id, state, Spec, _context.Closing);
            return failure is null ? new ContainerEnd.Exited(state, _context.RanOutOfMemory(id)) : NotStarted(tail, failure);
        }
        finally
        {
            await following.CancelAsync();
            await Task.WhenAll(stopping, overdue).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Conclude(ContainerLogTail tail, TaskReport report)
    {
        report = report.Message is { } message ? report with { Message = tail.Secrets.Mask(message) } : report;
        try
        {
            var took = report.EndedAt - (report.StartedAt ?? _entry.Intent.LaunchedAt);
            tail.Complete(TryOutcome.LastLine(report, took));
        }
        catch (IOException e)
        {
            LogLogNotWritten(_context.Logger, e, Spec.Task);
        }

        LogEnded(_context.Logger, Spec.Task, report.Kind, report.Reason, report.ExitCode, report.Signal);
        _completion.SetResult(report);
    }

    private void Tell(ContainerLogTail tail, string text)
    {
        try
        {
            tail.WriteSystem(text);
            tail.Commit();
        }
        catch (IOException e)
        {
            // A full disk, say. What could not be written is tried again with what comes next.
            LogLogNotWritten(_context.Logger, e, Spec.Task);
        }
    }

    private async Task RemoveContainerAsync()
    {
        for (var backoff = FirstBackoff; ; backoff = backoff * 2 < LastBackoff ? backoff * 2 : LastBackoff)
        {
            try
            {
                await _context.Engine.RemoveContainerAsync(_id ?? _entry.ContainerName, force: true, _context.Closing);
                return;
            }
            catch (DockerException e) when (e.Kind is DockerErrorKind.NotFound or DockerErrorKind.Conflict)
            {
                // Gone, or being removed.
                return;
            }
            catch (DockerException e) when (e.Kind == DockerErrorKind.Unreachable && _id is not null)
            {
                LogNotAnswering(_context.Logger, Spec.Task, e.Message);
            }

            await Task.Delay(backoff, _context.TimeProvider, _context.Closing);
        }
    }
}
