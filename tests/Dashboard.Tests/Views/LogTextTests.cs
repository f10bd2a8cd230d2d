using Orrery.Browser.Tests.Demo;
using Orrery.Client;
using Orrery.Dashboard.Views.Logs;

namespace Orrery.Dashboard.Tests.Views;

public sealed class LogTextTests
{
    private static readonly LogAddress Log = new("d", "r", "t", 1);

    [Fact]
    public void Pieces_WithAQuery_MarksEveryHitAcrossColours()
    {
        var pieces = LogText.Pieces("ti\e[31mme\e[0mout and TIMEOUT", "timeout");
        pieces.Where(p => p.IsHit).Select(p => p.Segment.Text).ShouldBe(["ti", "me", "out", "TIMEOUT"]);
        string.Concat(pieces.Select(p => p.Segment.Text)).ShouldBe("timeout and TIMEOUT");
    }

    [Fact]
    public void Pieces_OfAnEndlessLine_AreCutAndSaySo()
    {
        var pieces = LogText.Pieces(new string('x', 1_000_000), "");
        pieces[0].Segment.Text.Length.ShouldBe(LogText.LongestShown);
        pieces[^1].Segment.Text.ShouldContain("996,000 more characters");
    }

    [Fact]
    public void Pieces_CutInsideAnEmoji_LeavesItOut()
    {
        var pieces = LogText.Pieces(new string('x', LogText.LongestShown - 1) + "😀😀", "");
        pieces[0].Segment.Text.ShouldAllBe(c => c == 'x');
    }

    [Fact]
    public async Task Search_OfALongLog_FindsTheLinesWhateverTheirColours()
    {
        var client = new DemoClient(DateTimeOffset.UnixEpoch);
        var log = client.PutLog("d", "r", "t", 1, isComplete: false);
        log.Append(DateTimeOffset.UnixEpoch, [.. Enumerable.Range(1, 12_000).Select(i => (LogSource.Stdout, i % 4_000 == 0 ? $"\e[31mEr\e[0mror {i}" : $"line {i}"))]);
        var search = new LogSearch(client, Log, "error");
        var parts = 0;
        await search.RunAsync(() => parts++, CancellationToken.None);
        search.Hits.ShouldBe([4_000, 8_000, 12_000]);
        parts.ShouldBe(3);

        log.Append(DateTimeOffset.UnixEpoch, (LogSource.Stdout, "ERROR again"));
        await search.RunAsync(() => parts++, CancellationToken.None);
        search.Hits.ShouldBe([4_000, 8_000, 12_000, 12_001]);
    }

    [Fact]
    public void Buffer_AskedForAnyLine_NamesTheChunksItNeeds()
    {
        var buffer = new LogBuffer();
        buffer.Add(Page(1_001, 1_200, total: 1_200));
        buffer.Missing(1_001, 1_200).ShouldBeEmpty();
        buffer.Missing(400, 1_010).ShouldBe([1, 501]);
        buffer.Missing(1_199, 5_000).ShouldBeEmpty();
        buffer.Line(1_200)!.Number.ShouldBe(1_200);
        buffer.Line(1_000).ShouldBeNull();
        buffer.Line(0).ShouldBeNull();
    }

    [Fact]
    public void Buffer_GivenMoreThanItKeeps_DropsWhatWasLookedAtLongestAgo()
    {
        var buffer = new LogBuffer();
        for (var chunk = 0; chunk <= LogBuffer.KeptChunks; chunk++)
        {
            buffer.Add(Page((chunk * LogBuffer.ChunkLines) + 1, (chunk + 1) * LogBuffer.ChunkLines, total: 1_000_000));
            buffer.Missing(1, 1).ShouldBeEmpty();
        }

        buffer.Line(1).ShouldNotBeNull();
        buffer.Line(LogBuffer.ChunkLines + 1).ShouldBeNull();
        buffer.TotalLines.ShouldBe(1_000_000);
    }

    private static LogPage Page(int first, int last, long total) =>
        new(Exists: true, [.. Enumerable.Range(first, last - first + 1).Select(i => new LogLine(i, DateTimeOffset.UnixEpoch, LogSource.Stdout, $"{i}"))], total, IsComplete: false);
}
