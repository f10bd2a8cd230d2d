using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task DeactivateOnIdle_WhenCallsWait_SendsThemToAFreshActivation()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var running = grain.Hold("1");
        await host.QuietAsync();
        var leave = grain.Leave();
        await host.QuietAsync();
        var late = grain.Hold("2");
        host.Probe.Open("2");
        host.Probe.Open("1");
        await Task.WhenAll(running, leave, late).Within();
        await host.QuietAsync();
        host.Probe.Events.Where(text => text.Contains("activate", StringComparison.Ordinal))
            .ShouldBe(["activate g", "deactivate g ApplicationRequested", "activate g"]);
        host.Probe.Events[^1].ShouldBe("exit 2 of 1");
    }

    [Fact]
    public async Task GrainFactory_WhenWorkOutlivesTheActivation_StillMakesReferences()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(OutlivedGrain)]);
        await host.Get<IOutlivedGrain>("g").LeaveAtWork().Within();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["gone"]);
        host.Probe.Open("work");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["gone", "told another"]);
    }

    [Fact]
    public async Task Call_WhenGrainIsGoingAway_IsNotLostWhateverTheOrder()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)], seed: seed);
            host.Probe.Open("go");
            var grain = host.Get<IHoldGrain>("g");
            var calls = Enumerable.Range(0, 20).Select(i => i % 3 == 0 ? grain.Leave() : grain.Hold("go")).ToArray();
            await Task.WhenAll(calls).Within();
            await host.QuietAsync();
            host.Probe.Events.Count(text => text == "exit go of 1").ShouldBe(13, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Call_WhenGrainsLeaveInParallel_IsNeverLost()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        host.Probe.Open("go");
        var calls = Enumerable.Range(0, 4000).Select(i => i % 5 == 0 ? host.Get<IHoldGrain>($"{i % 7}").Leave() : host.Get<IHoldGrain>($"{i % 7}").Hold("go"));
        await Task.WhenAll(calls.AsParallel().Select(call => call)).Within();
    }

    [Fact]
    public async Task Collection_WhenNotUsedForItsAge_LetsTheActivationGo()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        host.Probe.Open("1");
        await host.Get<IHoldGrain>("g").Hold("1").Within();
        await host.AdvanceAsync(TimeSpan.FromMinutes(14));
        host.Probe.Events.ShouldNotContain("deactivate g ActivationIdle");
        await host.AdvanceAsync(TimeSpan.FromMinutes(3));
        host.Probe.Events.ShouldContain("deactivate g ActivationIdle");
    }

    [Fact]
    public async Task Collection_WhenARequestRuns_WaitsForItsEnd()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)], silo => silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromDays(1)));
        var poll = host.Get<IHoldGrain>("g").HoldInterleaving("1");
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        host.Probe.Events.ShouldBe(["activate g", "enter 1"]);
        host.Probe.Open("1");
        await poll.Within();
    }

    [Fact]
    public async Task Collection_WhenClassSaysOtherwise_FollowsTheClass()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(KeptGrain), typeof(LimitedGrain), typeof(DelayingGrain)]);
        await host.Get<IKeptGrain>("kept").Touch().Within();
        await host.Get<ILimitedGrain>("limited").Touch().Within();
        await host.Get<IDelayingGrain>("delaying").Touch().Within();
        await host.AdvanceAsync(TimeSpan.FromMinutes(4));
        host.Probe.Events.ShouldBe(["LimitedGrain gone"]);
        await host.AdvanceAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        host.Probe.Events.ShouldBe(["LimitedGrain gone"]);
        await host.AdvanceAsync(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        host.Probe.Events.ShouldBe(["LimitedGrain gone", "DelayingGrain gone"]);
    }

    [Fact]
    public async Task OnActivateAsync_WhenItFails_FailsTheCallersAndIsTriedAgain()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(BrokenGrain)]);
        var grain = host.Get<IBrokenGrain>("g");
        var calls = new[] { grain.Attempts(), grain.Attempts() };
        await host.QuietAsync();
        host.Probe.Open("activate");
        (await Should.ThrowAsync<InvalidOperationException>(calls[0].Within())).Message.ShouldBe("attempt 1");
        (await Should.ThrowAsync<InvalidOperationException>(calls[1].Within())).Message.ShouldBe("attempt 1");
        (await grain.Attempts().Within()).ShouldBe(2);
    }

    [Fact]
    public async Task OnActivateAsync_WhenItTakesTooLong_FailsTheCallers()
    {
        await using var host = await TestHost.StartSerialAsync(
            [typeof(SlowGrain)], silo => silo.Configure<GrainCollectionOptions>(o => o.ActivationTimeout = TimeSpan.FromSeconds(5)));
        var call = host.Get<ISlowGrain>("g").Touch();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(6));
        await Should.ThrowAsync<TimeoutException>(call.Within());
    }

    [Fact]
    public async Task Constructor_WhenServicesAreMissing_SaysWhich()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(NeedyGrain)]);
        var call = host.Get<INeedyGrain>("g").Touch();
        (await Should.ThrowAsync<InvalidOperationException>(call.Within())).Message.ShouldContain("ISomethingElse");
    }

    [Fact]
    public async Task Stop_WhenRequestsRun_LetsThemEndAndDeactivates()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        var call = host.Get<IHoldGrain>("g").Hold("1");
        await host.Probe.Seen("enter 1");
        var stop = host.StopAsync();
        host.Probe.Open("1");
        await stop.Within();
        await call.Within();
        host.Probe.Events[^1].ShouldBe("deactivate g ShuttingDown");
        var late = await Should.ThrowAsync<SiloUnavailableException>(host.Get<IHoldGrain>("g").Hold("1"));
        late.Message.ShouldBe("IHoldGrain.Hold on grain 'hold/g' was not called: the host of grains has not started, or is stopping.");
    }

    [Fact]
    public async Task Stop_WhenARequestDoesNotEnd_DropsItWhenTimeIsUp()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)], silo => silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromHours(1)));
        var call = host.Get<IHoldGrain>("g").Hold("never");
        await host.Probe.Seen("enter never");
        var stop = host.StopAsync();
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await stop.Within();
        await Should.ThrowAsync<SiloUnavailableException>(call.Within());
    }

    [Fact]
    public async Task Dispose_WhenGrainIsDisposable_IsCalledAtTheEnd()
    {
        await using var host = await TestHost.StartAsync([typeof(DisposableGrain)], silo => silo.Services.AddScoped<ScopedService>());
        await host.Get<IDisposableGrain>("g").Touch().Within();
        await host.StopAsync();
        host.Probe.Events.ShouldBe(["deactivated", "disposed", "scope disposed"]);
    }

    public interface ITouchGrain : IGrainWithStringKey
    {
        Task Touch();
    }

    public interface IKeptGrain : ITouchGrain;

    public interface ILimitedGrain : ITouchGrain;

    public interface IDelayingGrain : ITouchGrain;

    public interface ISlowGrain : ITouchGrain;

    public interface INeedyGrain : ITouchGrain;

    public interface IDisposableGrain : ITouchGrain;

    public interface ISomethingElse
    {
        void Do();
    }

    public interface IOutlivedGrain : IGrainWithStringKey
    {
        Task LeaveAtWork();

        Task BeTold();
    }

    public sealed class OutlivedGrain(Probe probe) : Grain, IOutlivedGrain
    {
        public Task LeaveAtWork()
        {
            _ = WorkAsync();
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        public Task BeTold()
        {
            probe.Record("told another");
            return Task.CompletedTask;
        }

        public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        {
            probe.Record("gone");
            return Task.CompletedTask;
        }

        private async Task WorkAsync()
        {
            await probe.Gate("work");
            await GrainFactory.GetGrain<IOutlivedGrain>("other").BeTold();
        }
    }

    public interface IBrokenGrain : IGrainWithStringKey
    {
        Task<int> Attempts();
    }

    public abstract class TouchGrain(Probe probe) : Grain
    {
        public virtual Task Touch() => Task.CompletedTask;

        public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        {
            probe.Record($"{GetType().Name} gone");
            return Task.CompletedTask;
        }
    }

    [KeepAlive]
    public sealed class KeptGrain(Probe probe) : TouchGrain(probe), IKeptGrain;

    [CollectionAgeLimit(Minutes = 2)]
    public sealed class LimitedGrain(Probe probe) : TouchGrain(probe), ILimitedGrain;

    public sealed class DelayingGrain(Probe probe) : TouchGrain(probe), IDelayingGrain
    {
        public override Task Touch()
        {
            DelayDeactivation(TimeSpan.FromHours(2));
            return Task.CompletedTask;
        }
    }

    public sealed class SlowGrain(Probe probe) : TouchGrain(probe), ISlowGrain
    {
        public override Task OnActivateAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }

    public sealed class NeedyGrain(Probe probe, ISomethingElse service) : TouchGrain(probe), INeedyGrain
    {
        public override Task Touch() => Task.FromResult(service);
    }

    public sealed class BrokenGrain(Probe probe) : Grain, IBrokenGrain
    {
        public Task<int> Attempts() => Task.FromResult(probe.Events.Count);

        public override async Task OnActivateAsync(CancellationToken cancellationToken)
        {
            probe.Record("attempt");
            await probe.Gate("activate");
            if (probe.Events.Count < 2)
            {
                throw new InvalidOperationException($"attempt {probe.Events.Count}");
            }
        }
    }

    public sealed class ScopedService(Probe probe) : IDisposable
    {
        public void Dispose() => probe.Record("scope disposed");
    }

    public sealed class DisposableGrain(Probe probe, ScopedService service) : Grain, IDisposableGrain, IDisposable
    {
        public Task Touch()
        {
            ServiceProvider.GetRequiredService<ScopedService>().ShouldBeSameAs(service);
            return Task.CompletedTask;
        }

        public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        {
            probe.Record("deactivated");
            return Task.CompletedTask;
        }

        public void Dispose() => probe.Record("disposed");
    }
}
