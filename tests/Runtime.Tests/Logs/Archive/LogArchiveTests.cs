using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Logs.Archive;

namespace Orrery.Runtime.Tests.Logs.Archive;

/// <summary>Logs in an archive, whichever: what is brought in, and what another host reads of it.</summary>
public abstract class LogArchiveTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TaskLogKey Key = new("my dag", "run/1", "task", 3, 2);

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-logs-").FullName;
    private readonly FileTaskLogStore _here;
    private readonly ArchivedTaskLogStore _elsewhere;
    private readonly LogShipper _shipper;

    private protected LogArchiveTests(Func<string, ILogArchive> archive)
    {
        Archive = archive(Path.Combine(_root, "archive"));
        _here = new FileTaskLogStore(Options.Create(new RuntimeOptions { LogDirectory = Path.Combine(_root, "here") }));
        var other = new FileTaskLogStore(Options.Create(new RuntimeOptions { LogDirectory = Path.Combine(_root, "elsewhere") }));
        _elsewhere = new ArchivedTaskLogStore(other, Archive, TimeProvider.System);
        _shipper = new LogShipper(_here, Archive, TimeProvider.System, NullLogger<LogShipper>.Instance);
    }

    private protected ILogArchive Archive { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _shipper.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Ship_OfALogThatGrows_BringsInEachLineOnce()
    {
        await StartAsync();
        using var writer = _here.OpenWriter(Key, 0, 0);
        await WriteAsync(writer, 1, 3);
        await WriteAsync(writer, 4, 2);
        (await _elsewhere.ReadAsync(Key, 1, 100)).ShouldNotBeNull().IsComplete.ShouldBeFalse();
        writer.Complete(Time, "ended");
        await _shipper.ShipAsync(CancellationToken.None);

        var window = (await _elsewhere.ReadAsync(Key, 1, 100)).ShouldNotBeNull();
        window.Lines.Select(l => l.Text).ShouldBe(["line 1", "line 2", "line 3", "line 4", "line 5", "ended"]);
        window.Lines.Select(l => l.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        (window.TotalLines, window.IsComplete).ShouldBe((6, true));
        window.ShouldBeEquivalentTo(await _here.ReadAsync(Key, 1, 100), "another host reads what this one does");
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(5, 100, 5)]
    [InlineData(-3, 2, 8)]
    [InlineData(-100, 1, 1)]
    public async Task Read_OfAWindow_HasItsLines(long fromLine, int count, long first)
    {
        await StartAsync();
        using var writer = _here.OpenWriter(Key, 0, 0);
        for (var i = 1; i <= 10; i += 2)
        {
            await WriteAsync(writer, i, 2);
        }

        var window = (await _elsewhere.ReadAsync(Key, fromLine, count)).ShouldNotBeNull();
        window.Lines[0].Number.ShouldBe(first);
        window.Lines.Count.ShouldBe((int)Math.Min(count, 10 - first + 1));
        window.Lines.ShouldAllBe(l => l.Text == $"line {l.Number}");
    }

    [Fact]
    public async Task Read_BeyondTheEnd_HasNoLines()
    {
        await StartAsync();
        using var writer = _here.OpenWriter(Key, 0, 0);
        await WriteAsync(writer, 1, 2);
        var window = (await _elsewhere.ReadAsync(Key, 3, 10)).ShouldNotBeNull();
        window.Lines.ShouldBeEmpty();
        window.TotalLines.ShouldBe(2);
    }

    [Fact]
    public async Task Read_OfALogThatIsNowhere_IsNull() => (await _elsewhere.ReadAsync(Key, 1, 10)).ShouldBeNull();

    [Fact]
    public async Task Ship_OfALogLargerThanAPiece_CutsBetweenLines()
    {
        await StartAsync();
        using var writer = _here.OpenWriter(Key, 0, 0);
        var line = Encoding.UTF8.GetBytes(new string('x', 60_000));
        for (var i = 0; i < 100; i++)
        {
            writer.Append(Time, LogStream.Output, line);
        }

        writer.Complete(Time, "ended");
        await _shipper.ShipAsync(CancellationToken.None);

        var pieces = await LogPiece.ListAsync(Archive, Key, CancellationToken.None);
        pieces.Count.ShouldBe(2);
        pieces.ShouldAllBe(p => p.Size <= LogPiece.MaxBytes);
        pieces.Select(p => p.IsLast).ShouldBe([false, true]);
        (await _elsewhere.ReadAsync(Key, 100, 2)).ShouldNotBeNull().Lines.Select(l => l.Text.Length).ShouldBe([60_000, 5]);
    }

    [Fact]
    public async Task Start_AfterAServerThatDied_BringsInWhatItDidNot()
    {
        // Nobody listened to these writes.
        using (var writer = _here.OpenWriter(Key, 0, 0))
        {
            writer.Append(Time, LogStream.Output, "left"u8);
            writer.Complete(Time, "ended");
        }

        _here.FindSince(DateTimeOffset.UnixEpoch).ShouldHaveSingleItem().ShouldBe(Key);
        using var next = new LogShipper(_here, Archive, TimeProvider.System, NullLogger<LogShipper>.Instance);
        next.LookBackward();
        await next.ShipAsync(CancellationToken.None);
        (await _elsewhere.ReadAsync(Key, 1, 10)).ShouldNotBeNull().Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ship_WhenTheLogWasCutAndWrittenAnew_BringsInWhatItIsNow()
    {
        await StartAsync();
        using (var writer = _here.OpenWriter(Key, 0, 0))
        {
            await WriteAsync(writer, 1, 3);
        }

        using (var again = _here.OpenWriter(Key, 0, 0))
        {
            again.Append(Time, LogStream.Output, "another beginning, and a longer one than any before, so that no line ends where one did"u8);
            again.Append(Time, LogStream.Output, "and more"u8);
            again.Complete(Time, "ended");
        }

        await _shipper.ShipAsync(CancellationToken.None);
        (await _elsewhere.ReadAsync(Key, 1, 10)).ShouldNotBeNull().Lines.Count.ShouldBe(3);
        (await _elsewhere.ReadAsync(Key, 1, 1)).ShouldNotBeNull().Lines[0].Text.ShouldStartWith("another");
    }

    [Fact]
    public async Task Follow_OfALogOfAnotherHost_EndsWithIt()
    {
        await StartAsync();
        using var writer = _here.OpenWriter(Key, 0, 0);
        await WriteAsync(writer, 1, 2);
        writer.Complete(Time, "ended");
        await _shipper.ShipAsync(CancellationToken.None);
        var lines = new List<string>();
        await foreach (var batch in _elsewhere.FollowAsync(Key, 2))
        {
            lines.AddRange(batch.Select(l => l.Text));
        }

        lines.ShouldBe(["line 2", "ended"]);
    }

    [Fact]
    public async Task Sweep_RemovesTheLogsOfRunsThatAreNoMore()
    {
        await StartAsync();
        foreach (var run in (string[])["kept", "gone"])
        {
            using var writer = _here.OpenWriter(Key with { RunId = run }, 0, 0);
            await WriteAsync(writer, 1, 1);
        }

        var removed = await new LogArchiveSweeper(Archive).SweepAsync((dagId, runs, _) =>
        {
            dagId.ShouldBe(Key.DagId);
            return Task.FromResult<IReadOnlySet<string>>(runs.Where(r => r == "kept").ToHashSet());
        });
        removed.ShouldBe(1);
        (await _elsewhere.ReadAsync(Key with { RunId = "gone" }, 1, 1)).ShouldBeNull();
        (await _elsewhere.ReadAsync(Key with { RunId = "kept" }, 1, 1)).ShouldNotBeNull();
    }

    private protected async Task StartAsync()
    {
        await _shipper.StartAsync(CancellationToken.None);
        await _shipper.StopAsync(CancellationToken.None);
    }

    private protected Task ShipAsync() => _shipper.ShipAsync(CancellationToken.None);

    private protected TaskLogWriter OpenWriter() => _here.OpenWriter(Key, 0, 0);

    private protected async Task WriteAsync(TaskLogWriter writer, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            writer.Append(Time, LogStream.Output, Encoding.UTF8.GetBytes($"line {i}"));
        }

        writer.Flush();
        await ShipAsync();
    }
}

/// <summary>In memory, as an object store would be.</summary>
public sealed class MemoryLogArchiveTests() : LogArchiveTests(_ => new MemoryLogArchive())
{
    private MemoryLogArchive Memory => (MemoryLogArchive)Archive;

    [Fact]
    public async Task Ship_WhenTheArchiveIsAway_GoesOnWhenItIsBack()
    {
        await StartAsync();
        using var writer = OpenWriter();
        await WriteAsync(writer, 1, 1);
        Memory.IsAway = true;
        await WriteAsync(writer, 2, 1);
        await WriteAsync(writer, 3, 1);
        Memory.IsAway = false;
        await ShipAsync();
        Memory.Objects.Keys.Order(StringComparer.Ordinal).Select(n => n[^25..]).ShouldBe(["000000000001-000000000001", "000000000002-000000000003"]);
    }

    [Fact]
    public async Task Ship_WhenNothingHasChanged_AsksNothingOfTheArchive()
    {
        await StartAsync();
        using var writer = OpenWriter();
        await WriteAsync(writer, 1, 1);
        Memory.IsAway = true;
        await ShipAsync();
        Memory.Puts.ShouldBe(1);
    }
}

/// <summary>In a folder.</summary>
public sealed class FolderLogArchiveTests() : LogArchiveTests(folder => new FolderLogArchive(folder))
{
    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/outside")]
    public async Task Put_OutOfTheFolder_IsRefused(string name) =>
        await Should.ThrowAsync<ArgumentException>(() => Archive.PutAsync(name, new byte[] { 1 }));
}
