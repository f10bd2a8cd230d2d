using System.Collections.Immutable;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Simulation.Tests;

/// <summary>
/// A host's agent, with processes that take virtual time. It keeps the agent's side of the protocol: it writes down what it launches, names
/// all of it when it joins, and reports an end until it is acknowledged. It can die, alone or with its machine, and lose contact. What it
/// only looks for dies with the agent.
/// </summary>
internal sealed class SimulatedHost(Simulation simulation, IRuntimeGrain grain, string name, int capacity, Random random)
{
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10);
    private const int TriggerRoom = 10;
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(2);

    /// <summary>How far its clock is ahead; what it says of times is not to be relied on.</summary>
    private readonly TimeSpan _clockSkew = MaxClockSkew * ((2 * random.NextDouble()) - 1);
    private readonly List<Process> _held = [];
    private TaskCompletionSource _changed = new();
    private DateTimeOffset _noContactUntil;
    private int _life;
    private int _sessions;
    private bool _mayHaveForgotten;

    private bool HasContact => simulation.Time.GetUtcNow() >= _noContactUntil;

    /// <summary>The processes on it, by the try they run.</summary>
    public IEnumerable<TaskKey> Live => _held.Where(p => p is { Report: null, Spec.Sensor: null }).Select(p => p.Spec.Task);

    public void LoseContact(TimeSpan duration) => _noContactUntil = simulation.Time.GetUtcNow() + duration;

    /// <summary>Makes the agent die, and come back.</summary>
    /// <param name="withMachine">Whether everything it ran and knew dies with it.</param>
    /// <param name="absence">How long it stays away.</param>
    public void Die(bool withMachine, TimeSpan absence)
    {
        _life++;
        _mayHaveForgotten |= withMachine;
        _held.RemoveAll(p => withMachine || p.Spec.Sensor is not null);

        simulation.Time.After(absence, Start);
    }

    public void Start() => _ = LiveAsync(++_life);

    private async Task LiveAsync(int life)
    {
        while (life == _life)
        {
            using var session = new CancellationTokenSource();
            try
            {
                await RunSessionAsync(life, session);
            }
            catch (Exception e)
            {
                simulation.Expect(e, name);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Time, CancellationToken.None);
        }
    }

    private async Task RunSessionAsync(int life, CancellationTokenSource session)
    {
        var id = new Guid(++_sessions, 0, 0, new byte[8]);
        foreach (var command in await CallAsync(() => grain.JoinAsync(new HostInfo
        {
            Capacity = capacity,
            Queues = ["default"],
            Held = [.. _held.Select(p => new HeldLease { LeaseId = p.Spec.LeaseId, Task = p.Spec.Task })],
            Session = id,
            MayHaveForgotten = _mayHaveForgotten,
        })))
        {
            Stop(command.StopLease);
        }

        if (life != _life)
        {
            return;
        }

        _mayHaveForgotten = false;
        Task[] loops = [PullAsync(life, id, session.Token), PullTriggersAsync(life, id, session.Token), BeatAsync(life, id, session.Token), ReportAsync(life, session.Token), ObeyAsync(session.Token)];
        var first = await Task.WhenAny(loops);
        await session.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task PullAsync(int life, Guid id, CancellationToken cancellationToken)
    {
        while (life == _life)
        {
            if (capacity - _held.Count(p => p.Spec.Sensor is null) is var room and > 0)
            {
                var specs = await CallAsync(() => grain.GetWorkAsync(id, room, TimeSpan.FromSeconds(20), cancellationToken));
                if (life == _life)
                {
                    Array.ForEach([.. specs], Launch);
                }
            }
            else
            {
                await _changed.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private async Task PullTriggersAsync(int life, Guid id, CancellationToken cancellationToken)
    {
        while (life == _life)
        {
            var specs = await CallAsync(() => grain.GetTriggersAsync(id, TriggerRoom, TimeSpan.FromSeconds(20), cancellationToken));
            if (life == _life)
            {
                Array.ForEach([.. specs], Launch);
            }
        }
    }

    private async Task BeatAsync(int life, Guid id, CancellationToken cancellationToken)
    {
        for (var beat = 1; life == _life; beat++)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), simulation.Time, cancellationToken);
            await CallAsync(grain.HeartbeatAsync);
            if (beat % 6 == 0)
            {
                foreach (var command in await CallAsync(() => grain.ReconcileAsync(id, [.. _held.Select(p => p.Spec.LeaseId)])))
                {
                    Stop(command.StopLease);
                }
            }
        }
    }

    private async Task ReportAsync(int life, CancellationToken cancellationToken)
    {
        while (life == _life)
        {
            var owed = _held.Where(p => p.Report is not null).ToList();
            if (owed.Count == 0)
            {
                await _changed.Task.WaitAsync(cancellationToken);
                continue;
            }

            ImmutableArray<TaskReport> reports = [.. owed.Select(p => p.Report!)];
            await CallAsync(() => grain.ReportAsync(reports));
            foreach (var process in owed.Where(_held.Remove))
            {
                simulation.Acknowledged(process.Spec);
            }

            Changed();
            if (random.Next(8) == 0 && simulation.IsFaulty)
            {
                await CallAsync(() => grain.ReportAsync([.. reports.Select(r => r with { Kind = TaskReportKind.Failed, Message = "Said again, and otherwise." })]));
            }
        }
    }

    private async Task ObeyAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in grain.WatchCommandsAsync(cancellationToken))
        {
            if (HasContact)
            {
                Stop(command.StopLease);
            }
        }
    }

    private void Launch(LaunchSpec spec)
    {
        simulation.Launching(name, spec);
        var process = new Process(spec);
        _held.Add(process);
        var seconds = random.Next(10) == 0 ? random.NextDouble() * 90 : random.NextDouble() * 8;
        simulation.Time.After(TimeSpan.FromSeconds(seconds), () => End(process, spec.Sensor is { } sensor ? Look(sensor) : simulation.OutcomeOf(spec.Task)));
    }

    private TaskOutcome Look(SensorSpec sensor) => random.Next(4) switch
    {
        0 => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.PokeFailed, "The look went wrong.")),
        1 when sensor.Once => new TaskOutcome.NotYet(sensor.For),
        _ => new TaskOutcome.Success(),
    };

    private void Stop(Guid lease)
    {
        if (_held.Find(p => p.Spec.LeaseId == lease) is { } process)
        {
            End(process, new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.Signal, "Stopped.", Signal: 15)));
        }
    }

    private void End(Process process, TaskOutcome outcome)
    {
        if (process.Report is not null || !_held.Contains(process))
        {
            return;
        }

        var report = new TaskReport
        {
            Task = process.Spec.Task,
            LeaseId = process.Spec.LeaseId,
            Kind = TaskReportKind.Success,
            EndedAt = simulation.Time.GetUtcNow() + _clockSkew,
        };
        process.Report = outcome switch
        {
            TaskOutcome.NotYet notYet => report with { Kind = TaskReportKind.NotYet, Message = notYet.For },
            TaskOutcome.Skip => report with { Kind = TaskReportKind.Skipped },
            TaskOutcome.Fail { Failure: var f } => report with { Kind = TaskReportKind.Failed, Reason = f.Reason, Message = f.Message, ExitCode = f.ExitCode },
            TaskOutcome.Branch branch => report with { XCom = $"\"{string.Join(' ', branch.TaskIds)}\"" },
            TaskOutcome.Gate gate => report with { XCom = gate.Pass ? "true" : "false" },
            _ => report,
        };
        Changed();
    }

    private void Changed()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource();
        changed.SetResult();
    }

    private Task<bool> CallAsync(Func<Task> call) => CallAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>A call over the network: without contact the request is lost, or the answer.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (HasContact)
        {
            var answer = await call();
            if (HasContact)
            {
                return answer;
            }
        }

        await Task.Delay(LostAfter, simulation.Time, CancellationToken.None);
        throw new TimeoutException($"Host '{name}' has no contact.");
    }

    private sealed class Process(LaunchSpec spec)
    {
        public LaunchSpec Spec => spec;

        /// <summary>How it ended; null while it runs.</summary>
        public TaskReport? Report { get; set; }
    }
}
