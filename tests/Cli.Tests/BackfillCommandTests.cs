using Orrery.Cli.Tests.Support;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests;

/// <summary>orrery backfill, and orrery dags next-execution.</summary>
public sealed class BackfillCommandTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("backfill create etl --from 2026-01-01 --to 2026-01-31", "fill etl 2026-01-01 to 2026-01-31T00 none 10 False ")]
    [InlineData(
        "backfill create etl --from 2026-01-01 --to 2026-01-31T05:00:00+01:00 --reverse --reprocess failed --max-active-runs 3 --param day=1",
        """fill etl 2026-01-01 to 2026-01-31T04 failed 3 True {"day":1}""")]
    [InlineData("backfill create etl --from-date 2026-01-01 --to-date 2026-01-31 --run-backwards --reprocess-behavior completed", "fill etl 2026-01-01 to 2026-01-31T00 completed 10 True ")]
    [InlineData("dags backfill etl -s 2026-01-01 -e 2026-01-31 -B", "fill etl 2026-01-01 to 2026-01-31T00 none 10 True ")]
    [InlineData("dags backfill etl --start-date 2026-01-01 --end-date 2026-01-31 --rerun-failed-tasks", "fill etl 2026-01-01 to 2026-01-31T00 failed 10 False ")]
    [InlineData("dags backfill etl --from 2026-01-01 --to 2026-01-31 --reset-dagruns --max-active-runs 2", "fill etl 2026-01-01 to 2026-01-31T00 completed 2 False ")]
    [InlineData("backfill pause 3", "pause backfill 3")]
    [InlineData("backfill resume 3", "resume backfill 3")]
    [InlineData("backfill cancel 3", "cancel backfill 3")]
    public async Task Command_WhenGranted_AsksForIt(string line, string request)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.Requests.ShouldBe([request]);
        _world.Out.ShouldStartWith("Backfill 3 ");
    }

    [Theory]
    [InlineData("backfill create etl --from yesterday --to 2026-01-31", "orrery: --from 'yesterday' is not a date: write 2026-01-31")]
    [InlineData("backfill create etl --from 2026-01-01", "orrery: Option '--to' is required.")]
    [InlineData("backfill create etl --from 2026-01-01 --to 2026-01-02 --reprocess all", "'all'")]
    [InlineData("dags backfill etl -s 2026-01-01 -e 2026-01-02 --rerun-failed-tasks --reset-dagruns", "give one of them")]
    [InlineData("dags backfill etl -s 2026-01-01 -e 2026-01-02 --reprocess failed --reset-dagruns", "give one of them")]
    [InlineData("backfill cancel x", "'x'")]
    [InlineData("dags next-execution etl --num 0", "--num must be 1 to 1000")]
    public async Task Command_WhenTheLineIsWrong_SaysWhat(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Create_WhenRefused_SaysWhy()
    {
        _world.Client.Answer = ActionResult.Refuse(ActionStatus.Conflict, "There is another.");
        (await _world.RunAsync("backfill", "create", "etl", "--from", "2026-01-01", "--to", "2026-01-02")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("backfill", "create", "etl", "--from", "2026-01-01", "--to", "2026-01-02", "--dry-run")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldBe("orrery: There is another.\norrery: There is another.\n");
    }

    [Fact]
    public async Task Create_WithDryRun_ListsTheDatesAndDoesNothing()
    {
        AddDates();
        (await _world.RunAsync("backfill", "create", "etl", "--from", "2026-01-01", "--to", "2026-01-02", "--dry-run")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.Requests.ShouldBeEmpty();
        _world.Out.ShouldContain("1  2026-01-01 00:00:00Z  none: already exists  old  success");
        _world.Out.ShouldEndWith("2 dates, 1 run to make or clear. Nothing was done.\n");
    }

    [Fact]
    public async Task List_WithSeveralStates_NamesThem()
    {
        var backfill = Backfill(1);
        _world.Client.Backfills.AddRange(
        [
            backfill, backfill with { Id = 2, IsPaused = true }, backfill with { Id = 3, CompletedAt = Midnight },
            backfill with { Id = 4, CancelledAt = Midnight, CompletedAt = Midnight }, backfill with { Id = 5, CancelledAt = Midnight, DagId = "other" },
        ]);
        (await _world.RunAsync("backfill", "list", "etl")).ShouldBe(ExitCodes.Success, _world.Error);
        var lines = _world.Out.TrimEnd().Split('\n');
        lines.Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]).ShouldBe(["active", "paused", "completed", "cancelled"]);
        lines[1].ShouldEndWith("1 queued, 2 running, 1 to be made");
    }

    [Fact]
    public async Task Show_WhenThereIsOne_ListsItsDates()
    {
        AddDates();
        _world.Client.Backfills.Add(Backfill(3));
        (await _world.RunAsync("backfill", "show", "3")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("none: already exists");
        (await _world.RunAsync("backfill", "show", "4")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldBe("orrery: There is no backfill 4. See: orrery backfill list\n");
    }

    [Fact]
    public async Task NextExecution_WhenTheDagIsPaused_ShowsTheRunsAndSaysSo()
    {
        _world.Client.Dags.Add(Sample.Dag("etl") with { IsPaused = true });
        _world.Client.NextRuns.AddRange([Next(1), Next(2), Next(3)]);
        (await _world.RunAsync("dags", "next-execution", "etl", "--num", "2")).ShouldBe(ExitCodes.Success);
        _world.Out.TrimEnd().Split('\n').Length.ShouldBe(3);
        _world.Out.ShouldContain("2026-01-02 00:00:00Z  2026-01-02 00:00:00Z  2026-01-03 00:00:00Z  2026-01-03 00:00:00Z");
        _world.Error.ShouldContain("is paused");
    }

    private static NextRunInfo Next(int day) => new()
    {
        LogicalDate = Midnight.AddDays(day - 1),
        DataIntervalStart = Midnight.AddDays(day - 1),
        DataIntervalEnd = Midnight.AddDays(day),
        RunAfter = Midnight.AddDays(day),
    };

    private static BackfillInfo Backfill(long id) => new()
    {
        Id = id,
        DagId = "etl",
        FromDate = Midnight,
        ToDate = Midnight.AddDays(3),
        CreatedAt = Midnight,
        UpdatedAt = Midnight,
        MaxActiveRuns = 2,
        DateCount = 4,
        DoneCount = 3,
        QueuedCount = 1,
        RunningCount = 2,
    };

    private void AddDates() => _world.Client.BackfillDates.AddRange(
    [
        new BackfillDateInfo { Ordinal = 1, LogicalDate = Midnight, Reason = "already exists", DagRunId = "old", State = DagRunState.Success },
        new BackfillDateInfo { Ordinal = 2, LogicalDate = Midnight.AddDays(1), Action = "create" },
    ]);
}
