using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class CallCycleTests
{
    [Fact]
    public async Task Cycle_WhenGrainsWaitForEachOther_IsBrokenWithAnErrorThatNamesIt()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var call = host.Get<IHoldGrain>("a").CallBack("b", "never", allow: false);
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        var error = await Should.ThrowAsync<CallCycleException>(call.Within());
        error.Message.ShouldStartWith(
            "Grains wait for each other in a cycle: 'hold/a' → 'hold/b' (IHoldGrain.CallAndWait) → 'hold/a' (IHoldGrain.Hold). "
            + "The call IHoldGrain.Hold on grain 'hold/a' would never have started.");
    }

    [Fact]
    public async Task Cycle_WhenAGrainCallsItself_IsBroken()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var call = host.Get<IHoldGrain>("a").CallAndWait("a", "never");
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<CallCycleException>(call.Within())).Message.ShouldContain("'hold/a' → 'hold/a'");
    }

    [Fact]
    public async Task Cycle_WhenTwoIndependentCallsCross_IsBrokenAndTheOtherGoesOn()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(CrossingGrain)]);
        var calls = new[] { host.Get<ICrossingGrain>("a").Cross("b"), host.Get<ICrossingGrain>("b").Cross("a") };
        await host.QuietAsync();
        host.Probe.Open("cross");
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(1));
        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default))).Within();
        calls.Count(call => call.IsFaulted).ShouldBe(1);
        calls.Single(call => call.IsFaulted).Exception!.InnerException.ShouldBeOfType<CallCycleException>();
    }

    [Fact]
    public async Task Cycle_WhenNobodyAwaitsTheCall_IsNone()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(ForgettingGrain)]);
        await host.Get<IForgettingGrain>("a").Forget("b").Within();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["called back"]);
    }

    [Fact]
    public async Task Cycle_WhenNobodyAwaitsTheCallAndTheCallerKeepsWorking_IsNone()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(ForgettingGrain)]);
        var call = host.Get<IForgettingGrain>("a").ForgetAndWork("b", 12);
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(1));
        await call.Within();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["worked", "called back"]);
    }

    [Fact]
    public async Task Timer_WhenRegisteredInARequestThatStillRuns_DoesNotBelongToItsChain()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(ForgettingGrain)]);
        await host.Get<IForgettingGrain>("a").CallFromTimer("b").Within();
        await host.AdvanceAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        host.Probe.Events.ShouldBe(["timer sees no chain", "called back", "timer done"]);
    }

    [Fact]
    public async Task Cycle_WhenOnActivateIsInIt_IsBroken()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(SelfWakingGrain), typeof(HoldGrain)]);
        var call = host.Get<ISelfWakingGrain>("a").Touch();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<CallCycleException>(call.Within())).Message.ShouldContain("'selfwaking/a'");
    }

    public interface ICrossingGrain : IGrainWithStringKey
    {
        Task Cross(string other);

        Task Touch();
    }

    public interface IForgettingGrain : IGrainWithStringKey
    {
        Task Forget(string other);

        Task ForgetAndWork(string other, int seconds);

        Task CallFromTimer(string other);

        Task CallBack(string first);

        [AlwaysInterleave]
        Task CallBackInterleaving(string first);

        Task Touch();

        [AlwaysInterleave]
        Task TouchInterleaving();
    }

    public interface ISelfWakingGrain : IGrainWithStringKey
    {
        Task Touch();
    }

    public sealed class CrossingGrain(Probe probe) : Grain, ICrossingGrain
    {
        public async Task Cross(string other)
        {
            await probe.Gate("cross");
            await GrainFactory.GetGrain<ICrossingGrain>(other).Touch();
        }

        public Task Touch() => Task.CompletedTask;
    }

    public sealed class ForgettingGrain(Probe probe, TimeProvider time) : Grain, IForgettingGrain
    {
        public Task Forget(string other)
        {
            _ = GrainFactory.GetGrain<IForgettingGrain>(other).CallBack(this.GetPrimaryKeyString());
            return Task.CompletedTask;
        }

        public async Task ForgetAndWork(string other, int seconds)
        {
            _ = GrainFactory.GetGrain<IForgettingGrain>(other).CallBack(this.GetPrimaryKeyString());
            for (var i = 0; i < seconds; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }

            probe.Record("worked");
        }

        public Task CallFromTimer(string other)
        {
            RequestContext.Set("chain", "of the request");
            this.RegisterGrainTimer(
                async () =>
                {
                    probe.Record(RequestContext.Get("chain") is null ? "timer sees no chain" : "timer sees a chain");
                    await GrainFactory.GetGrain<IForgettingGrain>(other).CallBackInterleaving(this.GetPrimaryKeyString());
                    probe.Record("timer done");
                },
                TimeSpan.FromSeconds(1),
                Timeout.InfiniteTimeSpan);
            return Task.CompletedTask;
        }

        public Task CallBack(string first) => GrainFactory.GetGrain<IForgettingGrain>(first).Touch();

        public Task CallBackInterleaving(string first) => GrainFactory.GetGrain<IForgettingGrain>(first).TouchInterleaving();

        public Task Touch()
        {
            probe.Record("called back");
            return Task.CompletedTask;
        }

        public Task TouchInterleaving() => Touch();
    }

    public sealed class SelfWakingGrain : Grain, ISelfWakingGrain
    {
        public Task Touch() => Task.CompletedTask;

        public override Task OnActivateAsync(CancellationToken cancellationToken) =>
            GrainFactory.GetGrain<ISelfWakingGrain>(this.GetPrimaryKeyString()).Touch();
    }
}
