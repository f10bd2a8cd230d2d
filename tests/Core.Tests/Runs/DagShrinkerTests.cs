using Orrery.Core.Dags;

namespace Orrery.Core.Tests.Runs;

public sealed class DagShrinkerTests
{
    [Fact]
    public void Shrink_WhenOneEdgeMatters_LeavesItAndNothingElse()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var dag = new RandomDag(seed).Dag;
            if (!Fails(dag))
            {
                continue;
            }

            var small = DagShrinker.Shrink(dag, Fails);
            small.Tasks.Count.ShouldBe(2);
            small.FailFast.ShouldBeFalse();
            small.Tasks.Sum(t => t.DependsOn.Count).ShouldBe(1);
            small.Tasks.ShouldAllBe(t => t.PriorityWeight == 1 && t.Action is TaskAction.Bash && t.Kind == TaskKind.Work);
            small.Tasks[0].ShouldSatisfyAllConditions(t => t.Retries.ShouldBe(0), t => t.TriggerRule.ShouldBe(TriggerRule.AllSuccess));
            small.Tasks[1].ShouldSatisfyAllConditions(t => t.Retries.ShouldBeGreaterThan(0), t => t.TriggerRule.ShouldBe(TriggerRule.OneFailed));
            return;
        }

        throw new Xunit.Sdk.XunitException("No random DAG had a child of one_failed with retries.");
    }

    /// <summary>A fault as one would have it: something about a task with retries below another, by one rule.</summary>
    private static bool Fails(DagDefinition dag) => dag.Tasks.Any(t => t is { TriggerRule: TriggerRule.OneFailed, Retries: > 0, DependsOn.Count: > 0 });
}
