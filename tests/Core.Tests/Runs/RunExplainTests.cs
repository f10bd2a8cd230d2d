using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using static Orrery.Core.Tests.Runs.RunBench;

namespace Orrery.Core.Tests.Runs;

public sealed class RunExplainTests
{
    [Fact]
    public void Blockers_BeforeTheStart_NameTheRunAndTheUpstream()
    {
        var run = new RunBench(Bash("a"), Bash("b", "a"));
        Blockers(run, "a").ShouldBe([new TaskBlocker.RunNotRunning(DagRunState.Queued)]);
        Blockers(run, "b").ShouldBe(
        [
            new TaskBlocker.RunNotRunning(DagRunState.Queued), new TaskBlocker.UpstreamNotDone(TriggerRule.AllSuccess, new UpstreamCounts { Total = 1 }),
        ]);
    }

    [Fact]
    public void Blockers_InEachStateOnTheWay_NameWhatIsMissing()
    {
        var run = new RunBench(new DagDefinition { DagId = "d", MaxActiveTasks = 1, Tasks = [Bash("a") with { Retries = 1, Queue = "gpu" }, Bash("b")] });
        run.Start();
        Blockers(run, "a").ShouldBe([new TaskBlocker.WaitsForHost("gpu")]);
        Blockers(run, "b").ShouldBe([new TaskBlocker.MaxActiveTasks(1, 1)]);
        run.Lease("a");
        Blockers(run, "a").ShouldBeEmpty();
        run.Clear("a");
        Blockers(run, "a").ShouldBe([new TaskBlocker.WaitsForStop("host")]);
        run.Report("a");
        run.Report("a", Failure());
        run.Report("b");
        var due = run.Now + TimeSpan.FromSeconds(10);
        run.Now += TimeSpan.FromSeconds(4);
        Blockers(run, "a").ShouldBe([new TaskBlocker.WaitsForRetry(due, TimeSpan.FromSeconds(6))]);
        Blockers(run, "b").ShouldBe([new TaskBlocker.TaskFinished(TaskInstanceState.Success)]);
    }

    [Fact]
    public void Blockers_OfScopes_CountWhatIsOpen()
    {
        var run = new RunBench(
            Bash("s") with { Kind = TaskKind.Setup }, Bash("x", "s"), Bash("a", "x"), Bash("b", "a") with { TriggerRule = TriggerRule.AllDone },
            Bash("td", "s", "b") with { Kind = TaskKind.Teardown, TriggerRule = TriggerRule.AllDone });
        run.Start();
        Blockers(run, "b").ShouldBe([new TaskBlocker.UpstreamNotDone(TriggerRule.AllDone, new UpstreamCounts { Total = 1 }), new TaskBlocker.SetupsNotDone(1, 1)]);
        Blockers(run, "td").ShouldBe([new TaskBlocker.UpstreamNotDone(TriggerRule.AllDone, new UpstreamCounts { Total = 2, Setups = 1 }), new TaskBlocker.ScopeNotDone(2)]);
    }

    [Fact]
    public void Blockers_ForRandomRuns_AreEmptyOnlyForRunningTasks()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (_, driver) = RandomRunTests.Run(seed);
            driver.Applied = (e, _) =>
            {
                for (var task = 0; task < driver.State.Count; task++)
                {
                    var isRunning = driver.State[task].State == TaskInstanceState.Running;
                    (RunExplain.Blockers(driver.State, task, driver.Now).Count == 0).ShouldBe(isRunning, $"seed {seed}, t{task} after {e}");
                }
            };
            driver.StartAndFinish();
        }
    }

    private static IReadOnlyList<TaskBlocker> Blockers(RunBench run, string id) => RunExplain.Blockers(run.State, run.Ordinal(id), run.Now);
}
