using Microsoft.Extensions.Options;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Tests.Logs;

public sealed class RunFolderSweeperTests : IDisposable
{
    private static readonly DateTimeOffset Cutoff = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _data = Directory.CreateTempSubdirectory("orrery-sweep-").FullName;
    private readonly RunFolderSweeper _sweeper;

    public RunFolderSweeperTests() => _sweeper = new RunFolderSweeper(Options.Create(new RuntimeOptions { DataDirectory = _data }));

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task SweepAsync_WhenRunsAreGone_RemovesTheirOldFoldersOnly()
    {
        var (gone, scratch, there, young) = (Add("logs", "etl", "gone"), Add("runs", "etl", "gone"), Add("logs", "etl", "there"), Add("logs", "etl", "young", days: 1));
        var foreign = Add("logs", "etl", "lost+found!");
        var escaped = Path.Combine(_data, "logs", "a%2Fb", "x%20y");
        Directory.CreateDirectory(escaped);
        Directory.SetLastWriteTimeUtc(escaped, Cutoff.AddDays(-1).UtcDateTime);
        var asked = new List<string>();

        var report = await _sweeper.SweepAsync(Cutoff, (dagId, runIds, _) =>
        {
            asked.AddRange(runIds.Select(r => $"{dagId}|{r}"));
            return Task.FromResult<IReadOnlySet<string>>(new HashSet<string>(StringComparer.Ordinal) { "there" });
        });

        report.Removed.ShouldBe(3);
        report.Kept.ShouldBeEmpty();
        new[] { gone, scratch, escaped, there, young, foreign }.Select(Directory.Exists).ShouldBe([false, false, false, true, true, true]);
        asked.ShouldBe(["etl|gone", "etl|there", "a/b|x y", "etl|gone"], ignoreOrder: true);
    }

    [Fact]
    public async Task SweepAsync_WhenThereAreManyFolders_AsksForThemInPages()
    {
        for (var i = 0; i < 501; i++)
        {
            Add("logs", "etl", $"r{i}");
        }

        var pages = new List<int>();
        var report = await _sweeper.SweepAsync(Cutoff, (_, runIds, _) =>
        {
            pages.Add(runIds.Count);
            return Task.FromResult<IReadOnlySet<string>>(new HashSet<string>(StringComparer.Ordinal));
        });

        pages.ShouldBe([500, 1]);
        report.Removed.ShouldBe(501);
    }

    [Fact]
    public async Task SweepAsync_WhenThereIsNoDataFolder_DoesNothing() =>
        (await new RunFolderSweeper(Options.Create(new RuntimeOptions { DataDirectory = Path.Combine(_data, "none") })).SweepAsync(Cutoff, (_, _, _) => throw new NotSupportedException())).Removed.ShouldBe(0);

    private string Add(string kind, string dagId, string runId, int days = -1)
    {
        var folder = Path.Combine(_data, kind, dagId, runId);
        Directory.CreateDirectory(Path.Combine(folder, "task"));
        File.WriteAllText(Path.Combine(folder, "task", "attempt=1.log"), "x");
        Directory.SetLastWriteTimeUtc(folder, Cutoff.AddDays(days).UtcDateTime);
        return folder;
    }
}
