using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task KillActivation_WhenCallsRunAndWait_FailsThemAllAndRunsNothingMore()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var grain = host.Get<IHoldGrain>("g");
        var running = grain.Hold("1");
        await host.QuietAsync();
        var waiting = grain.Hold("2");
        await host.QuietAsync();

        host.Faults.KillActivation(grain.GetGrainId()).ShouldBeTrue();
        host.Probe.Open("1");
        host.Probe.Open("2");
        var lost = await Should.ThrowAsync<SiloUnavailableException>(running.Within());
        lost.Message.ShouldBe("The activation of grain 'hold/g' was lost. Whether it carried out the call is not known.");
        await Should.ThrowAsync<SiloUnavailableException>(waiting.Within());
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["activate g", "enter 1"]);

        await grain.Hold("2").Within();
        host.Probe.Events.ShouldBe(["activate g", "enter 1", "activate g", "enter 2", "exit 2 of 1"]);
    }

    [Fact]
    public async Task KillActivation_WhenThereIsNone_SaysSo()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        host.Faults.KillActivation(GrainId.Create("hold", "nobody")).ShouldBeFalse();
    }

    [Fact]
    public async Task KillActivation_WhenItWaitsForAnotherGrain_LeavesThatAlone()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(HoldGrain)]);
        var call = host.Get<IHoldGrain>("a").CallAndWait("b", "1");
        await host.QuietAsync();
        host.Faults.KillActivation(GrainId.Create("hold", "a"));
        await Should.ThrowAsync<SiloUnavailableException>(call.Within());
        host.Probe.Open("1");
        await host.QuietAsync();
        host.Probe.Events[^1].ShouldBe("exit 1 of 1");
    }
}
