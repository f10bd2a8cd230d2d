using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Processes;

public sealed class ProcessEngineLogTests : ProcessTest
{
    [Fact]
    public async Task LaunchAsync_WhenOutputIsNoText_KeepsWhatItCan()
    {
        var spec = ProcessHost.Bash("printf 'a\\x00b\\n\\xff\\xfe\\ncr\\r\\n\\nlast without end'");

        _ = await Host.RunAsync(spec);

        (await Host.OutputAsync(spec)).ShouldBe(["a\u2400b", "\ufffd\ufffd", "cr", "", "last without end"]);
    }

    [Fact]
    public async Task LaunchAsync_WhenLinesAreVeryLong_SplitsThemBetweenCharacters()
    {
        var spec = ProcessHost.Bash("printf 'x'; for i in $(seq 50000); do printf 'é'; done; echo; echo end");

        _ = await Host.RunAsync(spec);
        var output = await Host.OutputAsync(spec);

        output.Length.ShouldBe(3);
        output[0].Length.ShouldBe(32768);
        (output[0] + output[1]).ShouldBe("x" + new string('é', 50_000));
        output[2].ShouldBe("end");
    }

    [Fact]
    public async Task LaunchAsync_WhenBothStreamsAreFull_LosesAndRepeatsNothing()
    {
        var spec = ProcessHost.Bash("for i in $(seq 20000); do echo o$i; echo e$i >&2; done");

        _ = await Host.RunAsync(spec);

        var expected = Enumerable.Range(1, 20_000).ToArray();
        (await Host.OutputAsync(spec)).ShouldBe(expected.Select(i => $"o{i}"));
        (await Host.OutputAsync(spec, LogStream.Error)).ShouldBe(expected.Select(i => $"e{i}"));
    }

    [Fact]
    public async Task LaunchAsync_WhenOutputPassesTheLimit_BoundsTheLogAndCountsTheRest()
    {
        const int Limit = 100_000;
        const long Written = 50_000_000;
        var spec = ProcessHost.Bash($"yes 123456789 | head -c {Written}; echo late >&2") with { MaxLogBytes = Limit };

        var report = await Host.RunAsync(spec);

        report.Kind.ShouldBe(TaskReportKind.Success);
        var log = await Host.LogAsync(spec);
        var output = log.Where(l => l.Stream == LogStream.Output).ToList();
        output.ShouldAllBe(l => l.Text == "123456789");
        new FileInfo(Host.Logs.PathOf(TaskLogKey.Of(spec.Task))).Length.ShouldBeInRange(Limit * 9 / 10, Limit + 1000);
        log.ShouldContain(l => l.Text.Contains($"reached its limit of {Limit} bytes"));
        log[^2].Text.ShouldBe($"{Written - (10L * output.Count) + "late\n".Length} bytes of output were dropped: the log had reached its limit of {Limit} bytes.");
        Host.Files(spec).Sum(Blocks).ShouldBeLessThan(5_000_000);
    }

    [Fact]
    public async Task FollowAsync_WhenTaskWrites_SeesLinesAsTheyComeAndEndsWithTheTry()
    {
        var spec = ProcessHost.Bash("echo one; read -r line < $ORRERY_RUN_DIR/go; echo two");
        Pipes.Make(Host.Pipe());
        var seen = new List<string>();
        using var limit = new CancellationTokenSource(ProcessHost.Limit);
        var task = Host.Engine.LaunchAsync(spec);

        await foreach (var batch in Host.Logs.FollowAsync(TaskLogKey.Of(spec.Task), 1, limit.Token))
        {
            seen.AddRange(batch.Where(l => l.Stream == LogStream.Output).Select(l => l.Text));
            if (seen is ["one"] && batch.Any(l => l.Text == "one"))
            {
                await Pipes.ReleaseAsync(Host.Pipe());
            }
        }

        seen.ShouldBe(["one", "two"]);
        (await (await task).Completion.WaitAsync(ProcessHost.Limit)).Kind.ShouldBe(TaskReportKind.Success);
    }

    /// <summary>Bytes that a file takes on the disk.</summary>
    private static long Blocks(string file)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return 512 * long.Parse(process.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
