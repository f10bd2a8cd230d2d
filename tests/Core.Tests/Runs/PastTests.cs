using Orrery.Core.Dags;
using Orrery.Core.Runs;
using S = Orrery.Core.States.TaskInstanceState;
using R = Orrery.Core.States.DagRunState;

namespace Orrery.Core.Tests.Runs;

public sealed class PastTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RunMachine _machine = new();

    [Fact]
    public void Started_WhenATaskDependsOnItsPast_AsksAndLeavesItAsItIs()
    {
        var state = Run(Past("a"), Bash("b"));

        var decision = Send(state, new RunEvent.Started());

        decision.Effects.ShouldBe([new RunEffect.AwaitPast(0), new RunEffect.Offer(1, 1)]);
        state[0].State.ShouldBe(S.None);
    }

    [Fact]
    public void PastMet_WhenTheTaskIsReadyOtherwise_OffersIt()
    {
        var state = Run(Past("a"));
        Send(state, new RunEvent.Started()).Run!.Value.State.ShouldBe(R.Running, "a task whose past is open may move yet");

        Send(state, new RunEvent.PastMet([0])).Effects.ShouldBe([new RunEffect.Offer(0, 1)]);
        Send(state, new RunEvent.PastMet([0])).Ignored.ShouldBe(IgnoreReason.WrongTaskState);
    }

    [Fact]
    public void PastMet_WhenNothingCanStartEvenSo_IsADeadlock()
    {
        var state = Run(Past("a") with { TriggerRule = CaseDag.Unknown, DependsOn = ["b"] }, new TaskDefinition { TaskId = "b", Action = new TaskAction.Empty() });
        var machine = new RunMachine(new RunMachineOptions { DecideEmptyInline = true });
        var started = machine.Decide(state, new RunEvent.Started(), Now);
        state.Apply(started);
        started.Effects.ShouldContain(new RunEffect.AwaitPast(0));
        state.Run.State.ShouldBe(R.Running);

        Send(state, new RunEvent.PastMet([0]));

        state.Run.State.ShouldBe(R.Failed);
        state.Run.Reason.ShouldBe(RunReasons.AllTasksDeadlocked);
    }

    [Fact]
    public void Finished_WhenAChildWaitsForItsPast_AsksThen()
    {
        var state = Run(Bash("a"), Past("b") with { DependsOn = ["a"] });
        Send(state, new RunEvent.Started()).Effects.ShouldBe([new RunEffect.Offer(0, 1)]);
        var lease = new Lease(Guid.Parse("00000000-0000-0000-0000-000000000001"), "h");
        Send(state, new RunEvent.LeaseRequested(0, 1, lease));

        Send(state, new RunEvent.Finished(0, lease.Id, new TaskOutcome.Success())).Effects.ShouldContain(new RunEffect.AwaitPast(1));
        state.Run.State.ShouldBe(R.Running);
    }

    [Theory]
    [InlineData(true, S.None)]
    [InlineData(false, S.Skipped)]
    public void Skip_WhenThePastIsOpen_WaitsIfAskedTo(bool waits, S expected)
    {
        var state = Run(Bash("a"), Past("b") with { DependsOn = ["a"], WaitForPastDependsBeforeSkipping = waits }, Bash("c"));
        Send(state, new RunEvent.Started());

        Send(state, new RunEvent.TaskMarked(0, S.Skipped));
        state[1].State.ShouldBe(expected);

        Send(state, new RunEvent.PastMet([1]));
        state[1].State.ShouldBe(S.Skipped);
    }

    [Fact]
    public void Recover_WhenATaskIsNone_AsksForItsPastAgain()
    {
        var state = Run(Past("a"));
        Send(state, new RunEvent.Started());

        RunMachine.Recover(state, Now).ShouldBe([new RunEffect.AwaitPast(0)]);
        RunExplain.Blockers(state, 0, Now).ShouldBe([new TaskBlocker.PastNotDone(WaitForDownstream: false)]);
    }

    private static TaskDefinition Bash(string id) => new() { TaskId = id, Action = new TaskAction.Bash("x") };

    private static TaskDefinition Past(string id) => Bash(id) with { DependsOnPast = true };

    private static RunState Run(params TaskDefinition[] tasks) =>
        RunState.Create(RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks }), "r", Now);

    private Decision Send(RunState state, RunEvent e)
    {
        var decision = _machine.Decide(state, e, Now);
        state.Apply(decision);
        return decision;
    }
}
