using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Docker.Tests;

public sealed class StopTests : EngineTest
{
    private const string WaitForever = "echo ready; while true; do sleep 1; done";

    [Fact]
    public async Task Stop_WhenTheTaskListens_EndsItBySigterm()
    {
        var spec = EngineHost.Bash("trap 'echo cleaning; exit 0' TERM; " + WaitForever);
        var task = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        await task.StopAsync(StopReason.UserRequest);
        await task.StopAsync(StopReason.LeaseLost);
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        (report.Reason, report.Message).ShouldBe((TaskFailureReason.MarkedFailed, "Somebody stopped the task, and it was ended by SIGTERM."));
        (await Host.OutputAsync(spec)).ShouldBe(["ready", "cleaning"]);
    }

    [Fact]
    public async Task Stop_WhenTheTaskDoesNotListen_KillsItAfterTheGrace()
    {
        var spec = EngineHost.Bash("trap '' TERM; " + WaitForever) with { StopGrace = TimeSpan.FromSeconds(1) };
        var task = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        await task.StopAsync(StopReason.RunTimeout);
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        (report.Reason, report.Signal).ShouldBe((TaskFailureReason.RunEnded, 9));
    }

    [Fact]
    public async Task Run_WhenItTakesLongerThanItMay_IsStopped()
    {
        var report = await Host.RunAsync(EngineHost.Bash(WaitForever) with { ExecutionTimeout = TimeSpan.FromMilliseconds(200) });

        report.Reason.ShouldBe(TaskFailureReason.ExecutionTimeout);
        report.Message.ShouldNotBeNull().ShouldStartWith("The task took longer than its execution_timeout of 0.2 s");
    }

    [Fact]
    public async Task Stop_WhenItHasEnded_ItsOwnEndStays()
    {
        var task = await Host.LaunchAsync(EngineHost.Command("true"));
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        await task.StopAsync(StopReason.UserRequest);

        report.Kind.ShouldBe(Orrery.Grains.Interfaces.Runs.TaskReportKind.Success);
    }
}
