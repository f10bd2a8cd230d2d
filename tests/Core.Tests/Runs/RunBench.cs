using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>A run on the bench: events are sent one by one, by task id.</summary>
internal sealed class RunBench
{
    private readonly RunMachine _machine = new();
    private int _leases;

    public RunBench(params TaskDefinition[] tasks)
        : this(new DagDefinition { DagId = "d", Tasks = tasks })
    {
    }

    public RunBench(DagDefinition dag) => State = RunState.Create(RunPlan.Compile(dag), "r", Now);

    public RunBench(RunState state) => State = state;

    public RunState State { get; }

    public DateTimeOffset Now { get; set; } = RunDriver.Epoch;

    public static TaskDefinition Bash(string id, params string[] dependsOn) =>
        new() { TaskId = id, Action = new TaskAction.Bash("x"), DependsOn = dependsOn, RetryDelay = TimeSpan.FromSeconds(10) };

    public static TaskOutcome Failure(TaskFailureReason reason = TaskFailureReason.ExitCode) => new TaskOutcome.Fail(new TaskFailure(reason, "Failed."));

    public int Ordinal(string id)
    {
        State.Plan.TryOrdinalOf(id, out var ordinal).ShouldBeTrue(id);
        return ordinal;
    }

    public TaskSlot Slot(string id) => State[Ordinal(id)];

    public Decision Send(RunEvent e)
    {
        var decision = _machine.Decide(State, e, Now);
        State.Apply(decision);
        return decision;
    }

    public Decision Start() => Send(new RunEvent.Started());

    public Lease Lease(string id)
    {
        var lease = new Lease(new Guid(++_leases, 0, 0, new byte[8]), "host");
        Send(new RunEvent.LeaseRequested(Ordinal(id), Slot(id).TryNumber, lease)).Ignored.ShouldBeNull();
        return lease;
    }

    /// <summary>The queue holds the current try back.</summary>
    public Decision Hold(string id) => Send(new RunEvent.Held(Ordinal(id), Slot(id).TryNumber));

    /// <summary>Reports for the current lease, which is asked for first if there is none.</summary>
    public Decision Report(string id, TaskOutcome? outcome = null)
    {
        var lease = Slot(id).Lease ?? Lease(id);
        return Send(new RunEvent.Finished(Ordinal(id), lease.Id, outcome ?? new TaskOutcome.Success()));
    }

    /// <summary>The run as another process reads it from its rows.</summary>
    public RunState Restored() => RunState.Restore(State.Plan, State.RunId, State.Run, Enumerable.Range(0, State.Count).Select(State.Snapshot));

    public Decision Clear(params string[] ids) => Send(new RunEvent.Cleared([.. ids.Select(Ordinal)]));

    /// <summary>The states of all tasks, in their order.</summary>
    public string States() => string.Join(' ', Enumerable.Range(0, State.Count).Select(t => State[t].State.WireName()));
}
