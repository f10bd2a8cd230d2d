using System.Runtime.Versioning;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Maintenance;

namespace Orrery.Faults.Tests;

/// <summary>What becomes of a run whose code is changed while it is under way: nothing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MidRunTests
{
    private const string Yaml = """
        dag_id: mid
        tasks:
          - task_id: during
            bash: |
              cat lib/helper.txt >> TRACES/during
              until [ -e TRACES/go ]; do sleep 0.05; done
              cat lib/helper.txt >> TRACES/during
          - {task_id: after, depends_on: during, bash: "cat lib/helper.txt > TRACES/after; ./lib/run.sh >> TRACES/after; pwd > TRACES/folder"}
        """;

    public enum Change
    {
        Edit,
        Delete,
        Rename,
        Replace,
    }

    [Theory]
    [InlineData(Change.Edit)]
    [InlineData(Change.Delete)]
    [InlineData(Change.Rename)]
    [InlineData(Change.Replace)]
    public async Task Run_WhenItsCodeChangesMeanwhile_GoesOnWithWhatItBeganWith(Change change)
    {
        using var folder = new FaultFolder(Yaml);
        Fill(folder.Bundle, "one");
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        var runId = await TriggerAsync(server);
        await folder.UntilTracedAsync("during");

        await ApplyAsync(change, folder, server);
        folder.Leave("go");

        await ShouldSucceedAsync(server, runId);
        folder.Lines("during").ShouldBe(["one", "one"]);
        folder.Lines("after").ShouldBe(["one", "run one"]);
        folder.Lines("folder").ShouldHaveSingleItem().ShouldStartWith(folder.Data);
        await server.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_AfterTheCodeChanged_HasTheNewCodeEvenIfTheDagIsTheSame()
    {
        using var folder = new FaultFolder(Yaml);
        Fill(folder.Bundle, "one");
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        folder.Leave("go");
        await ShouldSucceedAsync(server, await TriggerAsync(server));
        Fill(folder.Bundle, "two");
        (await server.Client.ParseBundleAsync("bundle", force: false)).Errors.ShouldBeEmpty();

        await ShouldSucceedAsync(server, await TriggerAsync(server));

        folder.Lines("after").ShouldBe(["two", "run two"]);
    }

    [Fact]
    public async Task Run_WhenTheServerIsKilledAndTheCodeIsGone_GoesOnWithIt()
    {
        using var folder = new FaultFolder(Yaml);
        Fill(folder.Bundle, "one");
        string runId;
        await using (var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle))
        {
            runId = await TriggerAsync(first);
            await folder.UntilTracedAsync("during");
            await first.KillAsync();
        }

        Fill(folder.Bundle, "two");
        await using var second = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        folder.Leave("go");

        await ShouldSucceedAsync(second, runId);
        folder.Lines("after").ShouldBe(["one", "run one"]);
    }

    private static void Fill(string bundle, string text)
    {
        _ = Directory.CreateDirectory(Path.Combine(bundle, "lib"));
        File.WriteAllText(Path.Combine(bundle, "lib/helper.txt"), text + "\n");
        var run = Path.Combine(bundle, "lib/run.sh");
        File.WriteAllText(run, $"#!/bin/sh\necho run {text}\n");
        File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task ApplyAsync(Change change, FaultFolder folder, ServerProcess server)
    {
        var dag = Path.Combine(folder.Bundle, "dag.yaml");
        switch (change)
        {
            case Change.Edit:
                Fill(folder.Bundle, "two");
                await File.WriteAllTextAsync(dag, "dag_id: mid\ntasks:\n  - {task_id: other, bash: 'exit 1'}\n");
                break;
            case Change.Delete:
                Directory.Delete(folder.Bundle, recursive: true);
                _ = Directory.CreateDirectory(folder.Bundle);
                break;
            case Change.Rename:
                File.Move(dag, Path.Combine(folder.Bundle, "renamed.yaml"));
                Directory.Move(Path.Combine(folder.Bundle, "lib"), Path.Combine(folder.Bundle, "library"));
                break;
            default:
                // The bundle itself becomes another one.
                Directory.Move(folder.Bundle, folder.Bundle + "-old");
                Fill(folder.Bundle, "two");
                break;
        }

        await server.Client.ParseBundleAsync("bundle", force: false);
    }

    private static async Task<string> TriggerAsync(ServerProcess server) =>
        (await server.Client.TriggerAsync("mid", new TriggerRequest())).RunId.ShouldNotBeNull();

    private static async Task ShouldSucceedAsync(ServerProcess server, string runId)
    {
        var end = await KillTests.EndOfAsync(server, "mid", runId);
        var tasks = await server.Client.ListTaskInstancesAsync("mid", runId);
        end.ShouldBe(DagRunState.Success, string.Join('\n', tasks.Select(t => $"{t.TaskId}: {t.State} {t.FailureMessage}")) + server);
    }
}
