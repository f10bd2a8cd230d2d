using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineExitTests : ProcessTest
{
    [Fact]
    public async Task LaunchAsync_WhenScriptSucceeds_ReportsSuccessAndLogsBothStreams()
    {
        var spec = ProcessHost.Bash("echo hello; echo oops >&2");

        var report = await Host.RunAsync(spec);

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        report.ExitCode.ShouldBe(0);
        report.Signal.ShouldBeNull();
        report.LeaseId.ShouldBe(spec.LeaseId);
        report.StartedAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(report.EndedAt);
        (await Host.OutputAsync(spec)).ShouldBe(["hello"]);
        (await Host.OutputAsync(spec, LogStream.Error)).ShouldBe(["oops"]);
        var log = await Host.LogAsync(spec);
        log[0].Stream.ShouldBe(LogStream.System);
        log[0].Text.ShouldContain("started on");
        log[^1].Text.ShouldContain("success. Exit code 0.");
    }

    [Theory]
    [InlineData("exit 3", 3, "exit code 3.")]
    [InlineData("exit 143", 143, "a command that SIGTERM ended")]
    [InlineData("no-such-command-anywhere", 127, "exit code 127.")]
    public async Task LaunchAsync_WhenScriptFails_ReportsItsExitCode(string script, int code, string message)
    {
        var report = await Host.RunAsync(ProcessHost.Bash(script));

        report.Kind.ShouldBe(TaskReportKind.Failed);
        report.Reason.ShouldBe(TaskFailureReason.ExitCode);
        report.ExitCode.ShouldBe(code);
        report.Signal.ShouldBeNull();
        report.Message.ShouldNotBeNull().ShouldContain(message);
    }

    [Theory]
    [InlineData("TERM", 15, "SIGTERM")]
    [InlineData("KILL", 9, "run out of memory")]
    [InlineData("SEGV", 11, "SIGSEGV")]
    public async Task LaunchAsync_WhenProcessIsKilled_ReportsSignalAndNoExitCode(string signal, int number, string message)
    {
        var report = await Host.RunAsync(ProcessHost.Bash($"kill -{signal} $$"));

        report.Reason.ShouldBe(TaskFailureReason.Signal);
        report.Signal.ShouldBe(number);
        report.ExitCode.ShouldBeNull();
        report.Message.ShouldNotBeNull().ShouldContain(message);
    }

    [Fact]
    public async Task LaunchAsync_WhenWholeGroupGetsTerm_StillReportsTheCommandsEnd()
    {
        var report = await Host.RunAsync(ProcessHost.Bash("trap 'exit 7' TERM; kill -TERM 0; wait"));

        report.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task LaunchAsync_WhenExitCodeAsksForIt_ReportsSkipped()
    {
        (await Host.RunAsync(ProcessHost.Bash("exit 99"))).Kind.ShouldBe(TaskReportKind.Skipped);
        (await Host.RunAsync(ProcessHost.Bash("exit 99") with { SkipExitCode = null })).Reason.ShouldBe(TaskFailureReason.ExitCode);
        (await Host.RunAsync(ProcessHost.Bash("exit 42") with { SkipExitCode = 42 })).Kind.ShouldBe(TaskReportKind.Skipped);
    }

    [Fact]
    public async Task LaunchAsync_WhenLeaseIsHeldAlready_StartsNothingNew()
    {
        var spec = ProcessHost.Bash("echo once");

        var first = await Host.Engine.LaunchAsync(spec);
        var second = await Host.Engine.LaunchAsync(spec);

        second.ShouldBeSameAs(first);
        _ = await first.Completion.WaitAsync(ProcessHost.Limit);
        (await Host.OutputAsync(spec)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task ReleaseAsync_WhenReportWasAcknowledged_RemovesSpoolAndKeepsLog()
    {
        var spec = ProcessHost.Bash("echo kept; mkdir -p $ORRERY_TASK_DIR/a; touch $ORRERY_TASK_DIR/a/b");
        var task = await Host.Engine.LaunchAsync(spec);
        _ = await task.Completion.WaitAsync(ProcessHost.Limit);
        Host.Files(spec).ShouldContain(Host.TryFile(spec));

        await task.ReleaseAsync();
        await task.ReleaseAsync();

        Host.Files(spec).ShouldBeEmpty();
        (await Host.OutputAsync(spec)).ShouldBe(["kept"]);
        (await Host.RestartAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReleaseAsync_WhenTaskRuns_Refuses()
    {
        var spec = ProcessHost.Bash("read -r line < $ORRERY_RUN_DIR/go");
        Pipes.Make(Host.Pipe());
        var task = await Host.Engine.LaunchAsync(spec);

        _ = await Should.ThrowAsync<InvalidOperationException>(task.ReleaseAsync);

        await task.StopAsync(Grains.Interfaces.Runtimes.StopReason.UserRequest);
        (await task.Completion.WaitAsync(ProcessHost.Limit)).Reason.ShouldBe(TaskFailureReason.MarkedFailed);
    }
}
