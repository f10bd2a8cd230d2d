using System.Collections.Immutable;
using Orrery.Core.States;
using Orrery.Core.Versions;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Reruns;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Running tasks again on the newest version.</summary>
public sealed class LatestVersionTests : ReleaseSuite
{
    private const string First = "dag_id: etl\ntasks: [{task_id: b, bash: b1}, {task_id: c, bash: c1, depends_on: b}, {task_id: d, bash: d1, depends_on: c}]";
    private const string Second = "dag_id: etl\ntasks: [{task_id: a, bash: a2}, {task_id: b, bash: b2}, {task_id: d, bash: d2, depends_on: [a, b]}]";

    [Fact]
    public async Task Clear_WhenOnTheLatestVersion_RunsNewTasksAndKeepsTheHistoryOfGoneOnes()
    {
        await RunFirstAsync();
        await PublishAsync(Second);

        var cleared = await ClearAsync(new ClearTasks { OnLatestVersion = true, Tasks = [new TaskSelector("d")] });

        cleared.Outcome.Problems.ShouldBeEmpty();
        cleared.Tasks.Select(t => t.TaskId).ShouldBe(["a", "d"]);
        (cleared.Run!.VersionNumber, cleared.Run.State.IsFinished()).ShouldBe((2, false));
        await SucceedAsync(await TakeAsync("a2"));
        await SucceedAsync(await TakeAsync("d2"));
        (await EndOfAsync("etl", "r")).Run.ShouldBe(DagRunState.Success);

        (await StatesAsync()).ShouldBe(["a success 1", "b success 1", "d success 2", "c removed 1"], ignoreOrder: true);
        (await TriesAsync("c")).ShouldBe([1]);
        (await TriesAsync("d")).ShouldBe([1, 2]);
        (await TriesAsync("b")).ShouldBe([1]);
        (await Fixture.Store.GetDagRunAsync("etl", "r"))!.Version.ShouldBe((await Fixture.Store.GetDagAsync("etl"))!.Version);
    }

    [Fact]
    public async Task Clear_WhenNotAskedTo_StaysOnTheVersionOfTheRun()
    {
        await RunFirstAsync();
        await PublishAsync(Second);

        await ClearAsync(new ClearTasks { Tasks = [new TaskSelector("d")] });

        (await TakeAsync()).Script.ShouldBe("d1");
    }

    [Fact]
    public async Task Clear_WhenATaskComesBack_GoesOnCountingItsTries()
    {
        await RunFirstAsync();
        await PublishAsync(Second);
        await ClearAsync(new ClearTasks { OnLatestVersion = true, Tasks = [new TaskSelector("a")] });
        await SucceedAsync(await TakeAsync("a2"));
        await EndOfAsync("etl", "r");
        await PublishAsync(First);

        await ClearAsync(new ClearTasks { OnLatestVersion = true, OnlyFailed = true });
        var again = await TakeAsync("c1");
        again.Task.TryNumber.ShouldBe(2);
        await SucceedAsync(again);

        (await EndOfAsync("etl", "r")).Run.ShouldBe(DagRunState.Success);
        (await StatesAsync()).ShouldBe(["b success 1", "c success 2", "d success 1", "a removed 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Clear_WhenADryRun_SaysWhatWouldRunAndChangesNothing()
    {
        await RunFirstAsync();
        await PublishAsync(Second);

        var shown = await ClearAsync(new ClearTasks { OnLatestVersion = true, OnlyFailed = true, IsDryRun = true });

        shown.Tasks.Select(t => t.TaskId).ShouldBe(["a"]);
        (await StatesAsync()).ShouldBe(["b success 1", "c success 1", "d success 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Clear_WhenTheRunIsUnderWay_IsAConflictThatSaysWhatToDo()
    {
        await PublishAsync(First);
        await TriggerAsync("etl", new TriggerRequest { RunId = "r" });
        await TakeAsync();
        await PublishAsync(Second);

        var refused = await ClearAsync(new ClearTasks { OnLatestVersion = true });

        refused.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        refused.Outcome.Problems.ShouldHaveSingleItem().ShouldContain("wait for its end, or mark it failed");
    }

    [Fact]
    public async Task Clear_WhenTheRunHasNotStarted_MovesIt()
    {
        await PublishAsync(First);
        await Dag("etl").SetPausedAsync(true);
        await TriggerAsync("etl", new TriggerRequest { RunId = "r" });
        await PublishAsync(Second);

        (await ClearAsync(new ClearTasks { OnLatestVersion = true })).Outcome.Problems.ShouldBeEmpty();
        await Dag("etl").SetPausedAsync(false);

        (await TakeAsync(2)).Select(s => s.Script).ShouldBe(["a2", "b2"]);
    }

    [Fact]
    public async Task Clear_WhenTheNewParamsDoNotFit_IsRefused()
    {
        await PublishAsync(First);
        await TriggerAsync("etl", new TriggerRequest { RunId = "r", ConfJson = "{}" });
        await Run("etl", "r").MarkAsync(DagRunState.Failed);
        await PublishAsync("dag_id: etl\nparams: {day: {type: string}}\ntasks: [{task_id: b, bash: b2}]");

        var refused = await ClearAsync(new ClearTasks { OnLatestVersion = true });

        refused.Outcome.Status.ShouldBe(ActionStatus.Invalid);
        (await Fixture.Store.GetDagRunAsync("etl", "r"))!.Release.ShouldBe(1);
    }

    [Fact]
    public async Task Clear_WhenTheGrainDiesAfterwards_FindsAllOfItInTheStore()
    {
        await RunFirstAsync();
        await PublishAsync(Second);
        await ClearAsync(new ClearTasks { OnLatestVersion = true, Tasks = [new TaskSelector("d")] });
        await Fixture.CrashAsync(Run("etl", "r"));
        await Run("etl", "r").StartAsync();

        await SucceedAsync(await TakeAsync("a2"));
        await SucceedAsync(await TakeAsync("d2"));
        (await EndOfAsync("etl", "r")).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WhenItCannotBeWritten_LeavesTheRunAsItWas()
    {
        await RunFirstAsync();
        await PublishAsync(Second);
        Fixture.Faults.Refuses = rows => rows.Any(r => r is Storage.Rows.TaskInstanceShift);

        await Should.ThrowAsync<Storage.StoreUnavailableException>(() => ClearAsync(new ClearTasks { OnLatestVersion = true }));
        Fixture.Faults.Refuses = null;

        (await StatesAsync()).ShouldBe(["b success 1", "c success 1", "d success 1"], ignoreOrder: true);
        (await ClearAsync(new ClearTasks { OnLatestVersion = true, OnlyFailed = true })).Outcome.Problems.ShouldBeEmpty();
        await SucceedAsync(await TakeAsync("a2"));
        (await EndOfAsync("etl", "r")).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WhenXComsAndNotesHangOnTasks_TakesThemAlong()
    {
        await PublishAsync(First);
        await TriggerAsync("etl", new TriggerRequest { RunId = "r" });
        await SucceedAsync(await TakeAsync("b1"), xcom: "\"kept\"");
        await SucceedAsync(await TakeAsync("c1"), xcom: "\"gone\"");
        await SucceedAsync(await TakeAsync("d1"));
        await EndOfAsync("etl", "r");
        await Run("etl", "r").SetNoteAsync(new TaskSelector("b"), "looked at");
        await PublishAsync("dag_id: etl\ntasks: [{task_id: a, bash: a2}, {task_id: b, bash: b2}, {task_id: d, bash: 'd2 {{ ti.xcom_pull(task_ids=\"b\") }}', depends_on: [a, b]}]");

        await ClearAsync(new ClearTasks { OnLatestVersion = true, Tasks = [new TaskSelector("d")] });
        await SucceedAsync(await TakeAsync("a2"));

        (await TakeAsync()).Script.ShouldBe("d2 kept");
        var run = (await Fixture.Store.GetDagRunAsync("etl", "r"))!;
        (await Fixture.Store.ListTaskNotesAsync(run.RunPk)).ShouldHaveSingleItem().Ordinal.ShouldBe(1);
        (await Fixture.Store.GetXComsAsync(run.RunPk, [RunMove.FirstRemoved])).ShouldHaveSingleItem().ValueJson.ShouldBe("\"gone\"");
    }

    private new async Task PublishAsync(string yaml) => (await Dag("etl").PublishAsync(Request(yaml))).IsNew.ShouldBeTrue();

    private Task<RunTasks> ClearAsync(ClearTasks request) => Run("etl", "r").ClearTasksAsync(request);

    private async Task RunFirstAsync()
    {
        await PublishAsync(First);
        await TriggerAsync("etl", new TriggerRequest { RunId = "r" });
        foreach (var script in (string[])["b1", "c1", "d1"])
        {
            await SucceedAsync(await TakeAsync(script));
        }

        (await EndOfAsync("etl", "r")).Run.ShouldBe(DagRunState.Success);
    }

    private async Task<Interfaces.Runs.LaunchSpec> TakeAsync(string script)
    {
        var spec = await TakeAsync();
        spec.Script.ShouldBe(script);
        return spec;
    }

    private async Task<ImmutableArray<TaskInstanceInfo>> TasksAsync() => await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTaskInstancesAsync("etl", "r");

    private async Task<IEnumerable<string>> StatesAsync() => (await TasksAsync()).Select(t => $"{t.TaskId} {t.State.WireName()} {t.TryNumber}");

    private async Task<IEnumerable<int>> TriesAsync(string taskId) =>
        (await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTriesAsync("etl", "r", taskId, -1)).Select(t => t.TryNumber);
}
