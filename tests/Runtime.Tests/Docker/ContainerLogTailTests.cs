using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Docker;

public sealed class ContainerLogTailTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-tail-").FullName;
    private readonly FileTaskLogStore _logs;
    private readonly LaunchSpec _spec = new() { Task = ProcessHost.Key(), LeaseId = ProcessHost.NewLease(), MaxLogBytes = 200_000 };
    private readonly DockerTry _entry;

    public ContainerLogTailTests()
    {
        _logs = new FileTaskLogStore(Options.Create(new RuntimeOptions { DataDirectory = _root }));
        _entry = DockerTry.Create(_root, new SpoolIntent { Spec = _spec, BootId = "b", LaunchedAt = DateTimeOffset.UnixEpoch });
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("2026-01-02T03:04:05.123456789Z text", 1767323045123456789, "text")]
    [InlineData("2026-01-02T03:04:05.5Z ", 1767323045500000000, "")]
    [InlineData("2026-01-02T03:04:05Z a b", 1767323045000000000, "a b")]
    [InlineData("2026-01-02T04:04:05.000000001+01:00 x", 1767323045000000001, "x")]
    public void Time_WhenThereIsOne_IsTaken(string entry, long time, string rest)
    {
        ReadOnlySpan<byte> left = Encoding.UTF8.GetBytes(entry);

        LogEntryTime.TryTake(ref left, out var taken).ShouldBeTrue();
        taken.ShouldBe(time);
        Encoding.UTF8.GetString(left).ShouldBe(rest);
    }

    [Theory]
    [InlineData("no time at all, and more than forty characters of it")]
    [InlineData("2026-01-02T03:04:05.Z x")]
    [InlineData("2026-01-02T03:04:05.1234567890Z x")]
    [InlineData("2026-13-02T03:04:05Z x")]
    [InlineData("")]
    public void Time_WhenThereIsNone_TheEntryIsLeft(string entry)
    {
        ReadOnlySpan<byte> left = Encoding.UTF8.GetBytes(entry);

        LogEntryTime.TryTake(ref left, out _).ShouldBeFalse();
        Encoding.UTF8.GetString(left).ShouldBe(entry);
    }

    [Fact]
    public async Task Take_WhenLinesCome_WritesThemWithTheirTimesAndStreams()
    {
        using (var tail = NewTail())
        {
            tail.Take(Frame(OutputKind.Output, 1, "one\n"));
            tail.Take(Frame(OutputKind.Error, 2, "two\r\n"));
            tail.Take(Frame(OutputKind.Output, 3, "last"));
            tail.Complete("Ended.");
        }

        (await LinesAsync()).Select(l => (l.Timestamp, l.Stream, l.Text)).Take(3).ShouldBe(
        [
            (DateTimeOffset.UnixEpoch.AddSeconds(1), LogStream.Output, "one"),
            (DateTimeOffset.UnixEpoch.AddSeconds(2), LogStream.Error, "two"),
            (DateTimeOffset.UnixEpoch.AddSeconds(3), LogStream.Output, "last"),
        ]);
    }

    [Fact]
    public async Task Rewind_WhenAllComesAgain_NothingIsLostOrRepeated()
    {
        // Equal times, both streams, and a line of which only the first piece has come.
        OutputFrame[] all =
        [
            Frame(OutputKind.Output, 1, "a\n"), Frame(OutputKind.Output, 1, "b\n"), Frame(OutputKind.Error, 1, "c\n"), Frame(OutputKind.Output, 2, "long "),
            Frame(OutputKind.Error, 3, "d\n"), Frame(OutputKind.Output, 2, "line\n"), Frame(OutputKind.Output, 4, "e\n"),
        ];
        for (var cut = 0; cut <= all.Length; cut++)
        {
            foreach (var isNewServer in (bool[])[false, true])
            {
                var entry = DockerTry.Create(_root, new SpoolIntent { Spec = _spec with { LeaseId = ProcessHost.NewLease(), Task = ProcessHost.Key($"t{cut}{isNewServer}") }, BootId = "b", LaunchedAt = default });
                var tail = new ContainerLogTail(entry, _logs, TimeProvider.System);
                foreach (var frame in all.Take(cut))
                {
                    tail.Take(frame);
                }

                tail.Commit();
                if (isNewServer)
                {
                    tail.Dispose();
                    tail = new ContainerLogTail(entry, _logs, TimeProvider.System);
                }

                var since = tail.Rewind() ?? 0;
                foreach (var frame in all.Where(f => TimeOf(f) >= since))
                {
                    tail.Take(frame);
                }

                tail.Complete("Ended.");
                tail.Dispose();
                var window = await _logs.ReadAsync(TaskLogKey.Of(entry.Spec.Task), 1, 100);
                var lines = window.ShouldNotBeNull().Lines.Where(l => l.Stream != LogStream.System).ToList();
                lines.Where(l => l.Stream == LogStream.Output).Select(l => l.Text).ShouldBe(["a", "b", "long line", "e"], $"cut at {cut}, new server {isNewServer}");
                lines.Where(l => l.Stream == LogStream.Error).Select(l => l.Text).ShouldBe(["c", "d"], $"cut at {cut}, new server {isNewServer}");
            }
        }
    }

    [Fact]
    public async Task Rewind_WhenAServerDiesInsideALineLongerThanTheLogHolds_ItIsWrittenOnce()
    {
        var piece = new string('x', 16 << 10);
        OutputFrame[] all = [Frame(OutputKind.Output, 1, "before\n"), .. Enumerable.Repeat(Frame(OutputKind.Output, 2, piece), 5), Frame(OutputKind.Error, 3, "between\n"), Frame(OutputKind.Output, 2, "end\n")];
        using (var tail = NewTail())
        {
            foreach (var frame in all.Take(7))
            {
                tail.Take(frame);
                tail.Commit();
            }
        }

        using (var tail = NewTail())
        {
            var since = tail.Rewind() ?? 0;
            foreach (var frame in all.Where(f => TimeOf(f) >= since))
            {
                tail.Take(frame);
                tail.Commit();
            }

            tail.Complete("Ended.");
        }

        var lines = await LinesAsync();
        lines.Where(l => l.Stream == LogStream.Error).Select(l => l.Text).ShouldBe(["between"]);
        string.Concat(lines.Where(l => l.Stream == LogStream.Output).Select(l => l.Text)).ShouldBe("before" + string.Concat(Enumerable.Repeat(piece, 5)) + "end");
    }

    [Fact]
    public async Task Take_WhenACharacterIsCutBetweenPieces_ItStaysWhole()
    {
        using (var tail = NewTail())
        {
            var text = "ä\n"u8.ToArray();
            tail.Take(new OutputFrame(OutputKind.Output, (byte[])[.. Prefix(1), text[0]]));
            tail.Take(new OutputFrame(OutputKind.Output, (byte[])[.. Prefix(1), .. text[1..]]));
            tail.Complete("Ended.");
        }

        (await LinesAsync())[0].Text.ShouldBe("ä");
    }

    [Fact]
    public async Task Take_WhenTheLogIsFull_DropsAndSaysHowMuch()
    {
        using (var tail = NewTail())
        {
            for (var i = 0; i < 5; i++)
            {
                tail.Take(Frame(OutputKind.Output, 1 + i, new string('x', 60_000) + "\n"));
            }

            tail.Commit();
            tail.Complete("Ended.");
        }

        var lines = await LinesAsync();
        lines.Count(l => l.Stream == LogStream.Output).ShouldBe(3);
        lines.ShouldContain(l => l.Text == "120002 bytes of output were dropped: the log had reached its limit of 200000 bytes.");
    }

    [Fact]
    public async Task Take_WhenASecretIsWritten_HidesItAlsoInALaterServer()
    {
        var spec = _spec with { LeaseId = ProcessHost.NewLease(), Secrets = ["s3cr3t-a"] };
        var entry = DockerTry.Create(_root, new SpoolIntent { Spec = spec, BootId = "b", LaunchedAt = DateTimeOffset.UnixEpoch });
        using (var tail = new ContainerLogTail(entry, _logs, TimeProvider.System))
        {
            tail.Secrets.Hide(["s3cr3t-b"]);
            tail.Take(Frame(OutputKind.Output, 1, "of s3cr3t-"));
            tail.Take(Frame(OutputKind.Output, 1, "a and s3cr3t-b\n"));
            tail.Commit();
        }

        using (var tail = new ContainerLogTail(entry, _logs, TimeProvider.System))
        {
            tail.WriteSystem("says s3cr3t-a");
            tail.Take(Frame(OutputKind.Error, 2, "again s3cr3t-b"));
            tail.Complete("Ended: s3cr3t-a.");
        }

        (await LinesAsync()).Select(l => l.Text).ShouldBe(["of *** and ***", "says ***", "again ***", "Ended: ***."]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(15)]
    public async Task Take_WhenASecretLiesWhereALongLineIsCut_HidesAllOfIt(int before)
    {
        var spec = _spec with { LeaseId = ProcessHost.NewLease(), Secrets = ["0123456789abcdef"] };
        var entry = DockerTry.Create(_root, new SpoolIntent { Spec = spec, BootId = "b", LaunchedAt = DateTimeOffset.UnixEpoch });
        var filler = new string('x', LogFormat.MaxLineLength - before);
        using (var tail = new ContainerLogTail(entry, _logs, TimeProvider.System))
        {
            tail.Take(Frame(OutputKind.Output, 1, filler + "0123456789"));
            tail.Take(Frame(OutputKind.Output, 1, "abcdefend"));
            tail.Complete("Ended.");
        }

        string.Concat((await LinesAsync()).Where(l => l.Stream == LogStream.Output).Select(l => l.Text)).ShouldBe(filler + "***end");
    }

    private static byte[] Prefix(long second) =>
        Encoding.UTF8.GetBytes(DateTimeOffset.UnixEpoch.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + ".000000000Z ");

    private static OutputFrame Frame(OutputKind kind, long second, string text) => new(kind, (byte[])[.. Prefix(second), .. Encoding.UTF8.GetBytes(text)]);

    private static long TimeOf(OutputFrame frame)
    {
        var data = frame.Data.Span;
        return LogEntryTime.TryTake(ref data, out var time) ? time : throw new InvalidOperationException("No time.");
    }

    private ContainerLogTail NewTail() => new(_entry, _logs, TimeProvider.System);

    private async Task<IReadOnlyList<LogLine>> LinesAsync() => (await _logs.ReadAsync(TaskLogKey.Of(_spec.Task), 1, 1000)).ShouldNotBeNull().Lines;
}
