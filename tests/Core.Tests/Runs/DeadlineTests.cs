using Orrery.Core.Runs;
using Orrery.Core.States;
using static Orrery.Core.Tests.Runs.CallbackTests;

namespace Orrery.Core.Tests.Runs;

public sealed class DeadlineTests
{
    private static readonly DateTimeOffset Queued = RunDriver.Epoch;

    [Theory]
    [InlineData("queued_at", "1 hour", 60)]
    [InlineData("logical_date", "90", -30 + 1.5)]
    [InlineData("average_runtime", "5 minutes", 20 + 5)]
    [InlineData("2026-01-01T02:00", "0", 120)]
    public void Of_WithReference_CountsFromIt(string reference, string interval, double minutes)
    {
        var plan = Plan($"deadline: {{reference: {reference}, interval: {interval}, bash: x}}\n", "{task_id: a, bash: x}");

        var slot = Deadlines.Of(plan, Queued, Queued.AddMinutes(-30), TimeSpan.FromMinutes(20)).ShouldHaveSingleItem();

        slot.Slot.NextTryAt.ShouldBe(Queued.AddMinutes(minutes));
        slot.Slot.State.ShouldBe(TaskInstanceState.None);
    }

    [Theory]
    [InlineData("logical_date")]
    [InlineData("average_runtime")]
    public void Of_WithoutWhatItIsCountedFrom_HasNoMoment(string reference)
    {
        var plan = Plan($"deadline: {{reference: {reference}, bash: x}}\n", "{task_id: a, bash: x}");

        Deadlines.Of(plan, Queued, logicalDate: null, averageRuntime: null).ShouldBeEmpty();
    }

    [Fact]
    public void TimePassed_AtTheDeadline_CallsItsCallbackOnceAndChangesNothingElse()
    {
        var run = WithDeadline("a=hang,ok");
        run.State.NextWakeAt.ShouldBe(Queued.AddHours(1));

        run.Now = Queued.AddHours(1);
        run.Send(new RunEvent.TimePassed());

        State(run, "on_deadline").ShouldBe(TaskInstanceState.Queued);
        State(run, "a").ShouldBe(TaskInstanceState.Running);
        run.State.Run.State.ShouldBe(DagRunState.Running);
        run.State.NextWakeAt.ShouldBeNull("it is missed once");
        run.Send(new RunEvent.TimePassed()).Ignored.ShouldBe(IgnoreReason.NothingDue);
    }

    [Fact]
    public void Started_AfterTheDeadline_CallsItsCallbackAtOnce()
    {
        var run = WithDeadline("a=hang", startedAt: Queued.AddHours(2));

        run.State[Ordinal(run, "on_deadline")].TryNumber.ShouldBe(1);
    }

    [Fact]
    public void Ended_BeforeTheDeadline_SkipsItsCallbackAndWakesNoMore()
    {
        var run = WithDeadline("");
        run.Finish();

        State(run, "on_deadline").ShouldBe(TaskInstanceState.Skipped);
        run.State.Run.State.ShouldBe(DagRunState.Success);
        run.State.NextWakeAt.ShouldBeNull();
    }

    [Fact]
    public void Cleared_AfterTheEnd_CountsFromTheNewQueuedAt()
    {
        var run = WithDeadline("");
        run.Finish();
        run.Now = Queued.AddHours(5);

        run.Send(new RunEvent.Cleared([Ordinal(run, "a")]));
        run.Send(new RunEvent.Started());

        run.State.NextWakeAt.ShouldBe(Queued.AddHours(6));
        State(run, "on_deadline").ShouldBe(TaskInstanceState.None);
    }

    [Fact]
    public void Cleared_AfterAMiss_CanMissAgain()
    {
        var run = WithDeadline("a=hang");
        run.Now = Queued.AddHours(1);
        run.Send(new RunEvent.TimePassed());
        while (State(run, "on_deadline") != TaskInstanceState.Success)
        {
            run.Step().ShouldBeTrue();
        }

        run.Send(new RunEvent.Cleared([Ordinal(run, "a")]));
        run.State.NextWakeAt.ShouldBe(Queued.AddHours(2));
        run.Now = Queued.AddHours(2);
        run.Send(new RunEvent.TimePassed());

        run.State[Ordinal(run, "on_deadline")].TryNumber.ShouldBe(2);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Cleared_WithAFixedDeadline_KeepsItIfItLiesAhead(int clearedAfterHours, bool isKept)
    {
        var run = WithDeadline("", "2026-01-01T03:00");
        run.Finish();
        run.Now = Queued.AddHours(clearedAfterHours);

        run.Send(new RunEvent.Cleared([Ordinal(run, "a")]));
        run.Send(new RunEvent.Started());

        run.State.NextWakeAt.ShouldBe(isKept ? Queued.AddHours(3) : null);
    }

    [Fact]
    public void Restore_OfARunWithADeadline_WakesForIt()
    {
        var run = WithDeadline("a=hang");
        var rows = Enumerable.Range(0, run.State.Count).Select(run.State.Snapshot).ToList();

        RunState.Restore(run.State.Plan, "r", run.State.Run, rows).NextWakeAt.ShouldBe(Queued.AddHours(1));
    }

    private static TaskInstanceState State(RunDriver run, string taskId) => run.State[Ordinal(run, taskId)].State;

    private static RunDriver WithDeadline(string script, string reference = "queued_at", DateTimeOffset? startedAt = null)
    {
        var interval = reference == "queued_at" ? "1 hour" : "0";
        return Start($"deadline: {{reference: {reference}, interval: {interval}, bash: x}}\n", "{task_id: a, bash: x}", script, startedAt: startedAt);
    }
}
