using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Mapped tasks and groups, from the DAG file to the store and back.</summary>
public sealed class MappingTests : GrainSuite
{
    [Fact]
    public async Task Expand_OverWhatATaskReturned_RunsOnceForEachItemAndGathersTheResults()
    {
        var runId = await StartAsync("files", """
            dag_id: files
            tasks:
              - {task_id: list, bash: ls}
              - task_id: load
                expand: {file: {xcom: list}, region: [eu, "{{ ds_nodash }}"]}
                map_index_template: "{{ expand.file }}/{{ expand.region }}"
                bash: "load {{ expand.file }} {{ expand.region }} {{ ti.map_index }}"
              - {task_id: report, depends_on: load, bash: "{{ ti.xcom_pull('load') }} {{ ti.xcom_pull('load', map_indexes=1) }}"}
            """);
        await SucceedAsync(await TakeAsync(), """["a", "b"]""");

        var loads = await TakeMappedAsync(4);
        var ds = loads[1].Script!.Split(' ')[2];
        loads.Select(l => l.Script).ShouldBe(["load a eu 0", $"load a {ds} 1", "load b eu 2", $"load b {ds} 3"]);
        loads[2].Environment["ORRERY_EXPAND_FILE"].ShouldBe("b");
        loads[2].Environment["ORRERY_EXPAND"].ShouldBe("""{"file":"b","region":"eu"}""");
        (await TasksAsync("files", runId)).Where(t => t.TaskId == "load").Select(t => t.RenderedMapIndex).ShouldBe(["a/eu", $"a/{ds}", "b/eu", $"b/{ds}"]);
        await SucceedAsync(loads[3], "3");
        await SucceedAsync(loads[1], "1");
        await SucceedAsync(loads[0]);
        await SucceedAsync(loads[2], "2");

        var report = await TakeAsync();
        report.Script.ShouldBe("[1, 2, 3] 1");
        await SucceedAsync(report);
        (await EndOfAsync("files", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Expand_OverAParameter_NeedsNoUpstreamTask()
    {
        await StartAsync("given", """
            dag_id: given
            params: {sizes: [1, 2, 3]}
            tasks:
              - task_id: make
                expand: {size: {map: "{{ params.sizes }}", to: "{{ item * 10 }}", skip_if: "{{ item == 2 }}"}}
                bash: "make {{ expand.size }}"
            """);

        (await TakeMappedAsync(2)).Select(s => s.Script).ShouldBe(["make 10", "make 30"]);
    }

    [Theory]
    [InlineData(null, "it returned nothing")]
    [InlineData("42", "neither a list nor a mapping")]
    public async Task Report_OfATaskThatShouldReturnAListAndDoesNot_FailsThatTask(string? xcom, string message)
    {
        var runId = await StartAsync("unlisted", """
            dag_id: unlisted
            tasks:
              - {task_id: list, bash: ls}
              - {task_id: load, expand: {file: {xcom: list}}, bash: load}
            """);
        await SucceedAsync(await TakeAsync(), xcom);

        (await EndOfAsync("unlisted", runId)).Tasks.ShouldBe(new Dictionary<string, TaskInstanceState>
        {
            ["list"] = TaskInstanceState.Failed,
            ["load"] = TaskInstanceState.UpstreamFailed,
        });
        (await TasksAsync("unlisted", runId))[0].FailureMessage.ShouldNotBeNull().ShouldContain(message);
    }

    [Fact]
    public async Task Report_OfAListLongerThanAllowed_FailsThePushingTask()
    {
        var runId = await StartAsync("long", """
            dag_id: long
            tasks:
              - {task_id: list, bash: ls}
              - {task_id: load, expand: {n: {xcom: list}}, bash: load}
            """);
        await SucceedAsync(await TakeAsync(), $"[{string.Join(',', Enumerable.Range(0, 1025))}]");

        (await EndOfAsync("long", runId)).Tasks["list"].ShouldBe(TaskInstanceState.Failed);
        (await TasksAsync("long", runId))[0].FailureMessage.ShouldNotBeNull().ShouldContain("max_map_length allows 1024");
    }

    [Fact]
    public async Task Expand_OverAValueThatIsNoList_FailsTheMappedTaskAndSaysWhy()
    {
        var runId = await StartAsync("nolist", """
            dag_id: nolist
            params: {n: 7}
            tasks:
              - {task_id: load, expand: {n: "{{ params.n }}"}, bash: load}
            """);

        (await EndOfAsync("nolist", runId)).Run.ShouldBe(DagRunState.Failed);
        (await TasksAsync("nolist", runId))[0].FailureMessage.ShouldBe("expand.n of 'load' is 7: it must be a list or a mapping.");
    }

    [Fact]
    public async Task Group_WhenMapped_GoesOnByIndexAndPullsFromItsOwn()
    {
        var runId = await StartAsync("regions", """
            dag_id: regions
            task_groups:
              - group_id: etl
                depends_on: start
                expand_kwargs: [{region: eu, size: 1}, {region: us, size: 2}]
            tasks:
              - {task_id: start, empty: true}
              - {task_id: copy, group: etl, bash: "copy {{ expand.region }}"}
              - {task_id: check, group: etl, depends_on: copy, bash: "check {{ ti.xcom_pull('copy') }} {{ expand.size }}"}
              - {task_id: end, depends_on: etl, empty: true}
            """);
        var copies = await TakeMappedAsync(2);
        copies.Select(c => c.Script).ShouldBe(["copy eu", "copy us"]);
        await SucceedAsync(copies[1], "\"from us\"");

        var check = await TakeAsync();
        check.Task.ToString().ShouldBe($"regions/{runId}/etl.check[1] try 1");
        check.Script.ShouldBe("check from us 2");
        await SucceedAsync(check);
        await FailAsync(copies[0]);
        var (run, _) = await EndOfAsync("regions", runId);
        run.ShouldBe(DagRunState.Failed);
        (await TasksAsync("regions", runId)).Select(t => $"{t.TaskId}[{t.MapIndex}] {t.State.WireName()}").ShouldBe(
        [
            "start[-1] success", "etl.copy[0] failed", "etl.copy[1] success", "etl.check[0] upstream_failed", "etl.check[1] success", "end[-1] upstream_failed",
        ]);
    }

    [Fact]
    public async Task Clear_OfOneInstance_RunsThatOneAgainAfterTheRunWasReadAnew()
    {
        var runId = await StartAsync("again", """
            dag_id: again
            tasks:
              - {task_id: list, bash: ls}
              - {task_id: load, expand: {file: {xcom: list}}, bash: "load {{ expand.file }}"}
            """);
        await SucceedAsync(await TakeAsync(), """{"a": 1, "b": 2}""");
        foreach (var load in await TakeMappedAsync(2))
        {
            await SucceedAsync(load);
        }

        (await EndOfAsync("again", runId)).Run.ShouldBe(DagRunState.Success);
        await Fixture.CrashAsync(Run("again", runId));
        (await Run("again", runId).ClearAsync(["load[7]"])).Problems.ShouldBe([$"Task 'load' of run 'again/{runId}' has no instance 7."]);
        (await Run("again", runId).ClearAsync(["load[1]"])).Problems.ShouldBeEmpty();
        var again = await TakeAsync();
        again.Script.ShouldBe("load ['b', 2]");
        again.Task.TryNumber.ShouldBe(2);
        (await Run("again", runId).WhyAsync("load[0]")).ShouldHaveSingleItem().ShouldContain("ended (success)");
        await SucceedAsync(again);
        (await EndOfAsync("again", runId)).Run.ShouldBe(DagRunState.Success);
        (await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTriesAsync("again", runId, "load", 1)).Length.ShouldBe(2);
        (await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTriesAsync("again", runId, "load", 0)).Length.ShouldBe(1);
    }

    private async Task<ImmutableArray<LaunchSpec>> TakeMappedAsync(int count) => [.. (await TakeAsync(count)).OrderBy(s => s.Task.MapIndex)];

    private async Task<ImmutableArray<TaskInstanceInfo>> TasksAsync(string dagId, string runId) =>
        await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTaskInstancesAsync(dagId, runId);
}
