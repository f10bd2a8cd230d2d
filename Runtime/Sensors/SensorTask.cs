using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Sensors;

/// <summary>One sensor: looks, waits, looks again, until it is there or the time is up. A line of log whenever it sees something else.</summary>
internal sealed class SensorTask(
    LaunchSpec spec, IPoker poker, FileTaskLogStore logs, TimeProvider timeProvider, Action onReleased, CancellationToken closing) : IRunningTask
{
    private readonly TaskCompletionSource<TaskReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(closing);
    private readonly SecretMask _mask = SecretMask.Of(spec.Secrets);
    private StopReason _stopReason;
    private string? _lastSeen;

    /// <inheritdoc/>
    public LaunchSpec Spec => spec;

    /// <inheritdoc/>
    public Task<TaskReport> Completion => _completion.Task;

    /// <summary>Ends when nothing is looked at any more. Never fails.</summary>
    public Task Watched { get; private set; } = Task.CompletedTask;

    private SensorSpec Sensor => spec.Sensor!;

    /// <summary>Begins to look.</summary>
    public void Start() => Watched = Task.Run(RunAsync, CancellationToken.None);

    /// <inheritdoc/>
    public async Task StopAsync(StopReason reason, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _stopReason = reason;
        if (!_completion.Task.IsCompleted)
        {
            await _stopping.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync()
    {
        if (!_completion.Task.IsCompleted)
        {
            throw new InvalidOperationException($"{spec.Task} has not ended: only an ended try can be released.");
        }

        await Watched;
        _stopping.Dispose();
        onReleased();
    }

    private async Task RunAsync()
    {
        try
        {
            var report = await LookUntilItEndsAsync();
            Write(report.Message ?? $"Ended: {report.Kind.ToString().ToLowerInvariant()}.", isLast: report.Kind != TaskReportKind.NotYet);
            _completion.SetResult(report);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The server goes away, and another host or the next server goes on.
        }
        catch (Exception e)
        {
            _completion.SetResult(Failed(TaskFailureReason.PokeFailed, $"The sensor broke: {e.Message}"));
        }
    }

    private async Task<TaskReport> LookUntilItEndsAsync()
    {
        var policy = ToPolicy(Sensor);
        using var limit = spec.ExecutionTimeout is { } timeout ? new CancellationTokenSource(timeout, timeProvider) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            for (var look = 1; ; look++)
            {
                var poke = await LookAsync(both.Token);
                var elapsed = timeProvider.GetUtcNow() - Sensor.Since;
                if (SensorOutcome.After(policy, poke, elapsed) is { } outcome)
                {
                    return ToReport(outcome);
                }

                if (Sensor.Once)
                {
                    return NewReport(TaskReportKind.NotYet) with { Message = _mask.Mask(Sensor.For) };
                }

                Write(poke.Message, isLast: false);
                var jitter = $"{spec.Task.DagId}#{spec.Task.TaskId}#{spec.Task.RunId}#{Sensor.Since.UtcTicks}";
                await Task.Delay(SensorInterval.After(policy, look, elapsed, jitter), timeProvider, both.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            var tooLong = new PokeResult(PokeKind.TaskTimeout, $"The task took longer than its execution_timeout of {spec.ExecutionTimeout?.TotalSeconds:0.###} s.");
            return ToReport(SensorOutcome.After(policy, tooLong, TimeSpan.Zero)!);
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            return _stopReason switch
            {
                StopReason.RunTimeout => Failed(TaskFailureReason.RunEnded, "The run took longer than its dagrun_timeout, and the sensor was stopped."),
                StopReason.LeaseLost => Failed(TaskFailureReason.HostLost, "The host no longer holds the task's lease, and the sensor was stopped."),
                _ => Failed(TaskFailureReason.MarkedFailed, "Somebody stopped the sensor."),
            };
        }
    }

    private async Task<PokeResult> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await poker.PokeAsync(spec, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: the policy says whether it counts.
            return new PokeResult(PokeKind.Error, $"The look for {Sensor.For} went wrong: {e.Message}");
        }
    }

    private static SensorPolicy ToPolicy(SensorSpec sensor) => new()
    {
        PokeInterval = sensor.PokeInterval,
        Timeout = sensor.Timeout,
        ExponentialBackoff = sensor.ExponentialBackoff,
        MaxWait = sensor.MaxWait,
        SoftFail = sensor.SoftFail,
        NeverFail = sensor.NeverFail,
        SilentFail = sensor.SilentFail,
    };

    private TaskReport ToReport(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Success success => NewReport(TaskReportKind.Success) with { XCom = success.ValueJson },
        TaskOutcome.Fail fail => Failed(fail.Failure.Reason, fail.Failure.Message),
        _ => NewReport(TaskReportKind.Skipped),
    };

    private TaskReport Failed(TaskFailureReason reason, string message) => NewReport(TaskReportKind.Failed) with { Reason = reason, Message = _mask.Mask(message) };

    private TaskReport NewReport(TaskReportKind kind) => new()
    {
        Task = spec.Task,
        LeaseId = spec.LeaseId,
        Kind = kind,
        StartedAt = Sensor.Since,
        EndedAt = timeProvider.GetUtcNow(),
    };

    private void Write(string text, bool isLast)
    {
        text = _mask.Mask(text);
        if (!isLast && text == _lastSeen)
        {
            return;
        }

        _lastSeen = text;
        try
        {
            logs.AppendSystem(TaskLogKey.Of(spec.Task), timeProvider.GetUtcNow(), text, isLast);
        }
        catch (IOException)
        {
            // A full disk, say, must not keep the sensor from ending.
        }
    }
}
