using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Cli.Tests.Support;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Cli.Tests;

public sealed class SimulateTests : IDisposable
{
    private const string Etl = """
        dag_id: etl
        schedule: "0 6 * * *"
        max_active_tasks: 1
        tasks:
          - {task_id: extract, bash: x}
          - {task_id: load, bash: x}
        """;

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("dags")]
    [InlineData("dag")]
    public async Task Simulate_OfAFile_NeedsNoServerAndSaysWhatWaits(string group)
    {
        File.WriteAllText(Path.Combine(_world.Folder, "etl.yaml"), Etl);
        File.WriteAllText(Path.Combine(_world.Folder, "took.json"), """{"extract": "10 minutes", "load": 30}""");

        (await _world.RunAsync(group, "simulate", "etl.yaml", "--from", "2026-01-01", "--next", "24h", "--durations", "took.json")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldBe("""
            RUN                                   TASK     START                 END                   TOOK         STATE    WAITS FOR
            scheduled__2026-01-01T06:00:00+00:00           2026-01-01 06:00:00Z  2026-01-01 06:10:30Z  10 min 30 s  success
                                                  extract  2026-01-01 06:00:00Z  2026-01-01 06:10:00Z  10 min 0 s   success
                                                  load     2026-01-01 06:10:00Z  2026-01-01 06:10:30Z  30.0 s       success  max_active_tasks 10 min 0 s
            busiest: 2026-01-01 06:00:00Z, 1 task running in 1 run

            """);
    }

    [Fact]
    public async Task Simulate_OfADagOfTheServer_TakesItsDocumentItsLastRunAndRecordedDurations()
    {
        _world.Client.Dags.Add(Sample.Dag("etl"));
        _world.Client.Document = DagDocument.ToJson(DagFileParser.Parse(Etl, "f.yaml").Dags[0].Definition);
        var at = new DateTimeOffset(2025, 12, 31, 6, 0, 0, TimeSpan.Zero);
        _world.Client.Runs.Add(Sample.Run() with { RunType = DagRunType.Scheduled, DataIntervalStart = at, DataIntervalEnd = at });
        _world.Client.Tasks.AddRange([Sample.Task("extract", TaskInstanceState.Success), Sample.Task("load", TaskInstanceState.Failed)]);

        (await _world.RunAsync("dags", "simulate", "etl", "--from", "2026-01-01", "--next", "1 day", "--output", "json")).ShouldBe(ExitCodes.Success, _world.Error);

        var run = JsonNode.Parse(_world.Out)!["runs"]!.AsArray().ShouldHaveSingleItem()!;
        run["run_id"]!.GetValue<string>().ShouldBe("scheduled__2026-01-01T06:00:00+00:00");
        run["state"]!.GetValue<string>().ShouldBe("success");
        run["ended_at"].Deserialize<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 1, 6, 1, 2, TimeSpan.Zero), "2 s as recorded, 1 minute as nothing was");
    }

    [Fact]
    public async Task Simulate_OfADagOfTheServer_KeepsToItsPools()
    {
        _world.Client.Dags.Add(Sample.Dag("etl"));
        _world.Client.Document = DagDocument.ToJson(DagFileParser.Parse(Etl.Replace("max_active_tasks: 1", "default_args: {pool: narrow}", StringComparison.Ordinal), "f.yaml").Dags[0].Definition);
        await _world.Client.Pools.SetAsync("narrow", new PoolSettings { Slots = 1 });

        (await _world.RunAsync("dags", "simulate", "etl", "--from", "2026-01-01", "--next", "1 day")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldContain("pool 1 min 0 s");
    }

    [Theory]
    [InlineData("dags simulate nope", "orrery: There is no DAG 'nope', and no file of that name.")]
    [InlineData("dags simulate nope.yaml", "orrery: There is no file 'nope.yaml'")]
    [InlineData("dags simulate etl.yaml --next soon", "orrery: --next 'soon' is not a duration")]
    [InlineData("dags simulate etl.yaml --from soon", "orrery: --from 'soon' is not a date")]
    [InlineData("dags simulate etl.yaml --slots 0", "orrery: --slots must be 1 or more.")]
    [InlineData("dags simulate etl.yaml --durations bad.yaml", "orrery: bad.yaml:1:1: the DAG has no task 'extact'; did you mean 'extract'?")]
    [InlineData("dags simulate two.yaml", "orrery: 'two.yaml' holds 2 DAGs")]
    public async Task Simulate_WithBadInput_SaysWhatIsWrong(string line, string expected)
    {
        File.WriteAllText(Path.Combine(_world.Folder, "etl.yaml"), Etl);
        File.WriteAllText(Path.Combine(_world.Folder, "two.yaml"), $"{Etl}\n---\n{Etl.Replace("etl", "other", StringComparison.Ordinal)}");
        File.WriteAllText(Path.Combine(_world.Folder, "bad.yaml"), "extact: 5 minutes\nload: soon\n");

        (await _world.RunAsync(line.Split(' '))).ShouldNotBe(ExitCodes.Success);

        _world.Error.ShouldStartWith(expected);
    }

    [Fact]
    public async Task Schema_Always_PrintsASchema()
    {
        await _world.RunAsync("schema");

        JsonNode.Parse(_world.Out)!["title"]!.GetValue<string>().ShouldBe("Orrery DAG file");
    }
}
