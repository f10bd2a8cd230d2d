using System.Globalization;
using BenchmarkDotNet.Attributes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Bench;

/// <summary>One decision about a run of a thousand tasks and more. Deciding changes nothing, so the same decision is made again and again.</summary>
public class DecisionBenchmarks
{
    private const int Others = 1_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lease Held = new(new Guid(1, 0, 0, new byte[8]), "host");
    private readonly RunMachine _machine = new();
    private RunState _queued = null!;
    private RunState _running = null!;
    private RunState _ended = null!;
    private RunState _retrying = null!;

    /// <summary>How many tasks wait for the one that is decided about.</summary>
    [Params(1, 10, 1_000)]
    public int Children { get; set; }

    /// <summary>Brings runs into the states to decide in.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var plan = RunPlan.Compile(Dag(Children));
        _queued = State(plan, TaskInstanceState.Queued, DagRunState.Running);
        _running = State(plan, TaskInstanceState.Running, DagRunState.Running);
        _ended = State(plan, TaskInstanceState.Success, DagRunState.Success);
        _retrying = State(plan, TaskInstanceState.UpForRetry, DagRunState.Running);
    }

    /// <summary>A host takes a task.</summary>
    [Benchmark]
    public Decision Lease() => _machine.Decide(_queued, new RunEvent.LeaseRequested(0, 1, Held), Now);

    /// <summary>A task ends well, and its children may start.</summary>
    [Benchmark]
    public Decision Finish() => _machine.Decide(_running, new RunEvent.Finished(0, Held.Id, new TaskOutcome.Success()), Now);

    /// <summary>A task fails for good, and its children with it.</summary>
    [Benchmark]
    public Decision Fail() => _machine.Decide(
        _running, new RunEvent.Finished(0, Held.Id, new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.FailWithoutRetry, "It failed."))), Now);

    /// <summary>A task of a run that has ended is cleared, with its children.</summary>
    [Benchmark]
    public Decision Clear() => _machine.Decide(_ended, new RunEvent.Cleared([.. Enumerable.Range(0, Children + 1)]), Now);

    /// <summary>A retry is due.</summary>
    [Benchmark]
    public Decision Retry() => _machine.Decide(_retrying, new RunEvent.TimePassed(), Now);

    /// <summary>Nothing is due.</summary>
    [Benchmark]
    public Decision NothingDue() => _machine.Decide(_running, new RunEvent.TimePassed(), Now);

    internal static TaskDefinition Task(int task, params string[] dependsOn) =>
        new() { TaskId = Name(task), Action = new TaskAction.Bash("true"), DependsOn = dependsOn, Retries = 1 };

    internal static string Name(int task) => string.Create(CultureInfo.InvariantCulture, $"t{task:D6}");

    // The task, its children, and others that run beside them.
    private static DagDefinition Dag(int children) => new()
    {
        DagId = "bench",
        MaxActiveTasks = 100_000,
        Tasks = [Task(0), .. Enumerable.Range(1, children).Select(t => Task(t, Name(0))), .. Enumerable.Range(children + 1, Others).Select(t => Task(t))],
    };

    private RunState State(RunPlan plan, TaskInstanceState first, DagRunState run)
    {
        TaskSlot Slot(int task)
        {
            var state = run == DagRunState.Success ? TaskInstanceState.Success
                : task == 0 ? first
                : task <= Children ? TaskInstanceState.None : TaskInstanceState.Running;
            return new TaskSlot
            {
                State = state,
                TryNumber = state == TaskInstanceState.None ? 0 : 1,
                MaxTries = 1,
                NextTryAt = state == TaskInstanceState.UpForRetry ? Now : null,
                Lease = state == TaskInstanceState.Running ? task == 0 ? Held : new Lease(new Guid(task, 1, 0, new byte[8]), "host") : null,
            };
        }

        return RunState.Restore(plan, "r", new RunChange(run, Now, Now, null, null, 0), Enumerable.Range(0, plan.Count).Select(t => new TaskChange(t, Slot(t))));
    }
}
