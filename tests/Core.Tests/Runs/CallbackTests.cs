using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

/// <summary>Which callbacks are called, and that they decide nothing.</summary>
public sealed class CallbackTests
{
    private const string Every = "on_failure: x\non_success: x\n";
    private const string EveryTask = "default_args: {on_failure: x, on_success: x}\n";

    /// <summary>
    /// The fields of the DAG; its tasks; what each task does, "fail", "skip", or by default succeeds; then how the run ends and the callbacks,
    /// only those that were called, with how they ended. All others are skipped.
    /// </summary>
    public static TheoryData<string, string, string, string, string> Table => new()
    {
        // One task.
        { "", "{task_id: a, bash: x, on_failure: x}", "", "success", "" },
        { "", "{task_id: a, bash: x, on_failure: x}", "a=fail", "failed", "a.on_failure=success" },
        { "", "{task_id: a, bash: x, on_failure: x}", "a=fail a.on_failure=fail", "failed", "a.on_failure=failed" },
        { "", "{task_id: a, bash: x, on_failure: x}", "a=skip", "success", "" },
        { "", "{task_id: a, bash: x, on_success: x}", "", "success", "a.on_success=success" },
        { "", "{task_id: a, bash: x, on_success: x}", "a.on_success=fail", "success", "a.on_success=failed" },
        { "", "{task_id: a, bash: x, on_success: x}", "a=fail", "failed", "" },
        { "", "{task_id: a, bash: x, on_success: x}", "a=skip", "success", "" },
        { "", "{task_id: a, bash: x, on_success: x, on_failure: {bash: x, retries: 1, retry_delay: 1}}", "a=fail a.on_failure=fail", "failed", "a.on_failure=failed" },

        // A chain: upstream_failed is no failure of one's own.
        { EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "", "success", "a.on_success=success b.on_success=success" },
        { EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "a=fail", "failed", "a.on_failure=success" },
        { EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "b=fail", "failed", "a.on_success=success b.on_failure=success" },
        { EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a, trigger_rule: all_done}", "a=fail", "success", "a.on_failure=success b.on_success=success" },

        // Of the run.
        { Every, "{task_id: a, bash: x}", "", "success", "on_success=success" },
        { Every, "{task_id: a, bash: x}", "on_success=fail", "success", "on_success=failed" },
        { Every, "{task_id: a, bash: x}", "a=skip", "success", "on_success=success" },
        { Every, "{task_id: a, bash: x}", "a=fail", "failed", "on_failure=success" },
        { Every, "{task_id: a, bash: x}", "a=fail on_failure=fail", "failed", "on_failure=failed" },
        { Every, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "a=fail", "failed", "on_failure=success" },
        { Every, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a, trigger_rule: all_done}", "a=fail", "success", "on_success=success" },
        { Every + EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x}", "a=fail", "failed", "a.on_failure=success b.on_success=success on_failure=success" },
        { Every, "{task_id: a, bash: x, setup: true}; {task_id: t, bash: x, teardown: true, depends_on: a}", "t=fail", "success", "on_success=success" },
        { Every, "{task_id: a, bash: x, setup: true}; {task_id: t, bash: x, teardown: true, depends_on: a, on_failure_fail_dagrun: true}", "t=fail", "failed", "on_failure=success" },
        { EveryTask, "{task_id: a, bash: x, setup: true}; {task_id: b, bash: x, depends_on: a}; {task_id: t, bash: x, teardown: true, depends_on: [a, b]}", "a=fail", "failed", "a.on_failure=success" },

        // Only teardowns: they decide, as without callbacks.
        { EveryTask, "{task_id: t, bash: x, teardown: true}", "t=fail", "failed", "t.on_failure=success" },

        // Branches and gates choose among tasks, not among callbacks.
        { EveryTask, "{task_id: a, branch: {bash: x}}; {task_id: b, bash: x, depends_on: a}; {task_id: c, bash: x, depends_on: a}", "a=branch:c", "success", "a.on_success=success c.on_success=success" },
        { EveryTask, "{task_id: a, short_circuit: {bash: x}}; {task_id: b, bash: x, depends_on: a}", "a=gate", "success", "a.on_success=success" },

        // fail_fast stops tasks; callbacks run. (A leaf that it skips has not failed, so the run ends well, as without callbacks.)
        { "fail_fast: true\n" + Every + EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "a=fail", "success", "a.on_failure=success on_success=success" },
        { "fail_fast: true\n" + Every + EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "b=fail", "failed", "a.on_success=success b.on_failure=success on_failure=success" },
        { "fail_fast: true\n" + Every + EveryTask, "{task_id: a, bash: x}; {task_id: b, bash: x, depends_on: a}", "a.on_success=fail", "success", "a.on_success=failed b.on_success=success on_success=success" },

        // Over several tasks, by hand.
        { "", "{task_id: a, bash: x}; {task_id: b, bash: x}; {task_id: k, callback: on_failure, depends_on: [a, b], bash: x}", "a=fail", "failed", "k=success" },
        { "", "{task_id: a, bash: x}; {task_id: b, bash: x}; {task_id: k, callback: on_success, depends_on: [a, b], bash: x}", "a=skip", "success", "k=success" },
        { "", "{task_id: a, bash: x}; {task_id: b, bash: x}; {task_id: k, callback: on_success, depends_on: [a, b], bash: x}", "a=skip b=skip", "success", "" },
        { "", "{task_id: a, bash: x}; {task_id: b, bash: x}; {task_id: k, callback: on_success, depends_on: [a, b], bash: x}", "a=fail", "failed", "" },

        // Decided by the run itself.
        { Every + "default_args: {on_success: {empty: true}}\n", "{task_id: a, empty: true}", "", "success", "a.on_success=success on_success=success" },

        // A deadline that is not missed.
        { "deadline: {reference: queued_at, interval: 1 hour, bash: x}\n", "{task_id: a, bash: x}", "", "success", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Run_WithCallbacks_CallsThoseAndEndsAsWithoutThem(string fields, string tasks, string script, string end, string called)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var run = Run(fields, tasks, script, seed);

            run.State.Run.State.WireName().ShouldBe(end);
            Called(run.State).ShouldBe(called);
        }
    }

    [Fact]
    public void Run_OfAnyShapeWithCallbacks_EndsAsItsOtherTasksSay()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new RandomDag(seed);
            var bare = random.Dag.Tasks;
            var callbacks = bare.Where(t => (t.TaskId.Length + seed) % 3 != 0).SelectMany(t => new[]
            {
                Callback($"{t.TaskId}.on_failure", new TaskCallback.OnFailure(), t.TaskId),
                Callback($"{t.TaskId}.on_success", new TaskCallback.OnSuccess(), t.TaskId),
            });
            var ofRun = new[] { Callback("on_failure", new TaskCallback.OnFailure()), Callback("on_success", new TaskCallback.OnSuccess()) };
            var plan = RunPlan.Compile(random.Dag with { Tasks = [.. bare, .. callbacks, .. ofRun] });

            var driver = new RunDriver(plan, seed, (task, start) => task < bare.Count ? random.Outcome(task, start) : Outcome(seed + task + start)).StartAndFinish();

            var when = $"seed {seed}";
            var state = driver.State;
            var isDeadlock = Enumerable.Range(0, bare.Count).Any(t => !state[t].State.IsFinished());
            var leaves = RunPlan.Compile(random.Dag).Leaves.ToArray();
            var fails = isDeadlock || leaves.Any(l => state[l].State is TaskInstanceState.Failed or TaskInstanceState.UpstreamFailed);
            state.Run.State.ShouldBe(fails ? DagRunState.Failed : DagRunState.Success, when);
            plan.Leaves.ToArray().ShouldBe(leaves, when);
            WasCalled(state, "on_failure").ShouldBe(fails, when);
            WasCalled(state, "on_success").ShouldBe(!fails, when);
            foreach (var task in bare.Where(t => plan.TryOrdinalOf($"{t.TaskId}.on_failure", out _)))
            {
                plan.TryOrdinalOf(task.TaskId, out var ordinal);
                WasCalled(state, $"{task.TaskId}.on_failure").ShouldBe(state[ordinal].State == TaskInstanceState.Failed, $"{when}, {task.TaskId}");
                WasCalled(state, $"{task.TaskId}.on_success").ShouldBe(state[ordinal].State == TaskInstanceState.Success, $"{when}, {task.TaskId}");
            }
        }
    }

    [Fact]
    public void Cleared_WhenTaskFailsAgain_CallsItsCallbackAndTheRunsAgain()
    {
        var run = Run(Every, "{task_id: a, bash: x, on_failure: x}", "a=fail", seed: 1);
        run.State[Ordinal(run, "a.on_failure")].TryNumber.ShouldBe(1);

        run.Send(new RunEvent.Cleared([Ordinal(run, "a")]));
        run.StartAndFinish();

        run.State[Ordinal(run, "a.on_failure")].TryNumber.ShouldBe(2);
        run.State[Ordinal(run, "on_failure")].TryNumber.ShouldBe(2);
        run.State[Ordinal(run, "on_success")].State.ShouldBe(TaskInstanceState.Skipped);
        run.State.Run.State.ShouldBe(DagRunState.Failed);
    }

    [Fact]
    public void Cleared_WhenTaskSucceedsThen_CallsTheOther()
    {
        var run = Run(Every, "{task_id: a, bash: x, on_failure: x, on_success: x}", "a=fail,ok", seed: 1);

        run.Send(new RunEvent.Cleared([Ordinal(run, "a")]));
        run.StartAndFinish();

        run.State.Run.State.ShouldBe(DagRunState.Success);
        Called(run.State).ShouldBe("a.on_success=success on_success=success");
    }

    [Fact]
    public void TimedOut_WithCallbackOfTheRun_EndsFailedOnceItHasEnded()
    {
        var run = Start("dagrun_timeout: 1 minute\n" + Every, "{task_id: a, bash: x, on_failure: x}", "a=hang");

        run.Now += TimeSpan.FromMinutes(1);
        run.Send(new RunEvent.TimePassed());

        run.State[Ordinal(run, "a")].State.ShouldBe(TaskInstanceState.Skipped);
        run.State.Run.State.ShouldBe(DagRunState.Running, "its callback has not ended");
        run.State.NextWakeAt.ShouldBeNull("it times out once");
        run.Finish();
        (run.State.Run.State, run.State.Run.Reason).ShouldBe((DagRunState.Failed, RunReasons.TimedOut));
        Called(run.State).ShouldBe("on_failure=success");
    }

    [Fact]
    public void RunMarked_AsFailedWhileTasksRun_CallsCallbacks()
    {
        var run = Start(Every, "{task_id: a, bash: x, on_failure: x}", "a=hang");

        run.Send(new RunEvent.RunMarked(DagRunState.Failed));
        run.Finish();

        (run.State.Run.State, run.State.Run.Reason).ShouldBe((DagRunState.Failed, RunReasons.Marked));
        Called(run.State).ShouldBe("a.on_failure=success on_failure=success");
    }

    [Fact]
    public void RunMarked_AsSuccess_CallsNobody()
    {
        var run = Start(Every, "{task_id: a, bash: x, on_success: x}", "a=hang");

        run.Send(new RunEvent.RunMarked(DagRunState.Success));

        run.State.Run.State.ShouldBe(DagRunState.Success);
        Called(run.State).ShouldBe("");
    }

    internal static RunDriver Start(string fields, string tasks, string script, int seed = 0, DateTimeOffset? startedAt = null)
    {
        var plan = Plan(fields, tasks);
        var outcomes = script.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).ToDictionary(p => p[0], p => p[1].Split(','), StringComparer.Ordinal);
        var driver = new RunDriver(plan, seed, (task, start) => outcomes.TryGetValue(plan.Task(task).TaskId, out var all)
            ? Outcome(all[Math.Min(start, all.Length) - 1], plan.Task(task).Action)
            : new TaskOutcome.Success())
        {
            HoldsTime = fields.Contains("deadline", StringComparison.Ordinal),
        };
        driver.Reload(RunState.Restore(plan, driver.State.RunId, driver.State.Run, Deadlines.Of(plan, driver.Now, driver.Now, averageRuntime: null)));
        driver.Now = startedAt ?? driver.Now;
        driver.Send(new RunEvent.Started());
        while (driver.Processes.Count == 0 && driver.Step())
        {
        }

        return driver;
    }

    internal static RunPlan Plan(string fields, string tasks)
    {
        var text = $"dag_id: d\n{fields}tasks:\n{string.Join('\n', tasks.Split("; ").Select(t => $"  - {t}"))}\n";
        var result = DagFileParser.Parse(text, "f.yaml");
        result.Errors.ShouldBeEmpty(text);
        return RunPlan.Compile(result.Dags[0].Definition);
    }

    internal static int Ordinal(RunDriver run, string taskId) => run.State.Plan.TryOrdinalOf(taskId, out var ordinal) ? ordinal : throw new ArgumentException(taskId);

    private static RunDriver Run(string fields, string tasks, string script, int seed) => Start(fields, tasks, script, seed).Finish();

    private static string Called(RunState state) => string.Join(' ', Enumerable.Range(0, state.Count)
        .Where(t => state.Plan.Kind(t) == TaskKind.Callback && state[t].State != TaskInstanceState.Skipped)
        .Select(t => $"{state.Plan.Task(t).TaskId}={state[t].State.WireName()}"));

    private static bool WasCalled(RunState state, string taskId) => state.Plan.TryOrdinalOf(taskId, out var ordinal) && state[ordinal].TryNumber > 0;

    private static TaskDefinition Callback(string id, TaskCallback callback, params string[] of) => new()
    {
        TaskId = id,
        Action = new TaskAction.Bash("x"),
        Kind = TaskKind.Callback,
        Callback = callback,
        TriggerRule = callback.NearestRule,
        DependsOn = of,
    };

    private static TaskOutcome Outcome(int dice) => dice % 3 == 0 ? Outcome("fail", new TaskAction.Empty())! : new TaskOutcome.Success();

    private static TaskOutcome? Outcome(string word, TaskAction action) => word switch
    {
        "fail" => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.ExitCode, "Failed.")),
        "skip" => new TaskOutcome.Skip(),
        "hang" => null,
        "gate" => new TaskOutcome.Gate(false, ((TaskAction.ShortCircuit)action).IgnoreDownstreamTriggerRules),
        _ when word.StartsWith("branch:", StringComparison.Ordinal) => new TaskOutcome.Branch([word["branch:".Length..]]),
        _ => new TaskOutcome.Success(),
    };
}
