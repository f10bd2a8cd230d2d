using System.Text.Json;
using Orrery.Core.Dags;
using Orrery.Core.Reruns;
using Orrery.Core.Runs;
using Orrery.Core.States;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Tests.Runs;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Reruns;

public sealed class ClearCaseTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Before.AddHours(1);

    [Fact]
    public void Clear_ForEveryCase_DoesAndReachesWhatIsExpected() =>
        CaseRun.AllHold("clear", output, c => c.GetProperty("kind").GetString() == "effect" ? Effect(c) : Scope(c));

    private static string? Scope(JsonElement c)
    {
        var plan = RunPlan.Compile(new DagDefinition
        {
            DagId = "d",
            Tasks = [.. c.GetProperty("tasks").EnumerateArray().Select(t => new TaskDefinition
            {
                TaskId = t.GetProperty("id").GetString()!,
                Action = new TaskAction.Bash("x"),
                Kind = t.GetProperty("kind").GetString() switch { "setup" => TaskKind.Setup, "teardown" => TaskKind.Teardown, _ => TaskKind.Work },
                DependsOn = [.. t.GetProperty("upstream").EnumerateArray().Select(u => u.GetString()!)],
            })],
        });
        plan.TryOrdinalOf(c.GetProperty("task").GetString()!, out var task).ShouldBeTrue();
        var reached = TaskScope.ToClear(plan, [task], c.GetProperty("include_upstream").GetBoolean(), c.GetProperty("include_downstream").GetBoolean());
        var expected = c.GetProperty("expect").EnumerateArray().Select(e => e.GetString());
        string[] got = [.. reached.Select(t => plan.Task(t).TaskId).Order(StringComparer.Ordinal)];
        return got.SequenceEqual(expected) ? null : $"reaches {string.Join(", ", got)}, expected {c.GetProperty("expect")}";
    }

    private static string? Effect(JsonElement c)
    {
        var instances = c.GetProperty("instances").EnumerateArray().ToArray();
        var before = Restore(c, instances);
        var option = c.GetProperty("options");
        bool Is(string name) => option.GetProperty(name).GetBoolean();
        var options = new ClearOptions
        {
            OnlyFailed = Is("only_failed"),
            OnlyRunning = Is("only_running"),
            PreventRunning = Is("refuse_running"),
            RunStateAfter = Is("set_run_state") ? RunStateOf(option.GetProperty("run_state_after")) : null,
        };
        int[] all = [.. Enumerable.Range(0, instances.Length)];
        var decision = Is("dry_run")
            ? Decision.Ignore(IgnoreReason.AlreadyDone) with { Chosen = ClearRule.Choose(before, all, options) }
            : new RunMachine().Decide(before, new RunEvent.Cleared(all, options), Now);
        var after = Restore(c, instances);
        after.Apply(decision);

        var expect = c.GetProperty("expect");
        var problems = new List<string>();
        Compare("error", expect.GetProperty("error").GetString(), decision.Ignored == IgnoreReason.TaskIsRunning ? "running" : null);
        Compare("cleared", string.Join(",", expect.GetProperty("cleared").EnumerateArray()), string.Join(",", decision.Chosen));
        foreach (var (e, i) in expect.GetProperty("instances").EnumerateArray().Select((e, i) => (e, i)))
        {
            var isCleared = decision.Tasks.Any(t => t.Task == i) || (decision.Run is not null && decision.Chosen.Contains(i));
            var record = isCleared ? ClearRule.RecordOf(before[i].State).WireName() : null;

            // The case looks at the clear alone; what the run makes of a cleared task in the same decision is more.
            var state = isCleared ? ClearingOf(instances[i]).State : before[i].State;
            Compare($"{i}.state", e.GetProperty("state").GetString(), state.WireName());
            Compare($"{i}.attempts", e.GetProperty("attempts").GetInt32(), after[i].TryNumber - (after[i].State is TaskInstanceState.Scheduled or TaskInstanceState.Queued && isCleared ? 1 : 0));
            Compare($"{i}.record", e.GetProperty("record").GetString(), record);
            if (e.GetProperty("max_tries").ValueKind != JsonValueKind.Null)
            {
                Compare($"{i}.max_tries", e.GetProperty("max_tries").GetInt32(), isCleared ? ClearingOf(instances[i]).MaxTries : after[i].MaxTries);
            }
        }

        var run = expect.GetProperty("run");
        Compare("run", run.GetProperty("state").GetString(), after.Run.State.WireName());
        Compare("start_date", run.GetProperty("start_date").GetString(), after.Run.StartedAt switch { null => "null", var at when at == Now => "now", _ => "kept" });
        Compare("clears_added", run.GetProperty("clears_added").GetInt32(), after.Run.ClearNumber);
        Compare("queued_at", run.GetProperty("queued_at").GetString(), after.Run.QueuedAt == Now ? "now" : "kept");
        return problems.Count == 0 ? null : string.Join("; ", problems);

        void Compare<T>(string what, T expected, T got)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, got))
            {
                problems.Add($"{what} is {got}, expected {expected}");
            }
        }
    }

    private static Clearing ClearingOf(JsonElement i) => ClearRule.Of(
        CaseDag.State(i.GetProperty("state").GetString()),
        i.GetProperty("attempts").GetInt32(),
        i.GetProperty("max_tries").GetInt32(),
        i.GetProperty("in_dag").GetBoolean() ? i.GetProperty("retries").GetInt32() : null);

    private static DagRunState RunStateOf(JsonElement name)
    {
        StateExtensions.TryParseRunState(name.GetString()!, out var state).ShouldBeTrue();
        return state;
    }

    private static RunState Restore(JsonElement c, JsonElement[] instances)
    {
        var dag = new DagDefinition
        {
            DagId = "d",
            Tasks = [.. instances.Select(i => new TaskDefinition
            {
                TaskId = i.GetProperty("id").GetString()!,
                Action = new TaskAction.Bash("x"),
                Retries = i.GetProperty("retries").GetInt32(),
            })],
        };
        var slots = instances.Select((i, n) => new TaskChange(n, new TaskSlot
        {
            State = CaseDag.State(i.GetProperty("state").GetString()),
            TryNumber = i.GetProperty("attempts").GetInt32(),
            MaxTries = i.GetProperty("max_tries").GetInt32(),
            Lease = i.GetProperty("state").GetString() is "running" or "restarting" ? new Lease(new Guid(n, 0, 0, new byte[8]), "h") : null,
        }));
        var run = new RunChange(RunStateOf(c.GetProperty("run_state")), Before, Before, null, null, 0);
        return RunState.Restore(RunPlan.Compile(dag), "r", run, slots);
    }
}
