using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.Validation;

public sealed class DagValidatorCycleTests
{
    [Fact]
    public void Validate_WhenGraphIsRandom_ReportsRealCyclesAndOnlyWhereThereAreSome()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 12);
            var dag = new DagDefinition
            {
                DagId = "d",
                Tasks = [.. Enumerable.Range(0, count).Select(i => new TaskDefinition
                {
                    TaskId = $"t{i}",
                    Action = new TaskAction.Empty(),
                    DependsOn = [.. Enumerable.Range(0, count).Where(j => j != i && random.Next(count) == 0).Select(j => $"t{j}")],
                })],
            };

            var cycles = DagValidator.Validate(dag).Where(p => p.Code == DagProblemCodes.Cycle).ToList();

            (cycles.Count > 0).ShouldBe(HasCycle(dag), $"seed {seed}");
            foreach (var cycle in cycles)
            {
                var path = cycle.Message[(cycle.Message.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(" → ");
                path[0].ShouldBe(path[^1]);
                for (var i = 1; i < path.Length; i++)
                {
                    dag.Tasks.Single(t => t.TaskId == path[i]).DependsOn.ShouldContain(path[i - 1], $"seed {seed}: {cycle.Message}");
                }
            }
        }
    }

    // The obvious way: take away tasks that wait for nothing until none is left, or none goes.
    private static bool HasCycle(DagDefinition dag)
    {
        var left = dag.Tasks.ToList();
        while (left.RemoveAll(t => !t.DependsOn.Any(d => left.Exists(l => l.TaskId == d))) > 0)
        {
        }

        return left.Count > 0;
    }
}
