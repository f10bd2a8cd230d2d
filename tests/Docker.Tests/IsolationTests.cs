using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Docker.Tests;

public sealed class IsolationTests : EngineTest
{
    [Fact]
    public async Task Container_WhenNothingIsSaid_HasNoRights()
    {
        var spec = EngineHost.Bash("id -u; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status | tr -s '\\t' ' '; ls /sys/class/net; touch /x 2>/dev/null || echo read-only; touch /tmp/x $ORRERY_TASK_DIR/x $ORRERY_RUN_DIR/x && echo ok; pwd");

        (await Host.RunAsync(spec)).Kind.ShouldBe(TaskReportKind.Success);

        var output = await Host.OutputAsync(spec);
        output[0].ShouldNotBe("0");
        output[1..].ShouldBe(["NoNewPrivs: 1", "CapEff: 0000000000000000", "lo", "read-only", "ok", "/orrery/work"], ignoreOrder: true);
    }

    [Fact]
    public async Task Container_WhenItForks_CountsProcesses()
    {
        var spec = EngineHost.Bash("i=0; while [ $i -lt 40 ]; do sleep 60 & i=$((i + 1)); done; echo all");

        _ = await Host.RunAsync(spec with { Container = spec.Container! with { Pids = 20 } });

        (await Host.OutputAsync(spec)).ShouldNotContain("all");
    }

    [Fact]
    public async Task Container_WhenThereIsCode_CanReadAndNotWriteIt()
    {
        var code = Directory.CreateTempSubdirectory("orrery-code-");
        File.SetUnixFileMode(code.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(Path.Combine(code.FullName, "a.txt"), "from the bundle\n");
        var spec = EngineHost.Bash("cat a.txt; touch b.txt 2>/dev/null || echo read-only; echo $ORRERY_BUNDLE_DIR") with
        {
            WorkingDirectory = code.FullName, Environment = new Dictionary<string, string> { ["ORRERY_BUNDLE_DIR"] = code.FullName },
        };

        _ = await Host.RunAsync(spec);

        (await Host.OutputAsync(spec)).ShouldBe(["from the bundle", "read-only", "/orrery/code"]);
        code.Delete(recursive: true);
    }

    [Fact]
    public async Task Container_WhenItEnds_WhatItStartedIsGone()
    {
        var spec = EngineHost.Bash("(while true; do sleep 1; done) & echo started");

        var report = await Host.RunAsync(spec);

        report.Kind.ShouldBe(TaskReportKind.Success);
        (await Host.ContainersAsync(spec)).ShouldHaveSingleItem().State.ShouldBe("exited");
    }

    [Fact]
    public async Task Container_WhenMade_CarriesWhoItIsAndNoSecrets()
    {
        var spec = EngineHost.Command("true");
        _ = await Host.RunAsync(spec);

        var labels = (await Host.ContainersAsync(spec)).ShouldHaveSingleItem().Labels.ShouldNotBeNull();

        new[] { "orrery.dag", "orrery.run", "orrery.task", "orrery.map-index", "orrery.try", "orrery.cluster", "orrery.lease" }.Select(l => labels[l])
            .ShouldBe(["dag", "manual__1", "task", "-1", "1", "orrery", spec.LeaseId.ToString("D")]);
    }
}
