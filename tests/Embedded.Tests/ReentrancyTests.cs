using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ReentrancyTests
{
    [Fact]
    public async Task Call_WhenAnotherRuns_WaitsForItsEnd()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");

        var first = grain.Hold("1");
        await host.QuietAsync();
        var second = grain.Hold("2");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1"]);

        host.Probe.Open("2");
        host.Probe.Open("1");
        await Task.WhenAll(first, second).Within();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "exit 1 of 1", "enter 2", "exit 2 of 1"]);
    }

    [Fact]
    public async Task Call_WhenClassIsReentrant_RunsBetweenAwaits()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(ReentrantHoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var first = grain.Hold("1");
        await host.QuietAsync();
        host.Probe.Open("2");
        await grain.Hold("2").Within();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "enter 2", "exit 2 of 2"]);
        host.Probe.Open("1");
        await first.Within();
    }

    [Fact]
    public async Task AlwaysInterleave_WhenAnotherRuns_StartsAtOnce()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var first = grain.Hold("1");
        await host.QuietAsync();
        host.Probe.Open("2");
        await grain.HoldInterleaving("2").Within();
        first.IsCompleted.ShouldBeFalse();
        host.Probe.Open("1");
        await first.Within();
    }

    [Fact]
    public async Task AlwaysInterleave_WhileRunning_DoesNotHoldUpOthers()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var poll = grain.HoldInterleaving("poll");
        await host.QuietAsync();
        host.Probe.Open("2");
        await grain.Hold("2").Within();
        poll.IsCompleted.ShouldBeFalse();
        host.Probe.Open("poll");
        await poll.Within();
    }

    [Fact]
    public async Task AlwaysInterleave_WhenGrainIsStillActivating_OvertakesTheBlockedOnesOnceActive()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)], seed: 3);
        var grain = host.Get<IHoldGrain>("g");
        var calls = new[] { grain.Hold("1"), grain.Hold("2"), grain.HoldInterleaving("3") };
        host.Probe.Open("3");
        await calls[2].Within();
        host.Probe.Open("1");
        host.Probe.Open("2");
        await Task.WhenAll(calls).Within();
    }

    [Fact]
    public async Task ReadOnly_WhenAnotherReadOnlyRuns_RunsBesideIt()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var first = grain.HoldReadOnly("1");
        await host.QuietAsync();
        var second = grain.HoldReadOnly("2");
        var writer = grain.Hold("3");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "enter 2"]);

        host.Probe.Open("1");
        await first.Within();
        await host.QuietAsync();
        host.Probe.Events.ShouldNotContain("enter 3");

        host.Probe.Open("2");
        host.Probe.Open("3");
        await Task.WhenAll(second, writer).Within();
    }

    [Fact]
    public async Task ReadOnly_WhenWaitingBehindAWriter_StartTogetherWhenItEnds()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var writer = grain.Hold("w");
        await host.QuietAsync();
        var readers = new[] { grain.HoldReadOnly("1"), grain.HoldReadOnly("2") };
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter w"]);
        host.Probe.Open("w");
        await host.QuietAsync();
        host.Probe.Events.ShouldContain("enter 1");
        host.Probe.Events.ShouldContain("enter 2");
        host.Probe.Open("1");
        host.Probe.Open("2");
        await Task.WhenAll([writer, .. readers]).Within();
    }

    [Fact]
    public async Task CallBack_WhenChainIsAllowedToComeBack_IsCarriedOut()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        host.Probe.Open("back");
        await host.Get<IHoldGrain>("a").CallBack("b", "back", allow: true).Within();
        host.Probe.Events.ShouldContain("enter back");
    }

    [Fact]
    public async Task AllowCallChainReentrancy_WhenAnotherChainCalls_LetsItWait()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var chain = host.Get<IHoldGrain>("a").CallBack("b", "back", allow: true);
        await host.QuietAsync();
        var stranger = host.Get<IHoldGrain>("a").Hold("stranger");
        await host.QuietAsync();
        host.Probe.Events.ShouldNotContain("enter stranger");
        host.Probe.Open("back");
        host.Probe.Open("stranger");
        await Task.WhenAll(chain, stranger).Within();
    }

    [Fact]
    public async Task Calls_WhenManyAreSentByOneCallerInProduction_RunInTheOrderSent()
    {
        await using var host = await TestHost.StartAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        for (var i = 0; i < 100; i++)
        {
            grain.Note($"{i}");
        }

        host.Probe.Open("end");
        await grain.Hold("end").Within();
        host.Probe.Events.Skip(1).Take(100).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }
}
