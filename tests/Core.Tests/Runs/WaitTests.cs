using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Waits;
using S = Orrery.Core.States.TaskInstanceState;

namespace Orrery.Core.Tests.Runs;

/// <summary>How tries wait: what the events do to them, and what holds slots.</summary>
public sealed class WaitTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SensorPolicy Policy = new() { PokeInterval = TimeSpan.FromSeconds(60), Timeout = TimeSpan.FromSeconds(150) };
    private readonly RunMachine _machine = new();
    private DateTimeOffset _now = Start;
    private RunState _state = null!;
    private int _leases;

    [Fact]
    public void Decided_WhenAMomentIsNotThere_DefersAndSucceedsInTime()
    {
        Begin(new TaskAction.Wait(new WaitTarget.For(TimeSpan.FromMinutes(5))));
        Decide(new TaskOutcome.NotYet("then", Until: Start.AddMinutes(5)));

        _state[0].State.ShouldBe(S.Deferred);
        (_state.ActiveCount, _state.NextWakeAt).ShouldBe((0, Start.AddMinutes(5)));
        Why().ShouldBe("It waits for then.");
        _now = Start.AddMinutes(4);
        Send(new RunEvent.TimePassed()).Ignored.ShouldBe(IgnoreReason.NothingDue);
        _now = Start.AddMinutes(5);
        Send(new RunEvent.TimePassed());
        (_state[0].State, _state[0].TryNumber, _state.Run.State).ShouldBe((S.Success, 1, DagRunState.Success));
        _state[0].Wait.ShouldBeNull();
    }

    [Fact]
    public void TimePassed_WhenARunIsWaitedFor_LooksAgainAndAgainUntilTheTimeIsUp()
    {
        Begin(new TaskAction.Sensor(new SensorCondition.Dag { DagId = "other" }, Policy));
        Decide(new TaskOutcome.NotYet("a run of DAG 'other'"));
        for (var look = 2; look <= 3; look++)
        {
            _now += Policy.PokeInterval;
            Send(new RunEvent.TimePassed()).Effects.OfType<RunEffect.Decide>().ShouldHaveSingleItem();
            _state[0].Wait!.Looks.ShouldBe(look);
            Send(new RunEvent.TimePassed()).Ignored.ShouldBe(IgnoreReason.NothingDue, "one look is one effect");
            Decide(new TaskOutcome.NotYet("a run of DAG 'other'")).Ignored.ShouldBe(IgnoreReason.AlreadyDone, "a look that finds nothing writes nothing");
        }

        Why().ShouldBe("It waits for a run of DAG 'other'; looked 3 times, next look in 60 s.");
        _now += Policy.PokeInterval;
        Send(new RunEvent.TimePassed());
        Decide(new TaskOutcome.NotYet("a run of DAG 'other'"));
        (_state[0].State, _state[0].Failure!.Reason).ShouldBe((S.Failed, TaskFailureReason.SensorTimeout));
    }

    [Fact]
    public void Finished_WhenALookFoundNothing_ReschedulesTheSameTryWithoutASlot()
    {
        Begin(new TaskAction.Sensor(new SensorCondition.File("/a"), Policy with { Mode = SensorMode.Reschedule }));
        var since = _now;
        LeaseAndReport(new TaskOutcome.NotYet("file '/a'"));

        (_state[0].State, _state[0].Lease, _state.ActiveCount).ShouldBe((S.UpForReschedule, null, 0));
        Why().ShouldBe("It waits for file '/a'; looked once, next look in 60 s.");
        _now += Policy.PokeInterval;
        Send(new RunEvent.TimePassed()).Effects.ShouldContain(new RunEffect.Offer(0, 1));
        (_state[0].State, _state[0].TryNumber, _state[0].Wait!.Since).ShouldBe((S.Queued, 1, since));
        var lease = Lease();
        Why().ShouldBe("It waits for file '/a'; looked once before, host 'host' looks for it, since 2026-01-01 00:00:00 UTC.");
        Send(new RunEvent.Finished(0, lease.Id, new TaskOutcome.NotYet("file '/a'")));
        _now += Policy.PokeInterval + Policy.PokeInterval;
        Send(new RunEvent.TimePassed());
        LeaseAndReport(new TaskOutcome.NotYet("file '/a'"));
        (_state[0].State, _state[0].Failure!.Reason).ShouldBe((S.Failed, TaskFailureReason.SensorTimeout));
    }

    [Theory]
    [InlineData(false, S.Running, 1)]
    [InlineData(true, S.Deferred, 0)]
    public void LeaseRequested_ForASensor_CountsOnlyWhileItIsRunning(bool deferrable, S expected, int active)
    {
        Begin(new TaskAction.Sensor(new SensorCondition.File("/a"), Policy with { Deferrable = deferrable }));
        var lease = Lease();

        (_state[0].State, _state[0].Lease, _state.ActiveCount).ShouldBe((expected, lease, active));
        Send(new RunEvent.LeaseRequested(0, 1, lease)).Ignored.ShouldBe(IgnoreReason.AlreadyDone);
        Send(new RunEvent.LeaseRequested(0, 1, new Lease(Guid.Empty, "other"))).Ignored.ShouldBe(IgnoreReason.WrongTaskState);
        Why().ShouldBe("It waits for file '/a'; host 'host' looks for it every 60 s, since 2026-01-01 00:00:00 UTC.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void HostLost_ForASensor_OffersTheSameTryWithWhatIsLeftOfItsTime(bool deferrable, bool returned)
    {
        Begin(new TaskAction.Sensor(new SensorCondition.File("/a"), Policy with { Deferrable = deferrable }));
        var lease = Lease();
        _now += TimeSpan.FromSeconds(100);

        var decision = Send(returned ? new RunEvent.LeaseReturned(0, lease.Id) : new RunEvent.HostLost(0, lease.Id));

        decision.Effects.ShouldContain(new RunEffect.Offer(0, 1));
        (_state[0].State, _state[0].TryNumber, _state[0].Lease, _state[0].Wait!.Since).ShouldBe((S.Queued, 1, null, Start));
    }

    [Fact]
    public void Finished_WhenAProcessDefersItselfToATrigger_StartsItAgainAsTheSameTryWithTheEvent()
    {
        Begin(new TaskAction.Bash("x"));
        LeaseAndReport(new TaskOutcome.Defer(Deferred("""{"sensor": {"file": "/done"}, "state": {"job": 7}}"""))).Effects.ShouldContain(new RunEffect.Offer(0, 1));
        (_state[0].State, _state[0].Lease, _state.ActiveCount).ShouldBe((S.Deferred, null, 0));
        RunMachine.Recover(_state, _now).ShouldContain(new RunEffect.Offer(0, 1));

        var lease = Lease();
        _state[0].State.ShouldBe(S.Deferred);
        Send(new RunEvent.HostLost(0, lease.Id)).Effects.ShouldContain(new RunEffect.Offer(0, 1));
        LeaseAndReport(new TaskOutcome.Success("1"));

        (_state[0].State, _state[0].TryNumber).ShouldBe((S.Queued, 1));
        _state[0].Wait!.EventJson.ShouldBe("""{"fired_at":"2026-01-01T00:00:00.000000Z","value":1,"state":{"job":7}}""");
        Lease();
        _state[0].State.ShouldBe(S.Running);
        Send(new RunEvent.Finished(0, _state[0].Lease!.Id, new TaskOutcome.Success()));
        _state[0].State.ShouldBe(S.Success);
    }

    [Fact]
    public void Finished_WhenAProcessDefersItselfToAMoment_IsLookedAtByTheRun()
    {
        Begin(new TaskAction.Bash("x"));
        LeaseAndReport(new TaskOutcome.Defer(Deferred("""{"wait": "10 minutes"}"""))).Effects.ShouldContain(new RunEffect.Decide(0, 1));
        Decide(new TaskOutcome.NotYet("then", Until: Start.AddMinutes(10)));
        _now = Start.AddMinutes(10);

        Send(new RunEvent.TimePassed()).Effects.ShouldContain(new RunEffect.Offer(0, 1));

        (_state[0].State, _state[0].TryNumber).ShouldBe((S.Queued, 1));
        _state[0].Wait!.EventJson.ShouldNotBeNull();
    }

    [Fact]
    public void Decided_WithGateOfAnApproval_SkipsWhatIsDownstream()
    {
        Begin(new TaskAction.Approval { Subject = "?" });
        Decide(new TaskOutcome.NotYet("an answer"));
        _state.NextWakeAt.ShouldBeNull("nobody but a person ends it");
        RunMachine.Recover(_state, _now).ShouldContain(new RunEffect.Decide(0, 1));

        Decide(ApprovalOutcome.Of(new TaskAction.Approval { Subject = "?" }, ["Reject"], "ann"));

        (_state[0].State, _state[1].State, _state.Run.State).ShouldBe((S.Success, S.Skipped, DagRunState.Success));
        Send(new RunEvent.Decided(0, 1, new TaskOutcome.Success())).Ignored.ShouldBe(IgnoreReason.AlreadyDone);
    }

    [Fact]
    public void Cleared_WhenATryWaits_StartsANewOneAndStopsWhoLooks()
    {
        Begin(new TaskAction.Sensor(new SensorCondition.File("/a"), Policy with { Deferrable = true }));
        var lease = Lease();

        Send(new RunEvent.Cleared([0])).Effects.ShouldContain(new RunEffect.Stop(0, lease));
        _state[0].State.ShouldBe(S.Restarting);
        Send(new RunEvent.Finished(0, lease.Id, new TaskOutcome.Success()));

        (_state[0].State, _state[0].TryNumber, _state[0].Wait).ShouldBe((S.Queued, 2, null));
    }

    [Fact]
    public void RunMarked_WhenATryWaits_EndsIt()
    {
        Begin(new TaskAction.Approval { Subject = "?" });
        Decide(new TaskOutcome.NotYet("an answer"));

        Send(new RunEvent.RunMarked(DagRunState.Failed));

        (_state[0].State, _state[0].Wait, _state.Run.State).ShouldBe((S.Failed, null, DagRunState.Failed));
    }

    [Fact]
    public void TimePassed_WhenTheRunTakesTooLong_EndsWhatWaits()
    {
        Begin(new TaskAction.Approval { Subject = "?" }, TimeSpan.FromMinutes(1));
        Decide(new TaskOutcome.NotYet("an answer"));
        _now += TimeSpan.FromMinutes(1);

        Send(new RunEvent.TimePassed());

        (_state[0].State, _state.Run.State).ShouldBe((S.Skipped, DagRunState.Failed));
    }

    [Theory]
    [InlineData("nothing", "no JSON object")]
    [InlineData("{}", "no JSON object")]
    [InlineData("""{"wait": "1 s", "sensor": {"file": "a"}}""", "no JSON object")]
    [InlineData("""{"sensor": {"fil": "a"}}""", "did you mean 'file'?")]
    [InlineData("""{"sensor": {"file": "a", "poke_interval": 0}}""", "give 0.1 or more")]
    public void TryParse_WhenADeferralIsWrong_SaysWhat(string json, string expected)
    {
        Deferral.TryParse(json, out var deferral, out var problem).ShouldBeFalse();
        deferral.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(expected);
    }

    private static Deferral Deferred(string json)
    {
        Deferral.TryParse(json, out var deferral, out var problem).ShouldBeTrue(problem);
        return deferral!;
    }

    private void Begin(TaskAction action, TimeSpan? timeout = null)
    {
        var dag = new DagDefinition
        {
            DagId = "d",
            DagRunTimeout = timeout,
            Tasks = [new TaskDefinition { TaskId = "t", Action = action }, new TaskDefinition { TaskId = "after", Action = new TaskAction.Empty(), DependsOn = ["t"] }],
        };
        if (action is TaskAction.Wait)
        {
            dag = dag with { Tasks = [dag.Tasks[0]] };
        }

        _state = RunState.Create(RunPlan.Compile(dag), "r", _now);
        Send(new RunEvent.Started());
    }

    private Decision Send(RunEvent e)
    {
        var decision = _machine.Decide(_state, e, _now);
        _state.Apply(decision);
        return decision;
    }

    private Decision Decide(TaskOutcome outcome) => Send(new RunEvent.Decided(0, _state[0].TryNumber, outcome));

    private Lease Lease()
    {
        var lease = new Lease(new Guid(++_leases, 0, 0, new byte[8]), "host");
        Send(new RunEvent.LeaseRequested(0, _state[0].TryNumber, lease)).Ignored.ShouldBeNull();
        return lease;
    }

    private Decision LeaseAndReport(TaskOutcome outcome) => Send(new RunEvent.Finished(0, Lease().Id, outcome));

    private string Why() => RunExplain.Blockers(_state, 0, _now).ShouldHaveSingleItem().ToSentence();
}
