using System.Globalization;
using System.Text;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage.Maintenance;

namespace Orrery.Faults.Tests;

/// <summary>kill -9 of a real server with real processes, and what the next start makes of it.</summary>
public sealed class KillTests
{
    private const string ThreeTasks = """
        dag_id: three
        tasks:
          - {task_id: before, bash: "echo $$ >> TRACES/before"}
          - task_id: during
            depends_on: before
            bash: |
              echo $$ >> TRACES/during
              until [ -e TRACES/go ]; do sleep 0.05; done
              echo '{"answer": 42}' > "$ORRERY_XCOM"
              echo done >> TRACES/during.done
          - task_id: after
            depends_on: during
            bash: "echo {{ ti.xcom_pull(task_ids='during').answer }} >> TRACES/after"
        """;

    [Fact]
    public async Task Kill_WhileATaskRuns_IsSurvivedByTheTaskWhichTheNextServerAdopts()
    {
        using var folder = new FaultFolder(ThreeTasks);
        string runId;
        await using (var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle))
        {
            runId = await TriggerAsync(first, "three");
            await UntilAsync(first, "three", runId, "during", TaskInstanceState.Running);
            await folder.UntilTracedAsync("during");
            await first.KillAsync();
        }

        await using var second = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        await UntilAsync(second, "three", runId, "during", TaskInstanceState.Running);
        folder.Leave("go");

        (await EndOfAsync(second, "three", runId)).ShouldBe(DagRunState.Success, second.ToString());
        folder.Lines("before").Length.ShouldBe(1, "a task that had succeeded ran again");
        folder.Lines("during").Length.ShouldBe(1, "the running task was started again instead of adopted");
        folder.Lines("after").ShouldBe(["42"], "the result of the adopted task was lost");
        await second.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_WhenATaskEndsWhileTheServerIsAway_LosesNeitherExitCodeNorResult()
    {
        using var folder = new FaultFolder(ThreeTasks);
        string runId;
        await using (var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle))
        {
            runId = await TriggerAsync(first, "three");
            await UntilAsync(first, "three", runId, "during", TaskInstanceState.Running);
            await folder.UntilTracedAsync("during");
            await first.KillAsync();
        }

        folder.Leave("go");
        await folder.UntilTracedAsync("during.done");
        await using var second = await ServerProcess.StartAsync(folder.Data, folder.Bundle);

        (await EndOfAsync(second, "three", runId)).ShouldBe(DagRunState.Success, second.ToString());
        folder.Lines("during").Length.ShouldBe(1);
        folder.Lines("after").ShouldBe(["42"]);
    }

    [Fact]
    public async Task Kill_AgainAndAgainInARunOfManyTasks_RunsEveryTaskExactlyOnce()
    {
        const int Tasks = 60;
        var yaml = new StringBuilder("dag_id: many\nmax_active_tasks: 8\ntasks:\n");
        for (var i = 0; i < Tasks; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{task_id: t{i}, bash: 'sleep 0.0{i % 7}; echo x >> TRACES/t{i}'");
            yaml.Append(i >= 6 ? string.Create(CultureInfo.InvariantCulture, $", depends_on: [t{i - 6}, t{i - 5}]}}\n") : "}\n");
        }

        using var folder = new FaultFolder(yaml.ToString());
        var runId = "";
        foreach (var until in new[] { "t5", "t20", "t41" })
        {
            await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
            runId = runId.Length == 0 ? await TriggerAsync(server, "many") : runId;
            await folder.UntilTracedAsync(until);
            await server.KillAsync();
        }

        await using var last = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        var end = await EndOfAsync(last, "many", runId);
        var tasks = await last.Client.ListTaskInstancesAsync("many", runId);
        end.ShouldBe(DagRunState.Success, string.Join('\n', tasks.Where(t => t.FailureMessage is not null).Select(t => $"{t.TaskId}: {t.FailureMessage}")) + last);
        tasks.ShouldAllBe(t => t.State == TaskInstanceState.Success && t.TryNumber == 1);
        for (var i = 0; i < Tasks; i++)
        {
            folder.Lines($"t{i}").ShouldBe(["x"], $"task t{i} did not run exactly once");
        }

        await last.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_WhenAnotherServerHoldsTheFolder_SaysWhoAndExits()
    {
        using var folder = new FaultFolder(ThreeTasks);
        await using var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle);

        var (exitCode, output) = await ServerProcess.StartRefusedAsync(folder.Data, folder.Bundle);

        exitCode.ShouldBe(2);
        output.ShouldContain(first.Pid.ToString(CultureInfo.InvariantCulture));
        output.ShouldContain(folder.Data);
        output.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is no message");
    }

    private static async Task<string> TriggerAsync(ServerProcess server, string dagId)
    {
        var result = await server.Client.TriggerAsync(dagId, new TriggerRequest());
        result.Outcome.Problems.ShouldBeEmpty();
        return result.RunId!;
    }

    private static async Task UntilAsync(ServerProcess server, string dagId, string runId, string taskId, TaskInstanceState state)
    {
        await foreach (var update in WatchAsync(server, dagId, runId))
        {
            if (update.Tasks.Any(t => t.TaskId == taskId && t.State == state))
            {
                return;
            }
        }

        throw new Xunit.Sdk.XunitException($"The run ended and task '{taskId}' was never {state.WireName()}. {server}");
    }

    internal static async Task<DagRunState> EndOfAsync(ServerProcess server, string dagId, string runId)
    {
        var state = DagRunState.Queued;
        await foreach (var update in WatchAsync(server, dagId, runId))
        {
            state = update.Run.State;
        }

        return state;
    }

    private static async IAsyncEnumerable<RunUpdate> WatchAsync(ServerProcess server, string dagId, string runId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await foreach (var update in server.Client.WatchRunAsync(dagId, runId, limit.Token).WithCancellation(limit.Token))
        {
            yield return update;
        }
    }
}
