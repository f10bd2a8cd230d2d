using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Processes;

namespace Orrery.Docker.Tests;

/// <summary>A server that dies is an engine that is let go; the next one is another on the same data.</summary>
public sealed class AdoptionTests : EngineTest
{
    private const string UntilGo = "until [ -e $ORRERY_RUN_DIR/go ]; do usleep 10000; done; ";

    [Fact]
    public async Task Recover_WhenItRuns_GoesOnWithItsLogAndReportsItsEnd()
    {
        var spec = EngineHost.Bash("seq 1 500; echo ready; " + UntilGo + "seq 501 1000; echo 5 >$ORRERY_XCOM");
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        var task = (await Host.RestartAsync()).ShouldHaveSingleItem();
        Host.Go();
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        (report.Kind, report.XCom).ShouldBe((TaskReportKind.Success, "5"), report.Message);
        (await Host.OutputAsync(spec)).ShouldBe([.. Numbers(1, 500), "ready", .. Numbers(501, 500)]);
    }

    [Fact]
    public async Task Recover_WhenItEndedMeanwhile_ReportsExitCodeAndAllItsOutput()
    {
        var spec = EngineHost.Bash("echo ready; " + UntilGo + "seq 1 100; exit 4");
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        var found = await Host.RestartAsync(async () =>
        {
            Host.Go();
            _ = await Host.Client.WaitContainerAsync((await Host.ContainersAsync(spec))[0].Id);
        });
        var report = await found.ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        (report.Reason, report.ExitCode).ShouldBe((TaskFailureReason.ExitCode, 4));
        (await Host.OutputAsync(spec)).ShouldBe(["ready", .. Numbers(1, 100)]);
    }

    [Fact]
    public async Task Recover_WhenItWasReportedAndNotAcknowledged_ReportsItAgain()
    {
        var spec = EngineHost.Bash("echo once; exit 3");
        var first = await Host.RunAsync(spec);

        var second = await (await Host.RestartAsync()).ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        second.ShouldBe(first with { Message = second.Message });
        (await Host.OutputAsync(spec)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task Recover_WhenTheServerDiedBeforeItMadeAContainer_GivesTheLeaseBack()
    {
        await UseOnceAsync();
        _ = DockerTry.Create(Host.Spool, Intent(EngineHost.Command("true")));

        (await Host.RestartAsync()).ShouldBeEmpty();
        Directory.EnumerateDirectories(Host.Spool).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recover_WhenTheContainerWasNeverStarted_RemovesItAndGivesTheLeaseBack()
    {
        await UseOnceAsync();
        var spec = EngineHost.Command("true");
        var entry = DockerTry.Create(Host.Spool, Intent(spec));
        var made = await CreateAsync(spec, entry.ContainerName);
        entry.WriteContainer(made.Id);

        (await Host.RestartAsync()).ShouldBeEmpty();
        (await Host.ContainersAsync(spec)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recover_WhenTheContainerWasRemovedMeanwhile_IsLostAndNotRunAgain()
    {
        var spec = EngineHost.Bash("echo ready; " + UntilGo);
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        var found = await Host.RestartAsync(async () => await Host.Client.RemoveContainerAsync((await Host.ContainersAsync(spec))[0].Id, force: true));
        var report = await found.ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
    }

    [Fact]
    public async Task Recover_WhenAContainerBelongsToNoTry_StopsAndRemovesIt()
    {
        var spec = EngineHost.Bash("trap 'exit 0' TERM; echo ready; while true; do sleep 1; done");
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");
        var found = await Host.RestartAsync(() =>
        {
            DockerTry.Delete(Host.Spool, spec.LeaseId);
            return Task.CompletedTask;
        });

        found.ShouldBeEmpty();
        await Host.Engine.Strays.WaitAsync(EngineHost.Limit);
        (await Host.ContainersAsync(spec)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recover_WhenItWasBeingStopped_IsStoppedForTheSameReason()
    {
        var spec = EngineHost.Bash("trap 'echo heard' TERM; echo ready; while true; do usleep 10000; done") with { StopGrace = TimeSpan.FromSeconds(3) };
        var task = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");
        await task.StopAsync(StopReason.RunTimeout);
        await Host.LineAsync(spec, "heard");

        var report = await (await Host.RestartAsync()).ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        (report.Reason, report.Signal).ShouldBe((TaskFailureReason.RunEnded, 9));
    }

    [Fact]
    public async Task Recover_WhenNothingWasEverLaunched_AsksNoEngine()
    {
        await using var host = new EngineHost(new DockerOptions { Address = "unix:///nowhere/docker.sock" });

        (await host.Engine.RecoverAsync()).ShouldBeEmpty();
        host.Engine.MayHaveForgotten.ShouldBeFalse();
    }

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(n => $"{n}");

    private static SpoolIntent Intent(LaunchSpec spec) => new() { Spec = spec, BootId = Orrery.Runtime.Linux.ProcessIdentity.BootId, LaunchedAt = DateTimeOffset.UnixEpoch };

    private async Task UseOnceAsync()
    {
        var task = await Host.LaunchAsync(EngineHost.Command("true"));
        _ = await task.Completion.WaitAsync(EngineHost.Limit);
        await task.ReleaseAsync();
    }

    private Task<ContainerCreated> CreateAsync(LaunchSpec spec, string name)
    {
        var labels = new ContainerLabels(Host.Options.Cluster, Host.Options.Host, Host.Spool).Of(spec);
        return Host.Client.CreateContainerAsync(name, new ContainerSettings { Image = EngineFixture.Image, Labels = labels, NetworkDisabled = true });
    }
}
