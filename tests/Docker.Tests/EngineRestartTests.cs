using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Docker.Tests;

/// <summary>The engine dies and comes back, with its containers alive all the while.</summary>
public sealed class EngineRestartTests : IAsyncLifetime
{
    private const string UntilGo = "until [ -e $ORRERY_RUN_DIR/go ]; do usleep 10000; done; ";

    private PrivateEngine Engine { get; } = new();

    private EngineHost Host { get; set; } = null!;

    public async Task InitializeAsync()
    {
        await Engine.StartAsync();
        Host = new EngineHost(Engine.Options);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Engine.DisposeAsync();
    }

    [Fact]
    public async Task Run_WhenTheEngineIsKilledAndRestarted_GoesOnWithoutLossOrRepetition()
    {
        var spec = EngineHost.Bash("seq 1 200; echo ready; " + UntilGo + "seq 201 400");
        var task = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        await Engine.KillAsync();
        await Engine.StartAsync();
        Host.Go();
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        report.Kind.ShouldBe(TaskReportKind.Success, report.Message);
        (await Host.OutputAsync(spec)).ShouldBe([.. Enumerable.Range(1, 200).Select(n => $"{n}"), "ready", .. Enumerable.Range(201, 200).Select(n => $"{n}")]);
    }

    [Fact]
    public async Task Run_WhenItEndsWhileTheEngineIsDown_ItsExitCodeAndOutputSurvive()
    {
        var spec = EngineHost.Bash("echo ready; " + UntilGo + "echo done >$ORRERY_RUN_DIR/done; exit 5");
        var task = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        await Engine.KillAsync();
        Host.Go();
        await Host.FileAsync("done");
        await Engine.StartAsync();
        var report = await task.Completion.WaitAsync(EngineHost.Limit);

        (report.Kind, report.ExitCode).ShouldBe((TaskReportKind.Failed, 5), report.Message);
    }

    [Fact]
    public async Task Recover_WhenServerAndEngineDied_WaitsForTheEngineAndAdopts()
    {
        var spec = EngineHost.Bash("echo ready; " + UntilGo + "echo 7 >$ORRERY_XCOM");
        _ = await Host.LaunchAsync(spec);
        await Host.LineAsync(spec, "ready");

        var found = await Host.RestartAsync(Engine.KillAsync);
        await Engine.StartAsync();
        Host.Go();
        var report = await found.ShouldHaveSingleItem().Completion.WaitAsync(EngineHost.Limit);

        (report.Kind, report.XCom).ShouldBe((TaskReportKind.Success, "7"), report.Message);
        (await Host.ContainersAsync(spec)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Launch_WhenTheEngineComesBackInTime_Starts()
    {
        await Engine.KillAsync();

        var task = await Host.LaunchAsync(EngineHost.Command("true"));
        await Engine.StartAsync();

        (await task.Completion.WaitAsync(EngineHost.Limit)).Kind.ShouldBe(TaskReportKind.Success);
    }
}
