using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Search;
using Orrery.Grains.Search;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests;

/// <summary>What people find, and take away.</summary>
public sealed class SearchTests : GrainSuite
{
    private ISearchGrain Search => Fixture.Grains.GetGrain<ISearchGrain>("0");

    [Theory]
    [InlineData(null, "anything", true)]
    [InlineData("~", "anything", true)]
    [InlineData("%", "anything", true)]
    [InlineData("order", "etl_Orders", true)]
    [InlineData("%order%", "etl_orders", true)]
    [InlineData("etl%orders", "etl_daily_orders", true)]
    [InlineData("orders%etl", "etl_orders", false)]
    [InlineData("etl_orders", "etl-orders", false)]
    [InlineData("users | ORDERS", "etl_orders", true)]
    [InlineData("users|", "etl_orders", false)]
    public void Pattern_WhenHeldAgainstAText_FindsItsPartsInTheirOrder(string? pattern, string text, bool found) =>
        LikePattern.Parse(pattern).Finds(text).ShouldBe(found);

    [Fact]
    public async Task FindDagRuns_WhenReadInPages_GivesEachOnceInEitherOrder()
    {
        var runs = await WriteRunsAsync(25);
        foreach (var descending in new[] { false, true })
        {
            var found = new List<string>();
            var slice = new Slice { Order = "run_after", Descending = descending, Limit = 7, WithTotal = true };
            do
            {
                var page = await Search.FindDagRunsAsync(new DagRunQuery { DagIds = ["a", "b", "none"], Slice = slice });
                found.AddRange(page.Items.Select(r => r.DagRunId));
                if (slice.Cursor is null)
                {
                    page.Total.ShouldBe(25);
                }

                slice = slice with { Cursor = page.NextCursor, WithTotal = false };
            }
            while (slice.Cursor is not null);

            var expected = runs.OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk).Select(r => r.RunId);
            found.ShouldBe(descending ? expected.Reverse() : expected);
        }
    }

    [Fact]
    public async Task FindDagRuns_WhenFilteredAndSkipped_CountsAndGivesWhatPasses()
    {
        var runs = await WriteRunsAsync(25);
        var query = new DagRunQuery { DagIds = ["a"], RunIdPattern = "r1", Slice = new Slice { Order = "id", Limit = 2, Offset = 1, WithTotal = true } };
        string[] expected = [.. runs.Where(r => r.DagId == "a" && r.RunId.Contains("r1", StringComparison.Ordinal)).OrderBy(r => r.RunAfter).ThenBy(r => r.RunPk).Select(r => r.RunId)];

        var page = await Search.FindDagRunsAsync(query);

        page.Items.Select(r => r.DagRunId).ShouldBe(expected.Skip(1).Take(2));
        page.Total.ShouldBe(expected.Length);
    }

    [Fact]
    public async Task FindDagRuns_WhenSortedByAnotherField_PutsWhatHasNoneLast()
    {
        await WriteRunsAsync(6);
        var page = await Search.FindDagRunsAsync(new DagRunQuery { Slice = new Slice { Order = "start_date", Descending = true, Limit = 4, WithTotal = true } });
        var rest = await Search.FindDagRunsAsync(new DagRunQuery { Slice = new Slice { Order = "start_date", Descending = true, Limit = 4, Cursor = page.NextCursor } });

        DateTimeOffset?[] starts = [.. page.Items.Concat(rest.Items).Select(r => r.StartDate)];
        starts.Length.ShouldBe(6);
        starts.TakeWhile(s => s is not null).ShouldBe(starts.OfType<DateTimeOffset>().OrderDescending().Select(s => (DateTimeOffset?)s));
        starts[^1].ShouldBeNull();
        page.Total.ShouldBe(6);
        rest.NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task FindTaskInstances_OverAllRuns_GoesFromTheNewestAndOnWhereItStopped()
    {
        var runId = await EndedAsync("first", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}");
        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await EndedAsync("second", "{task_id: a, bash: a}");

        var page = await Search.FindTaskInstancesAsync(new TaskInstanceQuery { Slice = new Slice { Limit = 2, WithTotal = true } });
        var next = await Search.FindTaskInstancesAsync(new TaskInstanceQuery { Slice = new Slice { Limit = 2, Cursor = page.NextCursor } });

        page.Items.Select(f => (f.Task.DagRunId, f.Task.TaskId)).ShouldBe([(second, "a"), (runId, "a")]);
        page.Total.ShouldBe(3);
        next.Items.Select(f => (f.Task.DagRunId, f.Task.TaskId)).ShouldBe([(runId, "b")]);
        next.NextCursor.ShouldBeNull();
        next.Items[0].BundleName.ShouldBe("test");
        var filtered = await Search.FindTaskInstancesAsync(new TaskInstanceQuery { TaskIdPattern = "B", States = [TaskInstanceState.Success], Slice = new Slice { Order = "start_date", WithTotal = true } });
        filtered.Items.ShouldHaveSingleItem().Task.TaskId.ShouldBe("b");
    }

    [Fact]
    public async Task XCom_WhenChangedByHand_IsFoundAndKeptWithTheRunsFence()
    {
        var runId = await EndedAsync("values", "{task_id: a, bash: a}");
        var address = new XComAddress("values", runId, "a", -1, "k");
        var change = new XComChange { TaskId = "a", Key = "k", ValueJson = "[1,null]", IsNew = true };

        (await Run("values", runId).ChangeXComAsync(change with { IsNew = false })).Status.ShouldBe(ActionStatus.NotFound);
        (await Run("values", runId).ChangeXComAsync(change)).Status.ShouldBe(ActionStatus.Done);
        (await Run("values", runId).ChangeXComAsync(change)).Status.ShouldBe(ActionStatus.Conflict);
        (await Run("values", runId).ChangeXComAsync(change with { TaskId = "none" })).Status.ShouldBe(ActionStatus.NotFound);
        (await Search.GetXComAsync(address))!.ValueJson.ShouldBe("[1,null]");
        var found = await Search.FindXComsAsync(new XComQuery { KeyPattern = "K", Tasks = new TaskInstanceQuery { Slice = new Slice { WithTotal = true } } });
        found.Items.ShouldHaveSingleItem().ValueJson.ShouldBeNull();
        found.Total.ShouldBe(1);

        (await Run("values", runId).ChangeXComAsync(new XComChange { TaskId = "a", Key = "k" })).Status.ShouldBe(ActionStatus.Done);
        (await Search.GetXComAsync(address)).ShouldBeNull();
        (await Fixture.Store.GetDagRunAsync("values", runId))!.Note.ShouldBeNull();
    }

    [Fact]
    public async Task DeleteRun_WhenItHasEnded_TakesItAwayAndNotBefore()
    {
        await PublishAsync(Yaml("gone", "{task_id: a, bash: a}"));
        var runId = await TriggerAsync("gone");
        var spec = await TakeAsync();
        (await Run("gone", runId).DeleteAsync()).Status.ShouldBe(ActionStatus.Conflict);
        await SucceedAsync(spec);
        await EndOfAsync("gone", runId);

        ActionResult? result = null;
        await UntilAsync(async () => (result = await Run("gone", runId).DeleteAsync()).Status != ActionStatus.Conflict, "the run could be deleted");

        result!.Status.ShouldBe(ActionStatus.Done);
        (await Fixture.Store.GetDagRunAsync("gone", runId)).ShouldBeNull();
        (await Run("gone", runId).DeleteAsync()).Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task DeleteDag_WhenItsRunsHaveEnded_TakesAllOfItAway()
    {
        await PublishAsync(Yaml("whole", "{task_id: a, bash: a}"));
        var runId = await TriggerAsync("whole");
        var spec = await TakeAsync();
        (await Dag("whole").DeleteAsync("ada")).Outcome.Status.ShouldBe(ActionStatus.Conflict);
        await SucceedAsync(spec);
        await EndOfAsync("whole", runId);
        await Dag("whole").SetFavoriteAsync("ada", isFavorite: true);
        (await Search.ListFavoritesAsync("ada")).ShouldBe(["whole"]);

        DagDeletion deletion;
        do
        {
            deletion = await Dag("whole").DeleteAsync("ada");
            deletion.Outcome.Problems.ShouldBeEmpty();
        }
        while (!deletion.IsComplete);

        (await Fixture.Store.GetDagAsync("whole")).ShouldBeNull();
        (await Fixture.Store.GetReleaseAsync("whole", 1)).ShouldBeNull();
        (await Search.ListFavoritesAsync("ada")).ShouldBeEmpty();
        (await Dag("whole").DeleteAsync("ada")).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await PublishAsync(Yaml("whole", "{task_id: a, bash: a}"))).ShouldNotBeNull();
        (await Fixture.Store.GetDagAsync("whole")).ShouldNotBeNull();
    }

    [Fact]
    public async Task FindDags_WhenSortedByTheirNewestRun_LooksAtThatRun()
    {
        await EndedAsync("early", "{task_id: a, bash: a}");
        Fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await EndedAsync("late", "{task_id: a, bash: a}");
        await PublishAsync(Yaml("never", "{task_id: a, bash: a}"));

        var page = await Search.FindDagsAsync(new DagQuery { Slice = new Slice { Order = "last_run_start_date", Descending = true, WithTotal = true } });

        page.Items.Select(d => d.DagId).ShouldBe(["late", "early", "never"]);
        page.Total.ShouldBe(3);
        (await Search.CountRunsAsync(["late", "none"])).ShouldHaveSingleItem().Counts.ShouldBe([0, 0, 1, 0]);
    }

    private async Task<string> EndedAsync(string dagId, params string[] tasks)
    {
        var runId = await StartAsync(dagId, Yaml(dagId, tasks));
        for (var task = 0; task < tasks.Length; task++)
        {
            await SucceedAsync(await TakeAsync());
        }

        (await EndOfAsync(dagId, runId)).Run.ShouldBe(DagRunState.Success);
        return runId;
    }

    /// <summary>Ended runs of two DAGs, some at the same moment; the last has not started.</summary>
    private async Task<ImmutableArray<DagRunRow>> WriteRunsAsync(int count)
    {
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        ImmutableArray<DagRunRow> runs =
        [
            .. Enumerable.Range(1, count).Select(i => new DagRunRow
            {
                RunPk = i,
                DagId = i % 2 == 0 ? "a" : "b",
                RunId = $"r{i}",
                Version = "v",
                Release = 1,
                Type = DagRunType.Manual,
                State = DagRunState.Success,
                RunAfter = noon.AddMinutes(i * 7 % 5),
                StartedAt = i == count ? null : noon.AddSeconds(i * 11 % 13),
                Revision = 0,
            }),
        ];
        foreach (var run in runs)
        {
            (await Fixture.Store.CommitAsync([run])).ShouldBe(CommitOutcome.Committed);
        }

        return runs;
    }
}
