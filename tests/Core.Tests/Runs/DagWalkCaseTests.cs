using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Runs;

public sealed class DagWalkCaseTests(ITestOutputHelper output)
{
    private const int Orders = 24;

    [Fact]
    public void Decide_ForEveryWalkInManyOrders_EndsAsExpected() => CaseRun.AllHold("dag_walk", output, Walk);

    private static string? Walk(JsonElement c)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            if (Walk(c, seed) is { } problem)
            {
                return $"order {seed}: {problem}";
            }
        }

        return null;
    }

    private static string? Walk(JsonElement c, int seed)
    {
        var tasks = c.GetProperty("tasks");
        var decidedByTheRun = seed % 2 == 0;
        var dag = CaseDag.Build(tasks, c.GetProperty("fail_fast").GetBoolean(), t => Action(t, decidedByTheRun));
        var hangs = tasks.GetRawText().Contains("\"hang\"", StringComparison.Ordinal);
        dag = dag with { MaxActiveTasks = hangs ? 1000 : (seed % 3) switch { 0 => 1, 1 => 2, _ => 1000 } };
        var scripts = tasks.EnumerateArray().Select(t => t.GetProperty("outcome").EnumerateArray().Select(Outcome).ToArray()).ToArray();
        var driver = new RunDriver(RunPlan.Compile(dag), seed, (task, start) => scripts[task][Math.Min(start, scripts[task].Length) - 1]);

        driver.StartAndFinish();
        var expect = c.GetProperty("expect");
        var problem = Compare(driver, expect);
        var steps = c.GetProperty("then").EnumerateArray().ToArray();
        for (var i = 0; i < steps.Length && problem is null; i++)
        {
            driver.Now += TimeSpan.FromHours(1);
            driver.Send(new RunEvent.Cleared([.. steps[i].GetProperty("clear").EnumerateArray().Select(id => Ordinal(driver, id.GetString()!))]));
            driver.StartAndFinish();
            problem = Compare(driver, expect.GetProperty("then")[i]) is { } text ? $"after step {i}: {text}" : null;
        }

        return problem;
    }

    private static string? Compare(RunDriver driver, JsonElement expect)
    {
        var problems = new List<string>();
        foreach (var task in expect.GetProperty("tasks").EnumerateObject())
        {
            var ordinal = Ordinal(driver, task.Name);
            var state = driver.State[ordinal].State.WireName();
            if (state != task.Value.GetString())
            {
                problems.Add($"{task.Name} is {state}, not {task.Value}");
            }

            var tries = expect.GetProperty("tries").GetProperty(task.Name).GetInt32();
            if (driver.Starts[ordinal] != tries)
            {
                problems.Add($"{task.Name} was started {driver.Starts[ordinal]} times, not {tries}");
            }
        }

        if (driver.State.Run.State.WireName() != expect.GetProperty("run").GetString())
        {
            problems.Add($"the run is {driver.State.Run.State.WireName()}, not {expect.GetProperty("run")}");
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    private static int Ordinal(RunDriver driver, string id)
    {
        driver.State.Plan.TryOrdinalOf(id, out var ordinal).ShouldBeTrue(id);
        return ordinal;
    }

    private static TaskAction Action(JsonElement task, bool decidedByTheRun)
    {
        DecisionSource source = decidedByTheRun ? new DecisionSource.Value("x") : new DecisionSource.Bash("x");
        foreach (var outcome in task.GetProperty("outcome").EnumerateArray().Where(o => o.ValueKind == JsonValueKind.Object))
        {
            return outcome.TryGetProperty("short_circuit", out _) ? new TaskAction.ShortCircuit(source)
                : decidedByTheRun && outcome.TryGetProperty("latest", out _) ? new TaskAction.LatestOnly()
                : new TaskAction.Branch(source);
        }

        return new TaskAction.Bash("true");
    }

    private static TaskOutcome? Outcome(JsonElement outcome)
    {
        if (outcome.ValueKind == JsonValueKind.String)
        {
            return outcome.GetString() switch
            {
                "success" => new TaskOutcome.Success(),
                "skip" => new TaskOutcome.Skip(),
                "hang" => null,
                _ => new TaskOutcome.Fail(new TaskFailure(TaskFailureReason.ExitCode, "Exit code 1.", ExitCode: 1)),
            };
        }

        if (outcome.TryGetProperty("branch", out var ids))
        {
            return new TaskOutcome.Branch([.. ids.EnumerateArray().Select(i => i.GetString()!)]);
        }

        if (outcome.TryGetProperty("short_circuit", out var pass))
        {
            return new TaskOutcome.Gate(pass.GetBoolean(), outcome.GetProperty("ignore_rules").GetBoolean());
        }

        return outcome.GetProperty("latest").GetBoolean() ? new TaskOutcome.Success() : new TaskOutcome.Branch([]);
    }
}
