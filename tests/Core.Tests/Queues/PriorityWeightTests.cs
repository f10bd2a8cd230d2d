using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Tests.Runs;

namespace Orrery.Core.Tests.Queues;

public sealed class PriorityWeightTests
{
    [Fact]
    public void Weight_OnRandomGraphs_IsTheSumOverEveryTaskReachedOnce()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 200);
            var density = random.NextDouble() * 6 / count;
            var tasks = Enumerable.Range(0, count).Select(t => new TaskDefinition
            {
                TaskId = $"t{t}",
                Action = new TaskAction.Bash("x"),
                DependsOn = [.. Enumerable.Range(0, t).Where(_ => random.NextDouble() < density).Select(p => $"t{p}")],
                PriorityWeight = random.Next(-1000, 1000),
                WeightRule = (WeightRule)random.Next(3),
            }).ToList();
            var plan = RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks });

            for (var task = 0; task < count; task++)
            {
                plan.Weight(task).ShouldBe(NaiveWeights.Of(plan.Dag, task), $"seed {seed}, task {task}");
            }
        }
    }

    [Fact]
    public void Weight_WhenTheSumIsTooLarge_IsTheLargestThereIs()
    {
        var plan = RunPlan.Compile(new DagDefinition
        {
            DagId = "d",
            Tasks = [Task("a", int.MaxValue), Task("b", int.MaxValue, "a"), Task("c", int.MaxValue, "a"), Task("d", int.MaxValue, "b", "c")],
        });

        plan.Weight(0).ShouldBe(int.MaxValue);
    }

    [Fact]
    public void Weight_OfALayeredGraph_IsFoundWithoutWalkingEveryPath()
    {
        // 60 layers of 20 tasks that all depend on the whole layer before: 20^60 paths.
        var tasks = Enumerable.Range(0, 1_200)
            .Select(t => Task($"t{t}", 1, t < 20 ? [] : [.. Enumerable.Range((t / 20 * 20) - 20, 20).Select(p => $"t{p}")])).ToList();

        var plan = RunPlan.Compile(new DagDefinition { DagId = "d", Tasks = tasks });

        Enumerable.Range(0, 1_200).ShouldAllBe(t => plan.Weight(t) == 1 + ((59 - (t / 20)) * 20));
    }

    private static TaskDefinition Task(string id, int weight, params string[] upstream) =>
        new() { TaskId = id, Action = new TaskAction.Bash("x"), PriorityWeight = weight, DependsOn = upstream };
}
