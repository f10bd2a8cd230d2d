using Orrery.Core.Dags;
using Orrery.Core.Runs;
using static Orrery.Core.Tests.Runs.RunBench;

namespace Orrery.Core.Tests.Runs;

public sealed class RunPlanTests
{
    [Fact]
    public void Compile_OfAGraph_KnowsEdgesBothWaysAndLevels()
    {
        var plan = Compile(Bash("d", "b", "c", "b"), Bash("a"), Bash("b", "a"), Bash("c", "a"));
        plan.Upstream(0).ToArray().ShouldBe([2, 3]);
        plan.Downstream(1).ToArray().ShouldBe([2, 3]);
        plan.Roots.ToArray().ShouldBe([1]);
        plan.Leaves.ToArray().ShouldBe([0]);
        Enumerable.Range(0, 4).Select(plan.Level).ShouldBe([2, 0, 1, 1]);
    }

    [Fact]
    public void Compile_WithAnUnknownUpstreamTask_NamesBoth() =>
        Should.Throw<ArgumentException>(() => Compile(Bash("a", "nope"))).Message.ShouldStartWith("Task 'a' of DAG 'd' depends on 'nope', which does not exist");

    [Fact]
    public void Compile_WithACycle_NamesATaskOfIt() =>
        Should.Throw<ArgumentException>(() => Compile(Bash("r"), Bash("a", "b", "r"), Bash("b", "a"))).Message.ShouldContain("cycle at or before task 'a'");

    [Fact]
    public void Compile_WithTheSameIdTwice_NamesIt() =>
        Should.Throw<ArgumentException>(() => Compile(Bash("a"), Bash("a"))).Message.ShouldContain("two tasks 'a'");

    [Fact]
    public void ReadySet_AgainstASortedSet_FindsTheSameNextOnes()
    {
        foreach (var capacity in new[] { 1, 63, 64, 65, 4096, 4097, 300_000 })
        {
            var random = new Random(capacity);
            var ready = new ReadySet(capacity);
            var expected = new SortedSet<int>();
            for (var i = 0; i < 2000; i++)
            {
                var rank = random.Next(capacity);
                if (random.Next(2) == 0)
                {
                    ready.Add(rank);
                    expected.Add(rank);
                }
                else
                {
                    ready.Remove(rank);
                    expected.Remove(rank);
                }

                var from = random.Next(capacity);
                var view = expected.GetViewBetween(from, capacity);
                ready.Next(from).ShouldBe(view.Count > 0 ? view.Min : -1, $"{capacity} from {from}");
            }

            ready.Next(capacity).ShouldBe(-1);
        }
    }

    private static RunPlan Compile(params TaskDefinition[] tasks) => RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks });
}
