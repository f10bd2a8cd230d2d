using System.Text;
using Microsoft.Extensions.Options;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Tests.Support;

namespace Orrery.Runtime.Tests.Logs;

public sealed class FileTaskLogStoreTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TaskLogKey Key = new("dag", "run", "task", -1, 1);

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-logs-").FullName;
    private readonly FileTaskLogStore _store;

    public FileTaskLogStoreTests() => _store = new FileTaskLogStore(Options.Create(new RuntimeOptions { LogDirectory = _root }));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task ReadAsync_WhenLogIsMissing_AnswersNull() => (await _store.ReadAsync(Key, 1, 10)).ShouldBeNull();

    [Fact]
    public async Task ReadAsync_WhenLineWasWritten_KeepsTimeStreamAndText()
    {
        using var writer = _store.OpenWriter(Key, 0, 0);
        writer.Append(Time, LogStream.Error, "héllo"u8);
        writer.Flush();

        var window = (await _store.ReadAsync(Key, 1, 10)).ShouldNotBeNull();

        window.Lines.ShouldHaveSingleItem().ShouldBe(new LogLine(1, Time, LogStream.Error, "héllo"));
        window.TotalLines.ShouldBe(1);
        window.IsComplete.ShouldBeFalse();
        (await File.ReadAllTextAsync(_store.PathOf(Key))).ShouldBe("2026-01-02T03:04:05.678Z E héllo\n");
    }

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(49_999, 5, 49_999)]
    [InlineData(123_456, 3, 123_456)]
    [InlineData(-3, 10, 199_998)]
    [InlineData(200_000, 10, 200_000)]
    public async Task ReadAsync_WhenLogIsLong_FindsAnyWindow(long from, int count, long first)
    {
        using var writer = Filled(199_999);
        writer.Complete(Time, "line 200000");

        var window = (await _store.ReadAsync(Key, from, count)).ShouldNotBeNull();

        window.TotalLines.ShouldBe(200_000);
        window.IsComplete.ShouldBeTrue();
        window.Lines.Select(l => l.Number).ShouldBe(Enumerable.Range(0, (int)Math.Min(count, 200_001 - first)).Select(i => first + i));
        window.Lines.ShouldAllBe(l => l.Text == $"line {l.Number}");
    }

    [Fact]
    public async Task ReadAsync_WhenFromIsBeyondTheEnd_AnswersNoLinesAndTheTotal()
    {
        using var writer = Filled(10);

        var window = (await _store.ReadAsync(Key, 11, 5)).ShouldNotBeNull();

        window.Lines.ShouldBeEmpty();
        window.TotalLines.ShouldBe(10);
    }

    [Fact]
    public async Task ReadAsync_WhenLastLineIsNotFinished_LeavesItOut()
    {
        using (Filled(2))
        {
        }

        await File.AppendAllTextAsync(_store.PathOf(Key), "2026-01-02T03:04:05.678Z O half");

        (await _store.ReadAsync(Key, 1, 5)).ShouldNotBeNull().TotalLines.ShouldBe(2);
    }

    [Fact]
    public async Task ReadAsync_WhenIndexIsLost_StillFindsEverything()
    {
        using (Filled(10_000))
        {
        }

        File.Delete(_store.PathOf(Key) + ".idx");

        var window = (await _store.ReadAsync(Key, 9_000, 2)).ShouldNotBeNull();
        window.TotalLines.ShouldBe(10_000);
        window.Lines.Select(l => l.Text).ShouldBe(["line 9000", "line 9001"]);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a\0b\nc")]
    [InlineData("L", 5_000)]
    [InlineData("漢", 5_000)]
    [InlineData("😀", 1_016)]
    [InlineData("\0", 5_000)]
    public async Task Complete_WhateverTheLastLine_IsSeen(string text, int times = 1)
    {
        using (var writer = Filled(3))
        {
            writer.Complete(Time, string.Concat(Enumerable.Repeat(text, times)));
        }

        (await _store.ReadAsync(Key, 4, 1)).ShouldNotBeNull().IsComplete.ShouldBeTrue();
        File.Exists(_store.PathOf(Key) + ".idx").ShouldBeFalse("a short log needs none");
    }

    [Fact]
    public async Task ReadAsync_WhenATaskWritesWhatALastLineLooksLike_KnowsThatMoreMayCome()
    {
        using var writer = _store.OpenWriter(Key, 0, 0);
        writer.Append(Time, LogStream.Output, "2026-01-02T03:04:05.678Z L the end"u8);
        writer.Flush();

        (await _store.ReadAsync(Key, 1, 1)).ShouldNotBeNull().IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task OpenToAppend_WhenTheLogWasComplete_GoesOn()
    {
        using (var writer = Filled(1))
        {
            writer.Complete(Time, "deferred");
        }

        using (var writer = _store.OpenToAppend(Key))
        {
            Append(writer, 3, 3);
        }

        var window = (await _store.ReadAsync(Key, 1, 9)).ShouldNotBeNull();
        window.IsComplete.ShouldBeFalse();
        window.Lines.Select(l => l.Text).ShouldBe(["line 1", "deferred", "line 3"]);
    }

    [Fact]
    public async Task OpenWriter_WhenLogIsLongerThanKnown_CutsItAndItsIndex()
    {
        long length;
        using (var writer = Filled(5_000))
        {
            length = writer.Length;
        }

        using (var writer = _store.OpenWriter(Key, length, 5_000))
        {
            Append(writer, 5_001, 20_000);
            writer.Complete(Time, "the end");
        }

        using (var writer = _store.OpenWriter(Key, length, 5_000))
        {
            Append(writer, 5_001, 9_000);
        }

        var window = (await _store.ReadAsync(Key, 8_999, 10)).ShouldNotBeNull();
        window.Lines.Select(l => l.Text).ShouldBe(["line 8999", "line 9000"]);
        window.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task FollowAsync_WhenLogBeginsLater_WaitsForItAndEndsWithIt()
    {
        var following = CollectAsync(from: 2);
        using (var writer = Filled(3))
        {
            Append(writer, 4, 4_999);
            writer.Complete(Time, "line 5000");
        }

        (await following.WaitAsync(ProcessHost.Limit)).ShouldBe(Enumerable.Range(2, 4_999).Select(i => $"line {i}"));
    }

    [Theory]
    [InlineData("../../etc", "..%2F")]
    [InlineData("..", "%2E.")]
    [InlineData("", "%-")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("nul\0", "nul%00")]
    [InlineData("%41", "%2541")]
    [InlineData("scheduled__2026-01-01T00:00:00+00:00", "scheduled__2026-01-01T00:00:00+00:00")]
    public void PathOf_WhenIdIsHostile_StaysInsideTheFolder(string id, string name)
    {
        var path = _store.PathOf(Key with { DagId = id });

        Path.GetFullPath(path).ShouldBe(path);
        Path.GetRelativePath(_root, path).Split('/').Length.ShouldBe(3);
        Path.GetRelativePath(_root, path).ShouldStartWith(name == "..%2F" ? "%2E.%2F" : name);
    }

    [Fact]
    public void PathOf_WhenIdsDiffer_NeverMeetsAnother()
    {
        var longId = new string('x', 250);
        TaskLogKey[] keys =
        [
            Key, Key with { MapIndex = 1 }, Key with { TryNumber = 2 }, Key with { TaskId = "task/map_index=1" }, Key with { TaskId = "task.map_index=1" }, Key with { TaskId = "task.attempt=1.log" }, Key with { TaskId = "TASK" },
            Key with { TaskId = longId }, Key with { TaskId = longId + "y" }, Key with { TaskId = new string('é', 250) },
        ];

        var paths = keys.Select(_store.PathOf).ToList();

        paths.ShouldBeUnique();
        paths.SelectMany(p => p.Split('/')).ShouldAllBe(s => Encoding.UTF8.GetByteCount(s) <= 255);
    }

    [Fact]
    public async Task DeleteRun_WhenItHasLogs_RemovesThem()
    {
        using (Filled(1))
        {
        }

        _store.DeleteRun("dag", "run");
        _store.DeleteRun("dag", "run");

        (await _store.ReadAsync(Key, 1, 1)).ShouldBeNull();
    }

    private static void Append(TaskLogWriter writer, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            writer.Append(Time, LogStream.Output, Encoding.UTF8.GetBytes($"line {i}"));
            if (i % 1_000 == 0)
            {
                writer.Flush();
            }
        }

        writer.Flush();
    }

    private TaskLogWriter Filled(int lines)
    {
        var writer = _store.OpenWriter(Key, 0, 0);
        Append(writer, 1, lines);
        return writer;
    }

    private async Task<List<string>> CollectAsync(long from)
    {
        var lines = new List<string>();
        await foreach (var batch in _store.FollowAsync(Key, from))
        {
            lines.AddRange(batch.Select(l => l.Text));
        }

        return lines;
    }
}
