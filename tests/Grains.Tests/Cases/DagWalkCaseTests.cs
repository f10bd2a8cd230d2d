using System.Globalization;
using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Tests.Runs;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Tests.Support;
using Xunit.Abstractions;

namespace Orrery.Grains.Tests.Cases;

/// <summary>The walks of <c>dag_walk.json</c> once more, from publishing to the end, through grains and a real store.</summary>
public sealed class DagWalkCaseTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IGrainFixture _fixture = null!;
    private ScriptedHost _host = null!;
    private int _walks;

    public async Task InitializeAsync()
    {
        // Retries come at once and nothing else waits for time, so the clock of the machine will do.
        _fixture = await GrainFixture.StartAsync(TimeProvider.System);
        _host = await ScriptedHost.StartAsync(_fixture.Grains.GetGrain<IRuntimeGrain>("host-1"), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public Task Run_ForEveryWalkThroughTheGrains_EndsAsExpected() => CaseRun.AllHoldAsync("dag_walk", "grains", output, WalkAsync);

    private async Task<string?> WalkAsync(JsonElement c)
    {
        var tasks = c.GetProperty("tasks");
        var dag = CaseDag.Build(tasks, c.GetProperty("fail_fast").GetBoolean(), Action) with { DagId = string.Create(CultureInfo.InvariantCulture, $"walk{++_walks}") };
        dag = dag with { Tasks = [.. dag.Tasks.Select(t => t with { RetryDelay = TimeSpan.Zero })] };
        foreach (var task in tasks.EnumerateArray())
        {
            var taskId = task.GetProperty("id").GetString()!;
            JsonElement[] outcomes = [.. task.GetProperty("outcome").EnumerateArray()];
            string[] children = [.. dag.Tasks.Where(t => t.DependsOn.Contains(taskId)).Select(t => t.TaskId)];
            _host.Play(dag.DagId, taskId, (success, start) => Report(success, outcomes[Math.Min(start, outcomes.Length) - 1], children));
        }

        var run = await StartAsync(dag);
        var expect = c.GetProperty("expect");
        if (await CompareAsync(run, dag, expect) is { } problem)
        {
            return problem;
        }

        foreach (var (step, after) in c.GetProperty("then").EnumerateArray().Zip(expect.TryGetProperty("then", out var then) ? [.. then.EnumerateArray()] : Array.Empty<JsonElement>()))
        {
            (await run.ClearAsync([.. step.GetProperty("clear").EnumerateArray().Select(id => id.GetString()!)])).Problems.ShouldBeEmpty();
            if (await CompareAsync(run, dag, after) is { } later)
            {
                return $"after clearing {step.GetProperty("clear")}: {later}";
            }
        }

        return null;
    }

    private async Task<IDagRunGrain> StartAsync(DagDefinition dag)
    {
        var canonical = CanonicalDag.Of(dag);
        var grain = _fixture.Grains.GetGrain<IDagGrain>(dag.DagId);
        await grain.PublishAsync(new PublishRequest
        {
            Version = canonical.Version,
            Document = canonical.Document,
            Bundle = "cases",
            File = $"{dag.DagId}.yaml",
            CodeReference = canonical.Version,
            CodePath = "/bundle",
            Source = "",
        });
        var triggered = await grain.TriggerAsync(new TriggerRequest());
        triggered.Outcome.Problems.ShouldBeEmpty();
        return _fixture.Grains.GetGrain<IDagRunGrain>($"{dag.DagId}/{triggered.RunId}");
    }

    /// <summary>Waits until the run has ended or, when it must not end, is as expected; says what is otherwise.</summary>
    private async Task<string?> CompareAsync(IDagRunGrain run, DagDefinition dag, JsonElement expect)
    {
        using var limit = new CancellationTokenSource(Patience);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        var problem = "it was never seen";
        try
        {
            await foreach (var update in run.WatchAsync(limit.Token).WithCancellation(limit.Token))
            {
                foreach (var task in update.Tasks)
                {
                    states[task.TaskId] = task.State.WireName();
                }

                problem = Difference(update.Run.State, states, dag, expect);
                if (problem is null && !update.Run.State.IsFinished())
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return $"after {Patience.TotalSeconds} s: {problem}";
        }

        return problem;
    }

    private string? Difference(DagRunState run, Dictionary<string, string> states, DagDefinition dag, JsonElement expect)
    {
        var problems = new List<string>();
        foreach (var task in expect.GetProperty("tasks").EnumerateObject())
        {
            if (states[task.Name] != task.Value.GetString())
            {
                problems.Add($"{task.Name} is {states[task.Name]}, not {task.Value}");
            }

            var tries = expect.GetProperty("tries").GetProperty(task.Name).GetInt32();
            if (_host.Starts(dag.DagId, task.Name) is var starts && starts != tries)
            {
                problems.Add($"{task.Name} was started {starts} times, not {tries}");
            }
        }

        if (run.WireName() != expect.GetProperty("run").GetString())
        {
            problems.Add($"the run is {run.WireName()}, not {expect.GetProperty("run")}");
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    private static TaskAction Action(JsonElement task)
    {
        foreach (var outcome in task.GetProperty("outcome").EnumerateArray().Where(o => o.ValueKind == JsonValueKind.Object))
        {
            return outcome.TryGetProperty("short_circuit", out _)
                ? new TaskAction.ShortCircuit(new DecisionSource.Bash("x"), outcome.GetProperty("ignore_rules").GetBoolean())
                : new TaskAction.Branch(new DecisionSource.Bash("x"));
        }

        return new TaskAction.Bash("true");
    }

    private static TaskReport? Report(TaskReport success, JsonElement outcome, string[] children)
    {
        if (outcome.ValueKind == JsonValueKind.String)
        {
            return outcome.GetString() switch
            {
                // Of a branch: it skips nothing.
                "success" => success with { XCom = JsonSerializer.Serialize(children) },
                "skip" => success with { Kind = TaskReportKind.Skipped },
                "hang" => null,
                _ => success with { Kind = TaskReportKind.Failed, Reason = TaskFailureReason.ExitCode, Message = "Exit code 1.", ExitCode = 1 },
            };
        }

        if (outcome.TryGetProperty("branch", out var ids))
        {
            return success with { XCom = ids.GetRawText() };
        }

        return outcome.TryGetProperty("short_circuit", out var pass)
            ? success with { XCom = pass.GetRawText() }
            : success with { XCom = outcome.GetProperty("latest").GetBoolean() ? JsonSerializer.Serialize(children) : "[]" };
    }
}
