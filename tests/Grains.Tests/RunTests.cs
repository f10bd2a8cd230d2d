using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests;

public sealed class RunTests : GrainSuite
{
    [Fact]
    public async Task Run_WhenEveryTaskSucceeds_EndsInSuccess()
    {
        var runId = await StartAsync("chain", Yaml("chain", "{task_id: a, bash: echo a}", "{task_id: b, bash: echo b, depends_on: a}"));

        var first = await TakeAsync();
        first.Task.TaskId.ShouldBe("a");
        first.Script.ShouldBe("echo a");
        first.WorkingDirectory.ShouldBe("/bundle");
        await SucceedAsync(first);
        await SucceedAsync(await TakeAsync());

        var (run, tasks) = await EndOfAsync("chain", runId);
        run.ShouldBe(DagRunState.Success);
        tasks.ShouldBe(new Dictionary<string, TaskInstanceState> { ["a"] = TaskInstanceState.Success, ["b"] = TaskInstanceState.Success });
    }

    [Fact]
    public async Task Run_WhenAllTasksAreEmpty_NeedsNoHost()
    {
        var runId = await StartAsync("empties", Yaml("empties", "{task_id: a, empty: true}", "{task_id: b, empty: true, depends_on: a}"));

        (await EndOfAsync("empties", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Lease_WhenTaskUsesAnXCom_RendersTheValueTheOtherTaskLeft()
    {
        await StartAsync("xcom", Yaml(
            "xcom",
            "{task_id: make, bash: make}",
            "{task_id: use, depends_on: make, bash: \"echo {{ ti.xcom_pull(task_ids='make')['n'] + 1 }}\"}"));

        await SucceedAsync(await TakeAsync(), """{"n": 41}""");

        (await TakeAsync()).Script.ShouldBe("echo 42");
    }

    [Fact]
    public async Task Lease_WhenTemplateCannotBeRendered_FailsTheTryAndSaysWhere()
    {
        var runId = await StartAsync("bad", Yaml("bad", "{task_id: a, bash: \"echo {{ params.nope }}\"}"));
        using var polling = new CancellationTokenSource();
        var work = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1), polling.Token);

        (await EndOfAsync("bad", runId)).Run.ShouldBe(DagRunState.Failed);

        work.IsCompleted.ShouldBeFalse("a task that was not launched is no work");
        await polling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(work);
        var task = (await Fixture.Grains.GetGrain<Interfaces.Catalog.ICatalogGrain>("0").ListTaskInstancesAsync("bad", runId)).ShouldHaveSingleItem();
        task.FailureReason.ShouldBe("template_error");
        task.FailureMessage.ShouldNotBeNull().ShouldContain("tasks.a.bash");
        task.FailureMessage!.ShouldContain("nope");
    }

    [Fact]
    public async Task Branch_WhenItChoosesByTemplate_SkipsTheOthersWithoutAHost()
    {
        var runId = await StartAsync("branching", Yaml(
            "branching",
            "{task_id: choose, branch: \"{{ 'left' if 1 < 2 else 'right' }}\"}",
            "{task_id: left, empty: true, depends_on: choose}",
            "{task_id: right, empty: true, depends_on: choose}"));

        var (run, tasks) = await EndOfAsync("branching", runId);
        run.ShouldBe(DagRunState.Success);
        tasks["left"].ShouldBe(TaskInstanceState.Success);
        tasks["right"].ShouldBe(TaskInstanceState.Skipped);
    }

    [Fact]
    public async Task ShortCircuit_WhenItsProcessYieldsFalse_SkipsWhatIsDownstream()
    {
        var runId = await StartAsync("gate", Yaml(
            "gate", "{task_id: check, short_circuit: {bash: check}}", "{task_id: work, bash: work, depends_on: check}"));

        await SucceedAsync(await TakeAsync(), "false");

        (await EndOfAsync("gate", runId)).Tasks["work"].ShouldBe(TaskInstanceState.Skipped);
    }

    [Fact]
    public async Task Retry_WhenItsDelayHasPassed_IsOfferedAsTheNextTry()
    {
        var runId = await StartAsync("retrying", Yaml("retrying", "{task_id: a, bash: a, retries: 1, retry_delay: 60}"));

        await FailAsync(await TakeAsync());
        await UntilAsync("retrying", runId, "a", TaskInstanceState.UpForRetry);
        Fixture.Clock.Advance(TimeSpan.FromSeconds(61));

        var second = await TakeAsync();
        second.Task.TryNumber.ShouldBe(2);
        await SucceedAsync(second);
        (await EndOfAsync("retrying", runId)).Run.ShouldBe(DagRunState.Success);
        var run = await Fixture.Store.GetDagRunAsync("retrying", runId);
        var tries = await Fixture.Store.GetTriesAsync(run!.RunPk, 0);
        tries.Select(t => t.State).ShouldBe([TaskInstanceState.Failed, TaskInstanceState.Success]);
        tries[0].ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Report_WhenItComesTwice_ChangesNothingTheSecondTime()
    {
        var runId = await StartAsync("twice", Yaml("twice", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}"));
        var first = await TakeAsync();

        await SucceedAsync(first);
        await FailAsync(first);

        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("twice", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WhenTaskIsRunning_RefusesTheOldTrysReportAsTheResult()
    {
        var runId = await StartAsync("cleared", Yaml("cleared", "{task_id: a, bash: a}"));
        var first = await TakeAsync();

        (await Run("cleared", runId).ClearAsync(["a"])).Status.ShouldBe(ActionStatus.Done);
        await SucceedAsync(first);

        var second = await TakeAsync();
        second.Task.TryNumber.ShouldBe(2);
        await SucceedAsync(second);
        (await EndOfAsync("cleared", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WhenRunHasEnded_RunsItAgain()
    {
        var runId = await StartAsync("again", Yaml("again", "{task_id: a, bash: a}"));
        await SucceedAsync(await TakeAsync());
        await EndOfAsync("again", runId);

        (await Run("again", runId).ClearAsync([])).Status.ShouldBe(ActionStatus.Done);

        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("again", runId)).Run.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Clear_WhenTaskDoesNotExist_NamesItAndChangesNothing()
    {
        var runId = await StartAsync("unknown", Yaml("unknown", "{task_id: a, bash: a}"));

        var result = await Run("unknown", runId).ClearAsync(["nope", "neither"]);

        result.Status.ShouldBe(ActionStatus.NotFound);
        result.Problems.ShouldBe([$"Run 'unknown/{runId}' has no task 'nope'.", $"Run 'unknown/{runId}' has no task 'neither'."]);
    }

    [Fact]
    public async Task Mark_WhenRunIsMarkedFailed_TellsTheHostToStop()
    {
        var runId = await StartAsync("marked", Yaml("marked", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();
        await using var commands = Host.WatchCommandsAsync().GetAsyncEnumerator();

        (await Run("marked", runId).MarkAsync(DagRunState.Failed)).Status.ShouldBe(ActionStatus.Done);

        (await commands.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        commands.Current.StopLease.ShouldBe(spec.LeaseId);
        (await EndOfAsync("marked", runId)).Run.ShouldBe(DagRunState.Failed);
    }

    [Fact]
    public async Task Why_WhenUpstreamIsNotFinished_NamesTheRuleAndTheCounts()
    {
        var runId = await StartAsync("why", Yaml("why", "{task_id: a, bash: a}", "{task_id: b, bash: b, depends_on: a}"));

        var reasons = await Run("why", runId).WhyAsync("b");

        reasons.ShouldBe(["Trigger rule all_success is not met yet: 0 of 1 upstream tasks are finished."]);
    }

    [Fact]
    public async Task Watch_WhenTheLastCommitFails_NeverShowsWhatDidNotBecomeDurable()
    {
        var runId = await StartAsync("failing", Yaml("failing", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();
        await using var updates = Run("failing", runId).WatchAsync().GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();

        Fixture.Faults.IsAway = true;
        await Should.ThrowAsync<StoreUnavailableException>(() => SucceedAsync(spec));

        (await updates.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_WhenItBeginsDuringACommit_ShowsTheRunAsTheStoreHasIt()
    {
        var runId = await StartAsync("held", Yaml("held", "{task_id: a, bash: a}"));
        var spec = await TakeAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Fixture.Faults.Holds = rows =>
        {
            reached.TrySetResult();
            return goOn.Task;
        };
        var succeeding = SucceedAsync(spec);
        await reached.Task;
        await using var updates = Run("held", runId).WatchAsync().GetAsyncEnumerator();
        var first = updates.MoveNextAsync().AsTask();

        // The watcher is there once the grain has answered something that was asked later.
        await Run("held", runId).WhyAsync("a");
        goOn.SetResult();
        Fixture.Faults.Holds = null;
        await succeeding;

        (await first).ShouldBeTrue();
        updates.Current.Tasks.ShouldHaveSingleItem().State.ShouldBe(TaskInstanceState.Success);
        updates.Current.Run.State.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Watch_WhenTheRunEndsWhileTheReaderIsBusy_StillSaysHowItEnded()
    {
        var runId = await StartAsync("busy", "dag_id: busy\ntasks: [{task_id: a, bash: a}]");
        await using var updates = Run("busy", runId).WatchAsync().GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();

        await SucceedAsync(await TakeAsync());
        (await EndOfAsync("busy", runId)).Run.ShouldBe(DagRunState.Success);

        // One update may have been on its way before the reader was busy.
        var last = DagRunState.Queued;
        while (await updates.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
        {
            last = updates.Current.Run.State;
        }

        last.ShouldBe(DagRunState.Success);
    }

    [Fact]
    public async Task Watch_WhenManyCommitsPass_CountsItsUpdatesWithoutGaps()
    {
        var runId = await StartAsync("watched", Yaml(
            "watched", [.. Enumerable.Range(0, 20).Select(i => i == 0 ? "{task_id: t0, bash: x}" : $"{{task_id: t{i}, empty: true, depends_on: t{i - 1}}}")]));
        var spec = await TakeAsync();
        var sequences = new List<long>();
        await using var updates = Run("watched", runId).WatchAsync().GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.IsSnapshot.ShouldBeTrue();
        sequences.Add(updates.Current.Sequence);

        await SucceedAsync(spec);

        // A slow reader: what passes meanwhile is merged.
        await Fixture.Grains.GetGrain<Interfaces.Catalog.ICatalogGrain>("0").ListTaskInstancesAsync("watched", runId);
        while (await updates.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
        {
            updates.Current.IsSnapshot.ShouldBeFalse();
            sequences.Add(updates.Current.Sequence);
        }

        sequences.ShouldBe(Enumerable.Range(0, sequences.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task Run_WhenNobodyKnowsIt_SaysSo()
    {
        var result = await Run("nothing", "manual__1").MarkAsync(DagRunState.Failed);

        result.Status.ShouldBe(ActionStatus.NotFound);
        result.Problems.ShouldBe(["There is no run 'manual__1' of DAG 'nothing'."]);
    }
}
