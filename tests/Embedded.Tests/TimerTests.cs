using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class TimerTests
{
    [Fact]
    public async Task Timer_WhenDue_RunsAndRunsAgainAfterItsPeriod()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").Start(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), interleave: false).Within();
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBeEmpty();
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["tick"]);
        await host.AdvanceAsync(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        host.Probe.Events.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Timer_WhenItsRunTakesLong_CountsThePeriodFromItsEnd()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").StartHolding(TimeSpan.FromSeconds(1)).Within();
        await host.AdvanceAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["hold"]);
        host.Probe.Open("timer");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["hold"]);
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["hold", "hold"]);
    }

    [Fact]
    public async Task Timer_WhenARequestRuns_WaitsUnlessItInterleaves()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("waits").Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, interleave: false).Within();
        await host.Get<ITimerGrain>("interleaves").Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, interleave: true).Within();
        var calls = new[] { host.Get<ITimerGrain>("waits").Hold("1"), host.Get<ITimerGrain>("interleaves").Hold("1") };
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(2));
        host.Probe.Events.ShouldBe(["tick"]);
        host.Probe.Open("1");
        await Task.WhenAll(calls).Within();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["tick", "tick"]);
    }

    [Fact]
    public async Task Timer_WhenItsGrainGoes_Stops()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), interleave: false).Within();
        await host.Get<ITimerGrain>("g").Leave().Within();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        host.Probe.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Timer_WhenItFails_RunsAgain()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").StartFailing(TimeSpan.FromSeconds(1)).Within();
        await host.AdvanceAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["fail", "fail", "fail"]);
    }

    [Fact]
    public async Task Change_WhenCalledInTheCallback_HoldsFromThenOn()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").StartSlowing().Within();
        await host.AdvanceAsync(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["slow"]);
        await host.AdvanceAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["slow", "slow"]);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task KeepAlive_WhenTheTimerRuns_DecidesWhetherTheGrainStays(bool keepAlive, int ticksAtLeast)
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        await host.Get<ITimerGrain>("g").StartMinutely(keepAlive).Within();
        await host.AdvanceAsync(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(30));
        var before = host.Probe.Events.Count;
        await host.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        Math.Min(1, host.Probe.Events.Count - before).ShouldBe(ticksAtLeast);
    }

    [Fact]
    public async Task RegisterGrainTimer_WhenTimesAreOutOfRange_Fails()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(TimerGrain)]);
        var call = host.Get<ITimerGrain>("g").Start(TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(1), interleave: false);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(call.Within());
    }

    public interface ITimerGrain : IGrainWithStringKey
    {
        Task Start(TimeSpan dueTime, TimeSpan period, bool interleave);

        Task StartHolding(TimeSpan period);

        Task StartFailing(TimeSpan period);

        Task StartSlowing();

        Task StartMinutely(bool keepAlive);

        Task Hold(string gate);

        Task Leave();
    }

    public sealed class TimerGrain(Probe probe) : Grain, ITimerGrain
    {
        private IGrainTimer? _timer;

        public Task Start(TimeSpan dueTime, TimeSpan period, bool interleave)
        {
            this.RegisterGrainTimer(
                text =>
                {
                    probe.Record(text);
                    return Task.CompletedTask;
                },
                "tick",
                new GrainTimerCreationOptions { DueTime = dueTime, Period = period, Interleave = interleave });
            return Task.CompletedTask;
        }

        public Task StartHolding(TimeSpan period)
        {
            this.RegisterGrainTimer(
                async cancellationToken =>
                {
                    probe.Record("hold");
                    await probe.Gate("timer").WaitAsync(cancellationToken);
                },
                period,
                period);
            return Task.CompletedTask;
        }

        public Task StartFailing(TimeSpan period)
        {
            this.RegisterGrainTimer(
                () =>
                {
                    probe.Record("fail");
                    throw new InvalidOperationException();
                },
                period,
                period);
            return Task.CompletedTask;
        }

        public Task StartSlowing()
        {
            _timer = this.RegisterGrainTimer(
                () =>
                {
                    probe.Record("slow");
                    _timer!.Change(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
                    return Task.CompletedTask;
                },
                TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        }

        public Task StartMinutely(bool keepAlive)
        {
            this.RegisterGrainTimer(
                () =>
                {
                    probe.Record("minute");
                    return Task.CompletedTask;
                },
                new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { KeepAlive = keepAlive });
            return Task.CompletedTask;
        }

        public Task Hold(string gate) => probe.Gate(gate);

        public Task Leave()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }
    }
}
