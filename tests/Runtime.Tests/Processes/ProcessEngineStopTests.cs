using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineStopTests : ProcessTest
{
    private const string IgnoreTerm = "trap '' TERM; echo ready; while true; do sleep 60; done";

    [Theory]
    [InlineData(StopReason.UserRequest, TaskFailureReason.MarkedFailed)]
    [InlineData(StopReason.RunTimeout, TaskFailureReason.RunEnded)]
    [InlineData(StopReason.LeaseLost, TaskFailureReason.HostLost)]
    public async Task StopAsync_WhenTaskObeys_ReportsTheReason(StopReason stop, TaskFailureReason reason)
    {
        var spec = ProcessHost.Bash("trap 'echo bye; exit 0' TERM; echo ready; while true; do sleep 60 & wait; done");
        var task = await Host.Engine.LaunchAsync(spec);
        _ = await Host.LineAsync(spec, "ready");

        await task.StopAsync(stop);
        await task.StopAsync(StopReason.UserRequest);
        var report = await task.Completion.WaitAsync(ProcessHost.Limit);

        report.Reason.ShouldBe(reason);
        report.ExitCode.ShouldBe(0);
        report.Message.ShouldNotBeNull().ShouldContain("ended by SIGTERM");
        (await Host.OutputAsync(spec)).ShouldBe(["ready", "bye"]);
    }

    [Fact]
    public async Task StopAsync_WhenTermIsIgnored_KillsAfterTheGrace()
    {
        var spec = ProcessHost.Bash(IgnoreTerm) with { StopGrace = TimeSpan.FromMilliseconds(200) };
        var task = await Host.Engine.LaunchAsync(spec);
        _ = await Host.LineAsync(spec, "ready");

        await task.StopAsync(StopReason.UserRequest);
        var report = await task.Completion.WaitAsync(ProcessHost.Limit);

        report.Reason.ShouldBe(TaskFailureReason.MarkedFailed);
        report.ExitCode.ShouldBeNull();
        report.Signal.ShouldBe(9);
        report.Message.ShouldNotBeNull().ShouldContain("did not end within 0.2 s of SIGTERM");
    }

    [Fact]
    public async Task StopAsync_WhenTaskHasEnded_ChangesNothing()
    {
        var task = await Host.Engine.LaunchAsync(ProcessHost.Bash("true"));
        var report = await task.Completion.WaitAsync(ProcessHost.Limit);

        await task.StopAsync(StopReason.UserRequest);

        (await task.Completion).ShouldBeSameAs(report);
        report.Message.ShouldBeNull();
    }

    [Fact]
    public async Task LaunchAsync_WhenTaskTakesTooLong_EndsItForThat()
    {
        var spec = ProcessHost.Bash("sleep 60") with { ExecutionTimeout = TimeSpan.FromMilliseconds(300) };

        var report = await Host.RunAsync(spec);

        report.Reason.ShouldBe(TaskFailureReason.ExecutionTimeout);
        report.Signal.ShouldBe(15);
        report.Message.ShouldNotBeNull().ShouldContain("execution_timeout of 0.3 s");
    }

    [Fact]
    public async Task LaunchAsync_WhenTimeoutIsIgnored_KillsAfterTheGrace()
    {
        var spec = ProcessHost.Bash(IgnoreTerm) with { ExecutionTimeout = TimeSpan.FromMilliseconds(300), StopGrace = TimeSpan.FromMilliseconds(100) };

        var report = await Host.RunAsync(spec);

        report.Reason.ShouldBe(TaskFailureReason.ExecutionTimeout);
        report.Signal.ShouldBe(9);
    }

    [Fact]
    public async Task LaunchAsync_WhenTaskLeavesChildrenInItsGroup_EndsThem()
    {
        var spec = ProcessHost.Bash("trap '' TERM; sleep 600 & echo \"child $!\"");

        _ = await Host.RunAsync(spec);

        await Waiting.UntilGoneAsync(Waiting.Pid((await Host.OutputAsync(spec)).ShouldHaveSingleItem()));
    }

    [Fact]
    public async Task LaunchAsync_WhenChildrenLeaveTheGroup_EndsThemByTheirMark()
    {
        var spec = ProcessHost.Bash("setsid bash -c 'echo child $$ > $ORRERY_RUN_DIR/child; echo > $ORRERY_RUN_DIR/go; exec sleep 600' & read -r line < $ORRERY_RUN_DIR/go");
        Pipes.Make(Host.Pipe());

        var report = await Host.RunAsync(spec);

        report.ExitCode.ShouldBe(0);
        await Waiting.UntilGoneAsync(Waiting.Pid((await File.ReadAllTextAsync(Host.Pipe("child"))).Trim()));
    }
}
