using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Queues;

public sealed class PriorityWeightCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void Weight_ForEveryCase_IsAsExpected() => CaseRun.All("priority_weight", output, c =>
    {
        WeightRuleNames.TryParse(c.Body.GetProperty("rule").GetString()!, out var rule).ShouldBeTrue();
        var plan = RunPlan.Compile(new DagDefinition
        {
            DagId = "d",
            Tasks =
            [
                .. c.Body.GetProperty("tasks").EnumerateArray().Select(t => new TaskDefinition
                {
                    TaskId = t.GetProperty("id").GetString()!,
                    Action = new TaskAction.Bash("x"),
                    DependsOn = [.. t.GetProperty("upstream").EnumerateArray().Select(u => u.GetString()!)],
                    PriorityWeight = t.GetProperty("weight").GetInt32(),
                    WeightRule = rule,
                }),
            ],
        });
        var expected = c.Expect.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetInt32()}").Order(StringComparer.Ordinal);
        var actual = plan.Dag.Tasks.Select((t, i) => $"{t.TaskId}={plan.Weight(i)}").Order(StringComparer.Ordinal);
        return (string.Join(' ', expected), string.Join(' ', actual));
    });
}
