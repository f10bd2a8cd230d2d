using System.Text.Json;
using Orrery.Cli.Bench;
using Orrery.Cli.Tests.Support;
using Orrery.Storage.Maintenance;

namespace Orrery.Cli.Tests;

public sealed class BenchTests : IDisposable
{
    private static readonly Workload Tiny = new("tiny", "two runs of three tasks", 2, [[], [0], [0]]);

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(nameof(TaskClass.Empty), "empty")]
    [InlineData(nameof(TaskClass.Dispatched), "dispatched")]
    [InlineData(nameof(TaskClass.Process), "process")]
    public async Task Measure_WhenTheWorkloadIsDoneOnce_SaysAllThatIsPromised(string kind, string name)
    {
        var result = (await MeasureAsync(options => options with { Kind = Enum.Parse<TaskClass>(kind) })).RootElement;

        Names(result).ShouldBe(
        [
            "workload", "kind", "store", "durability", .. name == "process" ? (string[])["spool"] : [], "task_instances", "seconds", "per_second", "p50_ms", "p99_ms", "peak_rss_mb", "commits",
            "syncs_per_task", "history", "limits", "ratio", "machine", "at",
        ]);
        Names(result.GetProperty("limits")).ShouldBe(["fsyncs_per_second", "commits_per_second", "rows_per_second", "spawns_per_second"]);
        Names(result.GetProperty("machine")).ShouldBe(["os", "cores", "processor", "memory_mb", "runtime"]);
        result.GetProperty("workload").GetString().ShouldBe("tiny");
        result.GetProperty("kind").GetString().ShouldBe(name);
        result.GetProperty("store").GetString().ShouldBe("sqlite");
        result.GetProperty("durability").GetString().ShouldBe("synchronous=FULL");
        result.GetProperty("task_instances").GetInt64().ShouldBe(6);
        result.GetProperty("history").GetInt64().ShouldBe(6, "the warm-up");
        foreach (var number in new[] { "seconds", "per_second", "p50_ms", "peak_rss_mb", "commits", "syncs_per_task", "ratio" })
        {
            result.GetProperty(number).GetDouble().ShouldBeGreaterThan(0, number);
        }

        foreach (var limit in result.GetProperty("limits").EnumerateObject())
        {
            limit.Value.GetDouble().ShouldBeGreaterThan(0, limit.Name);
        }
    }

    [Fact]
    public async Task Measure_WhenHistoryAndTimeAreGiven_FillsTheStoreFirstAndShowsHowItWentOverTime()
    {
        var result = (await MeasureAsync(options => options with { History = 105, Span = TimeSpan.FromMilliseconds(1) })).RootElement;

        result.GetProperty("history").GetInt64().ShouldBe(110 + 6, "whole runs, and the warm-up");
        var parts = result.GetProperty("over_time").EnumerateArray().ToList();
        parts.ShouldNotBeEmpty();
        Names(parts[0]).ShouldBe(["seconds", "task_instances", "per_second", "rss_mb"]);
        parts[^1].GetProperty("task_instances").GetInt64().ShouldBe(result.GetProperty("task_instances").GetInt64());
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(_world.Folder))).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task Measure_OfABundle_SaysAllThatIsPromised(bool isPython, int variables)
    {
        var options = new BenchOptions { Folder = _world.Folder, LimitSpan = TimeSpan.FromMilliseconds(20) };

        var measured = await IngestRun.MeasureAsync(new IngestWorkload(3, 2, isPython, variables), options, CancellationToken.None);

        var result = JsonDocument.Parse(measured.ToJson()).RootElement;
        Names(result).ShouldBe(
        [
            "workload", "kind", "store", "durability", "files", "dags_per_file", "variables", "seconds", "per_second", "dags_per_second", "unchanged_ms", "saved_to_live_ms",
            "reread_seconds", "first_deploy_seconds", "deploy_ms", "restart_seconds", "peak_rss_mb", "syncs_per_dag", "limits", "ratio", "machine", "at",
        ]);
        result.GetProperty("workload").GetString().ShouldBe("W4");
        result.GetProperty("kind").GetString().ShouldBe(isPython ? "python" : "yaml");
        (result.GetProperty("files").GetInt32(), result.GetProperty("dags_per_file").GetInt32(), result.GetProperty("variables").GetInt32()).ShouldBe((3, 2, variables));
        foreach (var number in new[] { "seconds", "per_second", "dags_per_second", "saved_to_live_ms", "reread_seconds", "first_deploy_seconds", "deploy_ms", "peak_rss_mb", "syncs_per_dag", "ratio" })
        {
            result.GetProperty(number).GetDouble().ShouldBeGreaterThan(0, number);
        }
    }

    [Theory]
    [InlineData("--history", "-1")]
    [InlineData("--minutes", "-1")]
    public async Task Bench_WhenANumberIsNegative_SaysSo(string option, string value)
    {
        (await _world.RunAsync("bench", "W1", option, value)).ShouldBe(ExitCodes.BadInput);

        _world.Error.ShouldContain($"{option} must not be negative.");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private async Task<JsonDocument> MeasureAsync(Func<BenchOptions, BenchOptions> change)
    {
        var options = change(new BenchOptions { Folder = _world.Folder, LimitSpan = TimeSpan.FromMilliseconds(20), WarmUp = TimeSpan.Zero, ShortSpan = TimeSpan.Zero });
        return JsonDocument.Parse((await BenchRun.MeasureAsync(Tiny, options, CancellationToken.None)).ToJson());
    }
}
