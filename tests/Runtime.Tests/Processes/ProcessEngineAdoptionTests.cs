using System.Globalization;
using System.Text;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineAdoptionTests : ProcessTest
{
    private const string WaitForGo = "echo before; read -r line < $ORRERY_RUN_DIR/go; echo after";

    [Fact]
    public async Task RecoverAsync_WhenTaskRuns_AdoptsItAndLogsOn()
    {
        var spec = await LaunchWaitingAsync(WaitForGo + "; echo 7 > $ORRERY_XCOM");

        var adopted = (await Host.RestartAsync()).ShouldHaveSingleItem();
        adopted.Spec.Task.ShouldBe(spec.Task);
        adopted.Completion.IsCompleted.ShouldBeFalse();
        await Pipes.ReleaseAsync(Host.Pipe());
        var report = await EndAsync(adopted);

        report.Kind.ShouldBe(TaskReportKind.Success);
        report.XCom.ShouldBe("7");
        (await Host.OutputAsync(spec)).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task RecoverAsync_WhenTheSpoolIsElsewhere_AdoptsWhatRunsAndRemovesWhatTheMachineForgot()
    {
        Host.Options.SpoolDirectory = Path.Combine(Host.Root, "memory");
        await Host.RestartAsync();
        var spec = await LaunchWaitingAsync(WaitForGo + "; echo $ORRERY_TASK_DIR");
        var forgotten = Directory.CreateDirectory(Path.Combine(Host.Root, "spool", ProcessHost.NewLease().ToString("D"))).FullName;

        var adopted = (await Host.RestartAsync()).ShouldHaveSingleItem();

        await Pipes.ReleaseAsync(Host.Pipe());
        (await EndAsync(adopted)).Kind.ShouldBe(TaskReportKind.Success);
        (await Host.OutputAsync(spec)).ShouldContain(Host.Folder(spec));
        Directory.Exists(forgotten).ShouldBeFalse();
        await adopted.ReleaseAsync();
        Host.Files(spec).ShouldBeEmpty();
    }

    [Fact]
    public async Task RecoverAsync_WhenTaskEndedMeanwhile_ReportsItsEndAndItsOutput()
    {
        var spec = await LaunchWaitingAsync(WaitForGo + "; exit 5");
        var pid = Record(spec).Identity!.Value.Pid;

        var found = await Host.RestartAsync(() =>
        {
            Pipes.ReleaseAsync(Host.Pipe()).GetAwaiter().GetResult();
            Waiting.UntilGoneAsync(pid).GetAwaiter().GetResult();
        });
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.ExitCode.ShouldBe(5);
        report.Reason.ShouldBe(TaskFailureReason.ExitCode);
        (await Host.OutputAsync(spec)).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task RecoverAsync_WhenReportWasNotAcknowledged_ReportsTheSameAgainWithTheSameLog()
    {
        var spec = ProcessHost.Bash("echo x; exit 3");
        var first = await Host.RunAsync(spec);

        for (var restart = 0; restart < 3; restart++)
        {
            var report = await EndAsync((await Host.RestartAsync()).ShouldHaveSingleItem());
            (report.Kind, report.ExitCode, report.Message).ShouldBe((first.Kind, first.ExitCode, first.Message));
        }

        (await Host.OutputAsync(spec)).ShouldBe(["x"]);
        (await Host.LogAsync(spec)).Count(l => l.Text.StartsWith("Ended after", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task RecoverAsync_WhenServersDieAgainAndAgain_LogHasEveryLineOnce()
    {
        const int Lines = 30_000;
        var spec = ProcessHost.Bash($"for i in $(seq {Lines}); do echo line $i; done");
        var task = await Host.Engine.LaunchAsync(spec);

        foreach (var reached in (int[])[100, 3_000, 9_000, 20_000])
        {
            _ = await Host.LineAsync(spec, l => l.Stream == LogStream.Output && Waiting.Pid(l.Text) >= reached);
            task = (await Host.RestartAsync()).ShouldHaveSingleItem();
        }

        _ = await EndAsync(task);
        (await Host.OutputAsync(spec)).ShouldBe(Enumerable.Range(1, Lines).Select(i => $"line {i}"));
    }

    [Fact]
    public async Task RecoverAsync_WhenServerDiedBetweenLogAndCheckpoint_RepeatsNothing()
    {
        var spec = await LaunchWaitingAsync("echo one; echo two; " + WaitForGo);
        var adopted = (await Host.RestartAsync(() =>
        {
            // As if only the first line had been recorded: the log holds more than the checkpoint knows.
            var log = File.ReadAllText(Host.Logs.PathOf(TaskLogKey.Of(spec.Task)));
            var end = log.IndexOf("one\n", StringComparison.Ordinal) + "one\n".Length;
            using var file = File.OpenHandle(Host.TryFile(spec), FileMode.Open, FileAccess.Write);
            new TailCheckpoint { LogLength = end, LogLines = log[..end].Count(c => c == '\n'), Output = 4 }.Write(file);
        })).ShouldHaveSingleItem();
        await Pipes.ReleaseAsync(Host.Pipe());
        _ = await EndAsync(adopted);

        (await Host.OutputAsync(spec)).ShouldBe(["one", "two", "before", "after"]);
        (await Host.LogAsync(spec)).Select(l => l.Number).ShouldBe(Enumerable.Range(1, (await Host.LogAsync(spec)).Count).Select(i => (long)i));
    }

    [Fact]
    public async Task RecoverAsync_WhenExitRecordIsTorn_ReportsLost()
    {
        var spec = ProcessHost.Bash("exit 0");
        _ = await Host.RunAsync(spec);

        var report = await EndAsync((await Host.RestartAsync(() => RewriteRecord(spec, text => text.Replace("\n0 .\n", "\n0", StringComparison.Ordinal)))).ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
        report.Kind.ShouldBe(TaskReportKind.Failed);
    }

    [Fact]
    public async Task RecoverAsync_WhenAnotherProcessHasTheNumber_ReportsLostAndLeavesThatOneAlone()
    {
        var spec = ProcessHost.Bash("exit 0");
        _ = await Host.RunAsync(spec);
        using var other = System.Diagnostics.Process.Start("sleep", ["600"]);
        var identity = ProcessIdentity.Of(other.Id)!.Value;

        var found = await Host.RestartAsync(() => RewriteRecord(spec, _ => $"{identity.Pid} {(identity.StartTime - 1).ToString(CultureInfo.InvariantCulture)} .\n"));
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
        report.Message.ShouldNotBeNull().ShouldContain($"pid {identity.Pid}");
        Waiting.IsAlive(other.Id).ShouldBeTrue();
        other.Kill();
    }

    [Fact]
    public async Task RecoverAsync_WhenMachineWasRestarted_ReportsLost()
    {
        var spec = await LaunchWaitingAsync(WaitForGo);
        var pid = Record(spec).Identity!.Value.Pid;

        var found = await Host.RestartAsync(() => Rewrite(spec, text => text.Replace(ProcessIdentity.BootId, "another boot", StringComparison.Ordinal)));
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
        report.Message.ShouldNotBeNull().ShouldContain("started anew");

        // That this "other boot" is this one shows that even then nothing of the try goes on.
        await Waiting.UntilGoneAsync(pid);
    }

    [Fact]
    public async Task RecoverAsync_WhenLauncherWasKilled_EndsTheCommandAndReportsLost()
    {
        var spec = await LaunchWaitingAsync("echo \"pid $$\"; " + WaitForGo);
        var command = Waiting.Pid((await Host.OutputAsync(spec))[0]);
        var launcher = Record(spec).Identity!.Value;

        var found = await Host.RestartAsync(() =>
        {
            using var process = ProcessHandle.Open(launcher)!;
            process.Kill(9);
            Waiting.UntilGoneAsync(launcher.Pid).GetAwaiter().GetResult();
        });
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
        Waiting.IsAlive(command).ShouldBeFalse();
    }

    [Fact]
    public async Task RecoverAsync_WhenStartRecordIsMissingAndProcessRuns_FindsItByItsMark()
    {
        var spec = await LaunchWaitingAsync(WaitForGo);
        var record = "";

        var adopted = (await Host.RestartAsync(() => RewriteRecord(spec, text =>
        {
            record = text;
            return "";
        }))).ShouldHaveSingleItem();
        adopted.Completion.IsCompleted.ShouldBeFalse();
        RewriteRecord(spec, _ => record);
        await Pipes.ReleaseAsync(Host.Pipe());

        (await EndAsync(adopted)).Kind.ShouldBe(TaskReportKind.Success);
    }

    [Fact]
    public async Task RecoverAsync_WhenNothingWasLaunched_GivesTheLeaseBackAndRunsNothing()
    {
        var spec = ProcessHost.Bash("touch $ORRERY_RUN_DIR/ran");
        _ = SpoolEntry.Create(Host.Folders, new SpoolIntent { Spec = spec, BootId = ProcessIdentity.BootId, LaunchedAt = TimeProvider.System.GetUtcNow() });

        (await Host.RestartAsync()).ShouldBeEmpty("what the host does not name when it joins is offered again");

        Host.Files(spec).ShouldBeEmpty();
        File.Exists(Host.Pipe("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task RecoverAsync_WhenNothingSaysItWasLaunchedInAnotherBoot_ReportsLost()
    {
        var spec = ProcessHost.Bash("true");
        _ = SpoolEntry.Create(Host.Folders, new SpoolIntent { Spec = spec, BootId = "another boot", LaunchedAt = TimeProvider.System.GetUtcNow() });

        var report = await EndAsync((await Host.RestartAsync()).ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ProcessLost);
    }

    [Fact]
    public async Task MayHaveForgotten_UntilSomethingWasLaunchedInThisBoot_IsTrue()
    {
        var mark = Path.Combine(Host.Spool, "boot");
        _ = await Host.RestartAsync();
        Host.Engine.MayHaveForgotten.ShouldBeTrue("nobody knows this folder");

        _ = await Host.RunAsync(ProcessHost.Bash("true"));
        _ = await Host.RestartAsync();
        Host.Engine.MayHaveForgotten.ShouldBeFalse();

        _ = await Host.RestartAsync(() => File.WriteAllText(mark, "another boot"));
        Host.Engine.MayHaveForgotten.ShouldBeTrue("the machine died, and what was written last may be lost");
    }

    [Fact]
    public async Task RecoverAsync_WhenIntentionIsTorn_RemovesTheEntry()
    {
        var spec = ProcessHost.Bash("true");
        _ = await Host.RunAsync(spec);

        var found = await Host.RestartAsync(() => Rewrite(spec, text => text[..100]));

        found.ShouldBeEmpty();
        Host.Files(spec).ShouldBeEmpty();
    }

    [Fact]
    public async Task RecoverAsync_WhenTimeIsOver_EndsTheAdoptedTask()
    {
        var spec = await LaunchWaitingAsync(WaitForGo, s => s with { ExecutionTimeout = TimeSpan.FromHours(1) });

        var found = await Host.RestartAsync(() => Rewrite(spec, text =>
        {
            var read = SpoolEntry.Open(Host.Folders, spec.LeaseId)!.Intent;
            return text.Replace(Json(read), Json(read with { LaunchedAt = read.LaunchedAt.AddHours(-2) }), StringComparison.Ordinal);
        }));
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.ExecutionTimeout);
        report.Signal.ShouldBe(15);
    }

    [Fact]
    public async Task RecoverAsync_WhenServerDiedWhileStopping_StopsOnForTheSameReason()
    {
        var spec = await LaunchWaitingAsync("trap '' TERM; " + WaitForGo, s => s with { StopGrace = TimeSpan.FromMilliseconds(100) });

        var found = await Host.RestartAsync(() => SpoolEntry.Open(Host.Folders, spec.LeaseId)!.WriteStop(
            new SpoolStop { Cause = StopCause.RunTimeout, At = TimeProvider.System.GetUtcNow() }));
        var report = await EndAsync(found.ShouldHaveSingleItem());

        report.Reason.ShouldBe(TaskFailureReason.RunEnded);
        report.Signal.ShouldBe(9);
    }

    [Fact]
    public async Task StopAsync_WhenTaskWasAdopted_EndsIt()
    {
        _ = await LaunchWaitingAsync(WaitForGo);
        var adopted = (await Host.RestartAsync()).ShouldHaveSingleItem();

        await adopted.StopAsync(StopReason.UserRequest);

        (await EndAsync(adopted)).Reason.ShouldBe(TaskFailureReason.MarkedFailed);
    }

    private static Task<TaskReport> EndAsync(IRunningTask task) => task.Completion.WaitAsync(ProcessHost.Limit);

    private async Task<LaunchSpec> LaunchWaitingAsync(string script, Func<LaunchSpec, LaunchSpec>? change = null)
    {
        Pipes.Make(Host.Pipe());
        var spec = ProcessHost.Bash(script);
        spec = change?.Invoke(spec) ?? spec;
        _ = await Host.Engine.LaunchAsync(spec);
        _ = await Host.LineAsync(spec, "before");
        return spec;
    }

    private static string Json(SpoolIntent intent) => System.Text.Json.JsonSerializer.Serialize(intent, SpoolJson.Default.SpoolIntent);

    private SpoolRecord Record(LaunchSpec spec) => SpoolEntry.Open(Host.Folders, spec.LeaseId)!.ReadRecord();

    private void RewriteRecord(LaunchSpec spec, Func<string, string> change) => Rewrite(spec, text =>
    {
        var start = text.IndexOf('\n', 64) + 1;
        return text[..start] + change(text[start..]);
    });

    // Byte for byte, for what comes first is no text.
    private void Rewrite(LaunchSpec spec, Func<string, string> change) =>
        File.WriteAllBytes(Host.TryFile(spec), Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(File.ReadAllBytes(Host.TryFile(spec))))));
}
