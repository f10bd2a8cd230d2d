using Orrery.Core.States;
using Orrery.Grains.Catalog;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Runs as columns of cells, from the store.</summary>
public sealed class CellTests : GrainSuite
{
    private ICatalogGrain Catalog => Fixture.Grains.GetGrain<ICatalogGrain>("0");

    [Fact]
    public async Task ReadCells_OfARunThatGoesOnAndEnds_SaysWhatTheStoreHas()
    {
        var runId = await StartAsync("cells", """
            dag_id: cells
            params: {sizes: [1, 2]}
            tasks:
              - {task_id: load, bash: load}
              - {task_id: split, depends_on: load, expand: {size: "{{ params.sizes }}"}, bash: "split {{ expand.size }}"}
            """);
        var first = await TakeAsync();
        States(await Catalog.ReadCellsAsync("cells", runId)).ShouldBe([TaskInstanceState.Running, TaskInstanceState.None]);

        await SucceedAsync(first);
        foreach (var each in await TakeAsync(2))
        {
            await SucceedAsync(each);
        }

        (await EndOfAsync("cells", runId)).Run.ShouldBe(DagRunState.Success);
        var ended = (await Catalog.ReadCellsAsync("cells", runId)).ShouldNotBeNull();
        States(ended).ShouldBe([TaskInstanceState.Success, TaskInstanceState.Success]);
        (ended.Cells()[1] & TaskCell.Mapped).ShouldNotBe(0);
        ended.Mapped.ShouldHaveSingleItem().Counts[(int)TaskInstanceState.Success].ShouldBe(2);

        (await Run("cells", runId).ClearAsync(["load"])).Problems.ShouldBeEmpty();
        await TakeAsync();
        var again = (await Catalog.ReadCellsAsync("cells", runId)).ShouldNotBeNull();
        again.Cells()[0].ShouldBe(TaskCell.Of(TaskInstanceState.Running, 2, isMapped: false));
    }

    [Fact]
    public async Task GetOverview_OfARunThatGoesOnAndEnds_CountsIt()
    {
        var before = await Catalog.GetOverviewAsync(DateTimeOffset.UnixEpoch);
        var runId = await StartAsync("counted", """
            dag_id: counted
            tasks: [{task_id: load, bash: load}]
            """);
        var task = await TakeAsync();
        var running = await Catalog.GetOverviewAsync(DateTimeOffset.UnixEpoch);
        (running.Running - before.Running, running.Success - before.Success).ShouldBe((1, 0));

        await SucceedAsync(task);
        await EndOfAsync("counted", runId);
        var ended = await Catalog.GetOverviewAsync(DateTimeOffset.UnixEpoch);
        (ended.Running - before.Running, ended.Success - before.Success).ShouldBe((0, 1));
        (await Catalog.GetOverviewAsync(DateTimeOffset.MaxValue.AddDays(-1))).Success.ShouldBe(0);
    }

    [Fact]
    public async Task ReadCells_OfNoRun_IsNull() => (await Catalog.ReadCellsAsync("none", "none")).ShouldBeNull();

    [Fact]
    public async Task GetStructure_OfADagWithGroups_NamesThemFromTheOutside()
    {
        await StartAsync("grouped", """
            dag_id: grouped
            task_groups:
              - {group_id: inner, group: outer}
              - {group_id: outer}
            tasks:
              - {task_id: a, empty: true}
              - {task_id: b, group: outer.inner, empty: true}
            """);
        var version = (await Catalog.GetDagAsync("grouped"))!.Version;

        var structure = (await Catalog.GetStructureAsync(version)).ShouldNotBeNull();

        structure.Groups.ShouldBe([new TaskGroupInfo("outer", -1), new TaskGroupInfo("outer.inner", 0)]);
        structure.TaskIds.Zip(structure.GroupOf).ShouldBe([("a", -1), ("outer.inner.b", 1)], ignoreOrder: true);
    }

    [Fact]
    public void Cache_WhenFull_ForgetsWhatWasNotAskedForLongest()
    {
        var cache = new RunCellCache(capacity: 1_000);
        var cells = new RunCells { Version = "v", TaskCount = 1, Deflated = [.. new byte[100]] };
        cache.Add(1, 1, cells);
        cache.Add(2, 1, cells);
        cache.Find(1, 1).ShouldBeSameAs(cells);

        cache.Add(3, 1, cells);

        cache.Find(1, 1).ShouldBeSameAs(cells);
        cache.Find(2, 1).ShouldBeNull();
        cache.Find(1, 2).ShouldBeNull();
    }

    private static IEnumerable<TaskInstanceState> States(RunCells? cells) => cells.ShouldNotBeNull().Cells().Select(TaskCell.StateOf);
}
