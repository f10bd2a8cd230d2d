using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task Call_WhenGrainThrows_FailsWithThatError()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        (await Should.ThrowAsync<InvalidOperationException>(host.Get<IHoldGrain>("g").Fail("no").Within())).Message.ShouldBe("no");
    }

    [Fact]
    public async Task Call_WhenNotAnsweredInTime_FailsNamingGrainMethodAndTime()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var running = grain.Hold("1");
        await host.QuietAsync();
        var waiting = grain.HoldReadOnly("2");
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(29));
        running.IsCompleted.ShouldBeFalse();
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<TimeoutException>(running.Within())).Message
            .ShouldBe("IHoldGrain.Hold on grain 'hold/g' was not answered within 00:00:30 (00:00:30 passed): it is still running.");
        (await Should.ThrowAsync<TimeoutException>(waiting.Within())).Message
            .ShouldBe("IHoldGrain.HoldReadOnly on grain 'hold/g' was not answered within 00:00:30 (00:00:30 passed): it waits for IHoldGrain.Hold on grain 'hold/g'.");
    }

    [Fact]
    public async Task Call_WhenItTimedOutBeforeItStarted_IsNeverCarriedOut()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)], silo => silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(2)));
        var grain = host.Get<IHoldGrain>("g");
        var running = grain.Hold("1");
        await host.QuietAsync();
        var waiting = grain.Hold("2");
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<TimeoutException>(waiting.Within());
        await Should.ThrowAsync<TimeoutException>(running.Within());
        host.Probe.Open("1");
        await host.QuietAsync();
        host.Probe.Events[^1].ShouldBe("exit 1 of 1");
    }

    [Fact]
    public async Task OneWay_WhenGrainIsBusy_ReturnsAtOnceAndIsCarriedOutLater()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        grain.HoldOneWay("1").IsCompletedSuccessfully.ShouldBeTrue();
        await host.QuietAsync();
        grain.Note("later");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1"]);
        host.Probe.Open("1");
        await host.QuietAsync();
        host.Probe.Events[^1].ShouldBe("later");
    }

    [Fact]
    public async Task Cancel_WhenCallRuns_CancelsAtTheGrainAndFailsTheCallAtOnce()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        using var cancellation = new CancellationTokenSource();
        var call = host.Get<IHoldGrain>("g").HoldCancellable("1", cancellation.Token);
        await host.QuietAsync();
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(call.Within())).CancellationToken.ShouldBe(cancellation.Token);
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "cancelled 1"]);
    }

    [Fact]
    public async Task Cancel_WhenCallWaits_IsNeverCarriedOut()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        using var cancellation = new CancellationTokenSource();
        var grain = host.Get<IHoldGrain>("g");
        var running = grain.Hold("1");
        await host.QuietAsync();
        var call = grain.HoldCancellable("2", cancellation.Token);
        await host.QuietAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call.Within());
        host.Probe.Open("1");
        await running.Within();
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "exit 1 of 1"]);
    }

    [Fact]
    public async Task Cancel_WhenCancelledBefore_SendsNothing()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        await Should.ThrowAsync<OperationCanceledException>(host.Get<IHoldGrain>("g").HoldCancellable("1", new CancellationToken(true)));
        await host.QuietAsync();
        host.Probe.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_WhenItRacesWithSending_LeavesNothingInFlight()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        host.Probe.Open("1");
        for (var i = 0; i < 500; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var cancel = Task.Run(cancellation.Cancel);
            var call = host.Get<IHoldGrain>("g").HoldCancellable("1", cancellation.Token);
            await Task.WhenAny(call).Within();
            await cancel;
        }

        host.Services.GetRequiredService<Silo>().InFlight.Snapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_WhenCallIsAnswered_IsNotCancelledAfterwards()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        using var cancellation = new CancellationTokenSource();
        host.Probe.Open("1");
        (await host.Get<IHoldGrain>("g").HoldCancellable("1", cancellation.Token).Within()).ShouldBe(1);
        await cancellation.CancelAsync();
        await host.QuietAsync();
        host.Probe.Events.ShouldNotContain("cancelled 1");
    }

    [Fact]
    public async Task Awaits_WhenGrainYieldsAndDelays_StayInItsTurns()
    {
        await using var host = await TestHost.StartAsync([typeof(CountingGrain)]);
        var grain = host.Get<ICountingGrain>("g");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.AddSlowly())).Within();
        (await grain.Total().Within()).ShouldBe(2000);
    }

    [Fact]
    public async Task ResponseTimeoutAttribute_WhenOnTheMethod_ReplacesTheDefault()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(CountingGrain)]);
        var call = host.Get<ICountingGrain>("g").Never();
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(59));
        call.IsCompleted.ShouldBeFalse();
        await host.AdvanceAsync(TimeSpan.FromSeconds(2));
        await Should.ThrowAsync<TimeoutException>(call.AsTask().Within());
    }

    public interface ICountingGrain : IGrainWithStringKey
    {
        [AlwaysInterleave]
        Task AddSlowly();

        ValueTask<int> Total();

        [ResponseTimeout("00:01:00")]
        ValueTask Never();
    }

    public sealed class CountingGrain : Grain, ICountingGrain
    {
        private int _total;

        public async Task AddSlowly()
        {
            for (var i = 0; i < 10; i++)
            {
                // Would lose counts if two threads were ever in here at once.
                var before = _total;
                Thread.SpinWait(20);
                _total = before + 1;
                await Task.Yield();
                TaskScheduler.Current.ShouldNotBe(TaskScheduler.Default);
            }
        }

        public ValueTask<int> Total() => new(_total);

        public async ValueTask Never() => await new TaskCompletionSource().Task;
    }
}
