using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orrery.Silo;
using Orrery.Silo.Telemetry;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>A whole server that is traced and measured.</summary>
public sealed class TelemetryServerTests : IAsyncLifetime
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-telemetry-test-").FullName;
    private Collector? _collector;

    public async Task InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "dags"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "dags", "etl.yaml"),
            "dag_id: etl\ntasks:\n  - task_id: first\n    bash: 'true'\n  - task_id: second\n    depends_on: first\n    bash: 'true'\n");
    }

    public async Task DisposeAsync()
    {
        await _collector!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Trigger_WithATrace_IsPartOfItFromTheRequestToTheTasks()
    {
        await using (var server = await StartAsync(Traced()))
        {
            using var http = Client(server);
            await TriggerAsync(http, "one", $"00-{TraceId}-{CallerSpan}-01");
        }

        var spans = _collector!.Spans.Where(s => Text(s, "traceId") == TraceId).ToDictionary(s => Text(s, "name")!);
        var request = spans["POST /api/v2/dags/{dagId}/dagRuns"];
        Text(request, "parentSpanId").ShouldBe(CallerSpan);
        var run = spans["run etl"];
        Text(run, "parentSpanId").ShouldBe(Text(request, "spanId"));
        foreach (var task in (string[])["first", "second"])
        {
            Text(spans[$"task etl.{task}"], "parentSpanId").ShouldBe(Text(run, "spanId"));
        }

        Attribute(run, "orrery.run_id").ShouldBe("one");
        Attribute(run, "orrery.state").ShouldBe("success");
        Attribute(spans["task etl.second"], "orrery.try_number").ShouldBe("1");
        _collector.Requests.ShouldAllBe(r => r.Key == "k1");
    }

    [Fact]
    public async Task Trigger_WithoutATrace_HasTheTraceOfItsRequest()
    {
        await using (var server = await StartAsync(Traced()))
        {
            using var http = Client(server);
            await TriggerAsync(http, "two", traceParent: null);
        }

        var run = _collector!.Spans.Single(s => Text(s, "name") == "run etl");
        var request = _collector.Spans.Single(s => Text(s, "spanId") == Text(run, "parentSpanId"));
        Text(request, "name").ShouldBe("POST /api/v2/dags/{dagId}/dagRuns");
        Text(request, "traceId").ShouldBe(Text(run, "traceId"));
    }

    [Fact]
    public async Task Trigger_WhenTheCallerDoesNotRecord_LeavesNoSpans()
    {
        await using (var server = await StartAsync(Traced()))
        {
            using var http = Client(server);
            await TriggerAsync(http, "three", $"00-{TraceId}-{CallerSpan}-00");
        }

        _collector!.Spans.ShouldNotContain(s => Text(s, "traceId") == TraceId);
    }

    [Fact]
    public async Task Export_WhenTheCollectorIsAwayForAMoment_SendsAgain()
    {
        _collector!.Refusals.Enqueue(503);
        await using (var server = await StartAsync(Traced()))
        {
            using var http = Client(server);
            await TriggerAsync(http, "four", traceParent: null);
            await UntilAsync(() => _collector.Spans.Any(s => Text(s, "name") == "run etl"), TimeProvider.System);
        }

        _collector.Spans.Count(s => Text(s, "name") == "run etl").ShouldBe(1);
    }

    [Fact]
    public async Task Export_OfMetrics_HappensAtTheEndAtTheLatest()
    {
        await using (var server = await StartAsync(new TelemetryOptions { MetricsExport = Target("v1/metrics"), Metrics = MetricsAccess.Off }))
        {
            using var http = Client(server);
            await TriggerAsync(http, "five", traceParent: null);
            (await http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        var finished = _collector!.Metrics.Single(m => Text(m, "name") == "orrery.dag_run.finished")["sum"]!;
        finished["isMonotonic"]!.GetValue<bool>().ShouldBeTrue();
        finished["dataPoints"]!.AsArray().ShouldContain(p => p!["asDouble"]!.GetValue<double>() >= 1);
        var durations = _collector.Metrics.Single(m => Text(m, "name") == "orrery.task_try.duration")["histogram"]!["dataPoints"]![0]!;
        durations["bucketCounts"]!.AsArray().Count.ShouldBe(durations["explicitBounds"]!.AsArray().Count + 1);
    }

    [Fact]
    public async Task Metrics_WithoutAToken_AreNotShown()
    {
        await using var server = await StartAsync(new TelemetryOptions());
        using var http = new HttpClient { BaseAddress = server.Url };
        (await http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Metrics_WhenOpenToAnybody_AreShown()
    {
        await using var server = await StartAsync(new TelemetryOptions { Metrics = MetricsAccess.Anonymous });
        using var http = new HttpClient { BaseAddress = server.Url };
        (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).ShouldContain("orrery_build_info{version=");
    }

    [Fact]
    public async Task Metrics_AfterARun_CountItAndEveryLineIsOneThatPrometheusReads()
    {
        await using var server = await StartAsync(new TelemetryOptions { MetricsByDag = true });
        using var http = Client(server);
        await TriggerAsync(http, "six", traceParent: null);
        using var refused = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v2/dags", UriKind.Relative));
        refused.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        (await http.SendAsync(refused)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var response = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await response.Content.ReadAsStringAsync();
        var lines = text.TrimEnd('\n').Split('\n');
        lines.ShouldAllBe(l => Regex.IsMatch(l, """^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*")*\})? (NaN|[+-]Inf|-?[0-9].*))$"""));
        var samples = lines.Where(l => l[0] != '#').Select(l => l[..l.LastIndexOf(' ')]).ToList();
        samples.ShouldBeUnique();
        lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).ShouldBeUnique();
        text.ShouldMatch("""orrery_dag_run_finished_total\{dag_id="etl",run_type="manual",state="success"\} [1-9]""");
        text.ShouldContain("orrery_pool_open_slots{pool=\"default_pool\"} ");
        text.ShouldMatch("""orrery_sign_in_failures_total\{kind="token"\} [1-9]""");
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("orrery_store_up 1\n");
    }

    [Fact]
    public async Task Instruments_OfARunningServer_AreThoseOfTheDocumentation()
    {
        var published = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("Orrery.", StringComparison.Ordinal))
            {
                lock (published)
                {
                    published.Add($"| `{instrument.Name}` | {Kind(instrument)} | {instrument.Unit ?? ""} | {instrument.Description} |");
                }
            }
        };
        listener.Start();
        await using (await StartAsync(Traced()))
        {
        }

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "telemetry.md"));
        var (open, close) = ("<!-- metrics -->\n", "<!-- end metrics -->");
        var start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var table = $"| Name | Kind | Unit | Meaning |\n| --- | --- | --- | --- |\n{string.Concat(published.Select(l => l + '\n'))}";
        if (Environment.GetEnvironmentVariable("ORRERY_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, "docs", "telemetry.md"), page[..start] + table + page[page.IndexOf(close, StringComparison.Ordinal)..]);
            return;
        }

        page[start..].Split(close)[0].ShouldBe(table, "docs/telemetry.md is stale: write it anew with ORRERY_UPDATE=1");
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();

    private static string? Attribute(JsonNode span, string key) =>
        span["attributes"]!.AsArray().Single(a => Text(a!, "key") == key)!["value"]!.AsObject().Single().Value!.ToString();

    private static async Task UntilAsync(Func<bool> condition, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), clock);
        while (!condition())
        {
            (await timer.WaitForNextTickAsync(limit.Token)).ShouldBeTrue();
        }
    }

    private static async Task TriggerAsync(HttpClient http, string runId, string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v2/dags/etl/dagRuns", UriKind.Relative)) { Content = JsonContent.Create(new JsonObject { ["dag_run_id"] = runId }) };
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var run = new Uri($"/api/v2/dags/etl/dagRuns/{runId}", UriKind.Relative);
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await http.GetFromJsonAsync<JsonObject>(run, limit.Token))!["state"]!.GetValue<string>() != "success")
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private HttpClient Client(OrreryServer server)
    {
        var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_folder, "data", "credential")).Trim());
        return http;
    }

    private OtlpTarget Target(string path) => new(new Uri(_collector!.Url, path), new Dictionary<string, string> { ["x-key"] = "k1" }, TimeSpan.FromSeconds(10));

    private TelemetryOptions Traced() => new() { Traces = Target("v1/traces") };

    private Task<OrreryServer> StartAsync(TelemetryOptions telemetry) => OrreryServer.StartAsync(new ServerOptions
    {
        DataFolder = Path.Combine(_folder, "data"),
        Bundles = new Dictionary<string, string> { ["dags"] = Path.Combine(_folder, "dags") },
        Listen = new Uri("http://127.0.0.1:0"),
        Dashboard = false,
        Engine = "noop",
        Holder = "a test",
        Telemetry = telemetry,
    });
}
