using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineLaunchTests : ProcessTest
{
    [Fact]
    public async Task LaunchAsync_WhenProgramIsNotInPath_NamesItAndPath()
    {
        var message = await FailureAsync(ProcessHost.Command("no-such-program", "x"));

        message.ShouldContain("'no-such-program' was not found in PATH (");
        message.ShouldContain("Install it");
    }

    [Fact]
    public async Task LaunchAsync_WhenProgramDoesNotExist_NamesIt() =>
        (await FailureAsync(ProcessHost.Command("/no/such/program"))).ShouldContain("'/no/such/program' does not exist");

    [Fact]
    public async Task LaunchAsync_WhenProgramIsNotExecutable_SaysHowToMakeItSo()
    {
        var file = Path.Combine(Host.Root, "plain");
        await File.WriteAllTextAsync(file, "#!/bin/sh\n");

        (await FailureAsync(ProcessHost.Command(file))).ShouldContain($"chmod +x '{file}'");
    }

    [Fact]
    public async Task LaunchAsync_WhenInterpreterIsMissing_SaysSo()
    {
        var file = Path.Combine(Host.Root, "script");
        await File.WriteAllTextAsync(file, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await FailureAsync(ProcessHost.Command(file))).ShouldContain("interpreter in its first line");
    }

    [Fact]
    public async Task LaunchAsync_WhenWorkingDirectoryIsMissing_NamesIt() =>
        (await FailureAsync(ProcessHost.Bash("true") with { WorkingDirectory = "/no/such/folder" })).ShouldContain("'/no/such/folder' does not exist");

    [Fact]
    public async Task LaunchAsync_WhenNothingIsToRun_SaysSo() =>
        (await FailureAsync(ProcessHost.Command())).ShouldContain("neither a script nor a command");

    [Fact]
    public async Task LaunchAsync_WhenArgumentsAreTooLarge_ReportsLaunchFailed() =>
        (await FailureAsync(ProcessHost.Command("/bin/true", new string('x', 4 << 20)))).ShouldContain("size of arguments");

    [Theory]
    [InlineData("A-B", "x")]
    [InlineData("1A", "x")]
    [InlineData("", "x")]
    [InlineData("A", "x\0y")]
    public async Task LaunchAsync_WhenVariableCannotBeSet_NamesIt(string name, string value)
    {
        var spec = ProcessHost.Bash("true") with { Environment = new Dictionary<string, string> { [name] = value } };

        (await FailureAsync(spec)).ShouldContain($"'{name}' cannot be set");
    }

    [Fact]
    public async Task LaunchAsync_WhenCommandHasArguments_PassesThemUnchanged()
    {
        string[] arguments = ["a b", "", "$HOME", "'q'", "\"", "*", "-n", "é\n2"];
        var spec = ProcessHost.Command(["printf", "<%s>", .. arguments]);

        _ = await Host.RunAsync(spec);

        string.Join('\n', await Host.OutputAsync(spec)).ShouldBe(string.Concat(arguments.Select(a => $"<{a}>")));
    }

    [Fact]
    public async Task LaunchAsync_WhenEnvironmentIsGiven_TaskSeesThatAndNotTheServers()
    {
        Environment.SetEnvironmentVariable("ORRERY_TEST_SECRET", "planted");
        var spec = ProcessHost.Bash("env", ProcessHost.Key(mapIndex: 4)) with
        {
            Environment = new Dictionary<string, string> { ["OWN"] = "1 2", ["ORRERY_LEASE_ID"] = "forged", ["ORRERY_LOGICAL_DATE"] = "2026-01-01" },
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        };

        _ = await Host.RunAsync(spec);
        var output = await Host.OutputAsync(spec);

        output.ShouldContain("OWN=1 2");
        output.ShouldContain("ORRERY_LOGICAL_DATE=2026-01-01");
        output.ShouldContain($"ORRERY_LEASE_ID={spec.LeaseId}");
        output.ShouldContain($"TRACEPARENT={spec.TraceParent}");
        output.ShouldContain("ORRERY_DAG_ID=dag");
        output.ShouldContain("ORRERY_RUN_ID=manual__1");
        output.ShouldContain("ORRERY_TASK_ID=task");
        output.ShouldContain("ORRERY_MAP_INDEX=4");
        output.ShouldContain("ORRERY_TRY_NUMBER=1");
        output.ShouldContain($"ORRERY_RUN_DIR={Host.Root}/runs/dag/manual__1");
        output.ShouldContain(l => l.StartsWith("PATH=", StringComparison.Ordinal));
        output.ShouldNotContain(l => l.Contains("ORRERY_TEST_SECRET") || l.StartsWith("DOTNET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LaunchAsync_WhenProcessStarts_IsAloneWithDefaultSignals()
    {
        var spec = ProcessHost.Bash("""
            read -r pid _ _ _ group session _ < /proc/$$/stat
            [ "$group" = "$session" ] && [ "$group" = "$PPID" ] && echo own
            grep -E '^Sig(Ign|Blk):' /proc/self/status
            ls /proc/$$/fd | tr '\n' ' '
            pwd
            """);

        _ = await Host.RunAsync(spec);
        var output = await Host.OutputAsync(spec);

        output[0].ShouldBe("own");
        output[1].ShouldEndWith("\t0000000000000000");

        // But for two that the C library keeps to itself.
        output[2].ShouldBeOneOf("SigIgn:\t0000000000000000", "SigIgn:\t0000000180000000");
        output[3].ShouldStartWith("0 1 2 255 ");
        output[3].ShouldEndWith($"/spool/{spec.LeaseId}");
    }

    [Fact]
    public async Task LaunchAsync_WhenTasksShareARun_TheyShareItsDirectoryAndNotTheirOwn()
    {
        _ = await Host.RunAsync(ProcessHost.Bash("echo x > $ORRERY_RUN_DIR/shared; echo x > own", ProcessHost.Key("first")));
        var second = ProcessHost.Bash("cat $ORRERY_RUN_DIR/shared; ls", ProcessHost.Key("second"));

        _ = await Host.RunAsync(second);
        (await Host.OutputAsync(second)).ShouldBe(["x"]);

        Host.Engine.DeleteRunDirectory("dag", "manual__1");
        Directory.Exists(Path.Combine(Host.Root, "runs", "dag", "manual__1")).ShouldBeFalse();
    }

    private async Task<string> FailureAsync(LaunchSpec spec)
    {
        var report = await Host.RunAsync(spec);

        report.Kind.ShouldBe(TaskReportKind.Failed);
        report.Reason.ShouldBe(TaskFailureReason.LaunchFailed, report.Message);
        (await Host.LogAsync(spec))[^1].ShouldSatisfyAllConditions(
            l => l.Stream.ShouldBe(LogStream.System),
            l => l.Text.ShouldContain(report.Message!));
        return report.Message.ShouldNotBeNull();
    }
}
