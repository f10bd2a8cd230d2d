using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Logs;

namespace Orrery.Docker.Tests;

public sealed class LaunchTests : EngineTest
{
    [Fact]
    public async Task Run_WhenItSucceeds_ReportsItsXComsAndItsLog()
    {
        var spec = EngineHost.Bash("""
            echo out; echo err >&2
            echo '{"rows": 3}' >"$ORRERY_XCOM"; echo '{"k": 1}' >"$ORRERY_XCOM_KEYS"; echo '{"a": {}}' >"$ORRERY_OUTLETS"
            """);

        var report = await Host.RunAsync(spec);

        (report.Kind, report.ExitCode, report.XCom, report.XComKeysJson, report.Outlets).ShouldBe(
            (TaskReportKind.Success, 0, """{"rows": 3}""", """{"k": 1}""", """{"a": {}}"""), report.Message);
        report.EndedAt.ShouldBeGreaterThan(report.StartedAt!.Value);
        (await Host.OutputAsync(spec)).ShouldBe(["out"]);
        (await Host.OutputAsync(spec, LogStream.Error)).ShouldBe(["err"]);
        (await Host.LogAsync(spec))[^1].Text.ShouldStartWith("Ended after");
    }

    [Fact]
    public async Task Release_WhenTheReportIsAcknowledged_NothingIsLeft()
    {
        var spec = EngineHost.Command("true");
        var task = await Host.LaunchAsync(spec);
        _ = await task.Completion.WaitAsync(EngineHost.Limit);
        var before = await Host.ContainersAsync(spec);

        await task.ReleaseAsync();

        before.ShouldHaveSingleItem().State.ShouldBe("exited");
        (await Host.ContainersAsync(spec)).ShouldBeEmpty();
        Directory.EnumerateDirectories(Host.Spool).ShouldBeEmpty();
        await task.ReleaseAsync();
    }

    [Theory]
    [InlineData("exit 3", TaskReportKind.Failed, TaskFailureReason.ExitCode, 3)]
    [InlineData("exit 99", TaskReportKind.Skipped, TaskFailureReason.ExitCode, 99)]
    [InlineData("exit 70", TaskReportKind.Failed, TaskFailureReason.FailWithoutRetry, 70)]
    [InlineData("echo '{\"until\": 1}' >$ORRERY_DEFER", TaskReportKind.Deferred, TaskFailureReason.ExitCode, 0)]
    [InlineData("mkdir $ORRERY_XCOM", TaskReportKind.Failed, TaskFailureReason.InvalidXCom, 0)]
    public async Task Run_WhenItEnds_TheExitCodeMeansWhatItMeansEverywhere(string script, TaskReportKind kind, TaskFailureReason reason, int code)
    {
        var report = await Host.RunAsync(EngineHost.Bash(script) with { FailExitCode = 70 });

        (report.Kind, report.Reason, report.ExitCode).ShouldBe((kind, reason, code), report.Message);
    }

    [Fact]
    public async Task Run_WhenTheXComIsALinkToTheHost_ItIsNotFollowed()
    {
        var report = await Host.RunAsync(EngineHost.Bash("ln -s /etc/hostname $ORRERY_XCOM"));

        (report.Kind, report.Reason, report.XCom).ShouldBe((TaskReportKind.Failed, TaskFailureReason.InvalidXCom, null));
    }

    [Fact]
    public async Task Run_WhenTheCommandIsMissing_SaysSoAndIsNotRetried()
    {
        var report = await Host.RunAsync(EngineHost.Command("no-such-command", "x"));

        report.Reason.ShouldBe(TaskFailureReason.CommandNotFound);
        report.Message.ShouldNotBeNull().ShouldStartWith("The command 'no-such-command' was not found in the image 'orrery.test/busybox:1'.");
        new TaskFailure(report.Reason, report.Message).IsRetryable.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WhenTheCommandIsNoProgram_SaysSo()
    {
        var report = await Host.RunAsync(EngineHost.Command("/bin/not-executable"));

        report.Reason.ShouldBe(TaskFailureReason.CommandNotFound);
        report.Message.ShouldNotBeNull().ShouldStartWith("The command '/bin/not-executable' cannot be run");
    }

    [Fact]
    public async Task Run_WhenAMissingCommandIsTheScripts_ItIsAnExitCode()
    {
        var report = await Host.RunAsync(EngineHost.Bash("no-such-command"));

        (report.Reason, report.ExitCode).ShouldBe((TaskFailureReason.ExitCode, 127));
    }

    [Fact]
    public async Task Run_WhenTheImageIsMissingAndNotToBePulled_SaysSo()
    {
        var report = await Host.RunAsync(EngineHost.Command("true") with { Container = new ContainerSpec { Image = "orrery.test/none:1", Pull = ImagePullPolicy.Never } });

        report.Reason.ShouldBe(TaskFailureReason.ImageNotFound);
        report.Message.ShouldNotBeNull().ShouldStartWith("The host has no image 'orrery.test/none:1'");
    }

    [Fact]
    public async Task Run_WhenTheRegistryDoesNotAnswer_IsRetried()
    {
        var report = await Host.RunAsync(EngineHost.Command("true") with { Container = new ContainerSpec { Image = "127.0.0.1:1/none:1" } });

        report.Reason.ShouldBe(TaskFailureReason.ImagePullFailed, report.Message);
        new TaskFailure(report.Reason, report.Message!).IsRetryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WhenTheNameIsNoImage_SaysSo() =>
        (await Host.RunAsync(EngineHost.Command("true") with { Container = new ContainerSpec { Image = "No Image" } })).Reason.ShouldBe(TaskFailureReason.ContainerRefused);

    [Fact]
    public async Task Run_WhenAMountIsMissing_IsRefusedAndMakesNoFolder()
    {
        var report = await Host.RunAsync(EngineHost.Command("true") with
        {
            Container = new ContainerSpec { Image = EngineFixture.Image, Mounts = [new ContainerMount { Source = "/nowhere/at/all", Target = "/x" }] },
        });

        report.Reason.ShouldBe(TaskFailureReason.ContainerRefused, report.Message);
        Directory.Exists("/nowhere").ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WhenItUsesMoreMemoryThanItMay_SaysSo()
    {
        var spec = EngineHost.Command("dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1");

        var report = await Host.RunAsync(spec with { Container = spec.Container! with { MemoryBytes = 16 << 20 } });

        report.Reason.ShouldBe(TaskFailureReason.OutOfMemory, report.Message);
    }

    [Fact]
    public async Task Run_WhenTheEngineIsDown_FailsAfterItsWaitAndIsRetried()
    {
        await using var host = new EngineHost(new DockerOptions { Address = "unix:///nowhere/docker.sock", EngineWait = TimeSpan.Zero });

        var report = await host.RunAsync(EngineHost.Command("true"));

        report.Reason.ShouldBe(TaskFailureReason.EngineUnavailable);
        report.Message.ShouldNotBeNull().ShouldContain("Start the engine, or correct DOCKER_HOST.");
        new TaskFailure(report.Reason, report.Message).IsRetryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WhenNoImageIsNamed_SaysSo() =>
        (await Host.RunAsync(EngineHost.Command("true") with { Container = null })).Message.ShouldBe("The task is to run in a container and names no image. Give it an 'image'.");

    [Fact]
    public async Task Launch_WhenTheLeaseIsHeld_AnswersTheSameTask()
    {
        var spec = EngineHost.Command("true");

        var first = await Host.LaunchAsync(spec);

        (await Host.Engine.LaunchAsync(spec)).ShouldBeSameAs(first);
        _ = await first.Completion.WaitAsync(EngineHost.Limit);
    }
}
