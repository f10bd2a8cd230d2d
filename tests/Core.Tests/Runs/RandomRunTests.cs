using System.Globalization;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;

namespace Orrery.Core.Tests.Runs;

public sealed class RandomRunTests
{
    private const int Seeds = 1000;
    private const int ReferenceSeeds = 4000;

    [Fact]
    public void Decide_ForRandomDags_AgreesWithTheReferenceAfterEveryEvent()
    {
        for (var seed = 0; seed < ReferenceSeeds; seed++)
        {
            var random = new RandomDag(seed);
            if (Disagreement(random, random.Dag, seed) is { } problem)
            {
                var small = DagShrinker.Shrink(random.Dag, dag => Disagreement(random, dag, seed) is not null);
                problem.ShouldBeNull($"seed {seed}; the smallest DAG found in which they differ, {Disagreement(random, small, seed)}:\n{CanonicalDag.Of(small).Document}");
            }
        }
    }

    [Fact]
    public void Restore_FromTheChangesSoFar_EqualsTheLiveStateAfterEveryEvent()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (_, driver) = Run(seed);
            var rows = new SortedDictionary<int, TaskChange>();
            driver.Applied = (e, decision) =>
            {
                foreach (var change in decision.Tasks)
                {
                    rows[change.Instance] = change;
                }

                var live = driver.State;
                var restored = RunState.Restore(live.Plan, live.RunId, live.Run, rows.Values);
                Invariants.ShouldBeEqual(restored, live, $"seed {seed} after {e}");
            };
            driver.StartAndFinish();
        }
    }

    [Fact]
    public void Recover_InTheMiddleOfRandomRuns_BringsThemToTheSameKindOfEnd()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (_, driver) = Run(seed);
            var random = new Random(seed);
            driver.Send(new RunEvent.Started());
            while (driver.Step())
            {
                if (random.Next(4) == 0)
                {
                    var live = driver.State;
                    driver.Reload(RunState.Restore(live.Plan, live.RunId, live.Run, Enumerable.Range(0, live.Count).Select(t => new TaskChange(t, live[t]))));
                }
            }

            Invariants.ShouldHold(driver, $"seed {seed}");
            driver.State.Run.State.IsFinished().ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Decide_ForRandomDags_IsPureAndRepeatable()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (_, driver) = Run(seed);
            var machine = new RunMachine();
            driver.Send(new RunEvent.Started());
            while (driver.Step())
            {
                var state = driver.State;
                var before = RunState.Restore(state.Plan, state.RunId, state.Run, Enumerable.Range(0, state.Count).Select(t => new TaskChange(t, state[t])));
                foreach (var e in new RunEvent[] { new RunEvent.RunMarked(DagRunState.Failed), new RunEvent.Cleared([0]), new RunEvent.TimePassed() })
                {
                    var first = machine.Decide(state, e, driver.Now);
                    var second = machine.Decide(state, e, driver.Now);
                    second.Tasks.ShouldBe(first.Tasks);
                    second.Effects.ShouldBe(first.Effects);
                    second.Run.ShouldBe(first.Run);
                }

                Invariants.ShouldBeEqual(state, before, $"seed {seed}");
            }
        }
    }

    internal static (RandomDag Dag, RunDriver Driver) Run(int seed)
    {
        var dag = new RandomDag(seed);
        return (dag, new RunDriver(RunPlan.Compile(dag.Dag), seed, dag.Outcome) { Holds = seed % 2 == 0 });
    }

    /// <summary>Runs a DAG, and clears some of it a few times; says where the machine and the reference part.</summary>
    private static string? Disagreement(RandomDag script, DagDefinition dag, int seed)
    {
        var driver = new RunDriver(RunPlan.Compile(dag), seed, (task, start) => script.Outcome(dag, task, start)) { Holds = seed % 2 == 0 };
        var reference = new ReferenceScheduler(dag, driver.State.RunId);
        string? problem = null;
        driver.Applied = (e, _) =>
        {
            Tell(reference, e, driver.Now);
            problem ??= Shape(driver.State) == Shape(reference) ? null : $"after {e}\n  {Shape(driver.State)}\nand by the reference\n  {Shape(reference)}";
        };
        driver.StartAndFinish();
        var random = new Random(seed);
        for (var round = 0; round < 4 && problem is null && driver.State.Run.State.IsFinished(); round++)
        {
            int[] cleared = [.. Enumerable.Range(0, driver.State.Count).Where(t => driver.State[t].State != TaskInstanceState.None && random.Next(3) == 0)];
            if (cleared.Length > 0)
            {
                driver.Send(new RunEvent.Cleared(cleared));
                driver.StartAndFinish();
            }
        }

        return problem ?? (driver.State.Run.State.IsFinished() ? null : $"the run does not end: {Shape(driver.State)}");
    }

    private static void Tell(ReferenceScheduler reference, RunEvent e, DateTimeOffset now)
    {
        switch (e)
        {
            case RunEvent.Started:
                reference.Started();
                break;
            case RunEvent.LeaseRequested r when reference.States[r.Instance] == TaskInstanceState.Queued && reference.Tries[r.Instance] == r.TryNumber:
                reference.Leased(r.Instance);
                break;
            case RunEvent.Held h when reference.States[h.Instance] == TaskInstanceState.Queued && reference.Tries[h.Instance] == h.TryNumber:
                reference.Held(h.Instance);
                break;
            case RunEvent.Finished f when reference.States[f.Instance] == TaskInstanceState.Running:
                reference.Finished(f.Instance, f.Outcome, now);
                break;
            case RunEvent.Decided d when reference.States[d.Instance] == TaskInstanceState.Running:
                reference.Finished(d.Instance, d.Outcome, now);
                break;
            case RunEvent.TimePassed:
                reference.TimePassed(now);
                break;
            case RunEvent.Cleared c:
                reference.Cleared(c.Instances);
                break;
            default:
                break;
        }
    }

    private static string Shape(RunState state) =>
        $"{state.Run.State} {string.Join(' ', Enumerable.Range(0, state.Count).Select(t => Shape(t, state[t].State, state[t].TryNumber)))}";

    private static string Shape(ReferenceScheduler reference) =>
        $"{reference.Run} {string.Join(' ', Enumerable.Range(0, reference.States.Length).Select(t => Shape(t, reference.States[t], reference.Tries[t])))}";

    private static string Shape(int task, TaskInstanceState state, int tries) => string.Create(CultureInfo.InvariantCulture, $"t{task}:{state.WireName()}/{tries}");
}
