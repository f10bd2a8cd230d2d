using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orrery.Api.Tests.Support;
using Orrery.Client;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests;

/// <summary>Every endpoint, answered and refused.</summary>
public sealed class EndpointTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private const string Run = "dags/sales/dagRuns/scheduled__2026-01-01T00%3A00%3A00%2B00%3A00";

    private readonly FakeClient _client;
    private readonly HttpClient _http;

    public EndpointTests(ApiServerFixture fixture)
    {
        _client = fixture.Server.Client;
        _client.Forget();
        _http = fixture.Server.CreateHttp();
    }

    public static TheoryData<string, string, string?, int, string> Calls() => new()
    {
        // Answered: the last column is what the installation was asked.
        { "GET", "dags", null, 200, "dags  1000 " },
        { "GET", "dags?limit=7&cursor=a&dag_id_pattern=sal&order_by=dag_id", null, 200, "dags sal 1000 a" },
        { "GET", "dags?limit=99999", null, 200, "dags  1000 " },
        { "GET", "dags/sales", null, 200, "dag sales" },
        { "PATCH", "dags/sales", """{"is_paused":false}""", 200, "pause sales False" },
        { "PATCH", "dags/sales?update_mask=is_paused", """{"is_paused":true}""", 200, "pause sales True" },
        { "GET", "dags/sales/dagRuns", null, 200, "runs sales [] 1000 " },
        { "GET", "dags/~/dagRuns?state=failed&state=running&order_by=-run_after", null, 200, "runs  [failed,running] 1000 " },
        { "POST", "dags/sales/dagRuns", "{}", 200, "trigger sales" },
        { "GET", Run, null, 200, "run sales scheduled__2026-01-01T00:00:00+00:00" },
        { "PATCH", Run, """{"state":"success"}""", 200, "mark sales scheduled__2026-01-01T00:00:00+00:00 Success" },
        { "GET", Run + "/taskInstances", null, 200, "tasks sales scheduled__2026-01-01T00:00:00+00:00" },
        { "GET", Run + "/taskInstances/extract", null, 200, "tasks sales scheduled__2026-01-01T00:00:00+00:00" },
        { "GET", Run + "/taskInstances/extract/tries", null, 200, "tries sales scheduled__2026-01-01T00:00:00+00:00 extract -1" },
        { "GET", Run + "/taskInstances/extract/why", null, 200, "why extract" },
        { "GET", Run + "/cells", null, 200, "cells sales scheduled__2026-01-01T00:00:00+00:00" },
        { "GET", Run + "/taskInstances/extract/logs/1", null, 200, "log extract 1 -1 1 5000" },
        { "GET", Run + "/taskInstances/extract/logs/1?token=3&limit=2", null, 200, "log extract 1 -1 3 2" },
        { "GET", Run + "/taskInstances/extract/logs/1?first_line=-2&full_content=true", null, 200, "log extract 1 -1 -2 5000" },
        { "GET", Run + "/taskInstances/extract/logs/2?map_index=4", null, 200, "log extract 2 4 1 5000" },
        { "GET", "dagVersions/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/structure", null, 200, "structure " + new string('a', 64) },
        { "GET", "importErrors", null, 200, "import errors" },
        { "GET", "monitor/health", null, 200, "health" },
        { "GET", "version", null, 200, "" },
        { "POST", "bundles/main/parse", null, 200, "parse main False" },
        { "POST", "bundles/main/parse", """{"force":true}""", 200, "parse main True" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","dry_run":false,"only_failed":false}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 []" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00"}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 [] failed dry" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","dry_run":false,"task_ids":["load",["map",3]],"include_upstream":true,"include_downstream":true,"include_past":true,"include_future":true,"only_running":true,"prevent_running_task":true,"reset_dag_runs":false}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 past future [load,map3] up down failed running prevent keep" },
        { "POST", "dags/sales/clearTaskInstances", """{"start_date":"2026-01-01T00:00:00Z","end_date":"2026-01-02T00:00:00Z","dry_run":false}""", 200, "clear tasks sales  2026-01-01 00:00:00Z2026-01-02 00:00:00Z[] failed" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","dry_run":false,"run_on_latest_version":false,"note":"again"}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 [] failed note again" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","dry_run":false,"run_on_latest_version":true}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 [] failed latest" },
        { "POST", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/clear", """{"dry_run":false,"run_on_latest_version":true}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 [] latest" },
        { "POST", "dags/sales/dagRuns", """{"version_number":0}""", 422, "version_number: Must be a whole number from 1." },
        { "POST", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/clear", """{"dry_run":false}""", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 []" },
        { "POST", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/clear", "{}", 200, "clear tasks sales scheduled__2026-01-01T00:00:00+00:00 [] dry" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/taskInstances/load", """{"new_state":"success","include_downstream":true}""", 200, "mark tasks sales Success scheduled__2026-01-01T00:00:00+00:00 [load] down" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/taskInstances/load/2/dry_run", """{"new_state":"skipped","include_past":true}""", 200, "mark tasks sales Skipped scheduled__2026-01-01T00:00:00+00:00 past [load2] dry" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/taskInstances/load", """{"note":"late"}""", 200, "note sales scheduled__2026-01-01T00:00:00+00:00 load late" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00", """{"note":"repaired"}""", 200, "note sales scheduled__2026-01-01T00:00:00+00:00  repaired" },

        // Refused: the last column is part of the reason.
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"x","task_ids":[["load"]]}""", 422, "task_ids: Must be a list" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"x","run_on_latest_version":1}""", 422, "run_on_latest_version: Must be true or false" },
        { "POST", "dags/sales/clearTaskInstances", """{"dag_run_id":"x","note":7}""", 422, "note: Must be" },
        { "POST", "dags/sales/clearTaskInstances", """{"include_past":true,"start_date":"2026-01-01T00:00:00Z"}""", 422, "include_past: Past and future" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/taskInstances/load", """{"new_state":"running"}""", 422, "new_state: Must be 'success'" },
        { "PATCH", "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00/taskInstances/load/dry_run", """{"note":"x"}""", 422, "new_state: Must be 'success'" },
        { "GET", "dags/none", null, 404, "There is no DAG 'none'." },
        { "GET", "dags?limit=0", null, 422, "limit: Must be a whole number from 1." },
        { "GET", "dags?offset=-1&limit=x", null, 422, "limit: Must be a whole number from 1. offset: Must be a whole number from 0." },
        { "GET", "dags?order_by=owner", null, 422, "order_by: Must be one of dag_id, dag_display_name" },
        { "GET", "dags?colour=red", null, 422, "colour: Not supported. Supported here: bundle_name, cursor, dag_display_name_pattern" },
        { "GET", "dags?limit=1&limit=2", null, 422, "limit: Must be given once." },
        { "GET", "dags?latest_runs=yes", null, 422, "latest_runs: Must be 'true' or 'false'." },
        { "PATCH", "dags/none", """{"is_paused":false}""", 404, "There is no DAG 'none'." },
        { "PATCH", "dags/sales", """{"is_paused":"no"}""", 422, "is_paused: Must be true or false." },
        { "PATCH", "dags/sales", "{}", 422, "is_paused: Say whether" },
        { "PATCH", "dags/sales", """{"is_paused":true,"owner":"me"}""", 422, "owner: Not supported. Supported here: is_paused." },
        { "PATCH", "dags/sales?update_mask=owner", """{"is_paused":true}""", 422, "update_mask: Only 'is_paused'" },
        { "GET", "dags/none/dagRuns", null, 404, "There is no DAG 'none'." },
        { "GET", "dags/~/dagRuns?state=done", null, 422, "state: Must be one of queued, running, success, failed." },
        { "POST", "dags/none/dagRuns", "{}", 404, "There is no DAG 'none'." },
        { "POST", "dags/sales/dagRuns", """{"dag_run_id":"a/b","note":7,"logical_date":"tomorrow","conf":[]}""", 422, "logical_date: Must be a moment" },
        { "POST", "dags/sales/dagRuns", """{"dag_run_id":"a/b"}""", 422, "dag_run_id: The run_id 'a/b' holds '/'" },
        { "POST", "dags/sales/dagRuns", """{"logical_date":"2026-01-01T00:00:00"}""", 422, "with its offset" },
        { "POST", "dags/sales/dagRuns", """{"run_after":"soon"}""", 422, "run_after: Must be a moment" },
        { "POST", "dags/sales/dagRuns", "", 415, "Content-Type: application/json" },
        { "POST", "dags/sales/dagRuns", "{", 400, "no valid JSON" },
        { "POST", "dags/sales/dagRuns", "[]", 422, "must be a JSON object" },
        { "POST", "dags/sales/dagRuns", """{"note":"a","note":"b"}""", 400, "no valid JSON" },
        { "GET", "dags/sales/dagRuns/none", null, 404, "There is no run 'none' of DAG 'sales'." },
        { "PATCH", "dags/sales/dagRuns/none", """{"state":"failed"}""", 404, "There is no run 'none'." },
        { "PATCH", Run, """{"state":"running"}""", 422, "state: Must be 'success', 'failed', or 'queued'" },
        { "GET", "dags/sales/dagRuns/none/taskInstances", null, 404, "There is no run 'none'" },
        { "GET", Run + "/taskInstances/none", null, 404, "There is no task 'none'" },
        { "GET", Run + "/taskInstances/none/tries", null, 404, "There is no task 'none'" },
        { "GET", Run + "/taskInstances/extract/tries?map_index=7", null, 404, "There is no task 'extract'" },
        { "GET", Run + "/taskInstances/none/why", null, 404, "There is no task 'none'" },
        { "GET", "dags/sales/dagRuns/none/taskInstances/extract/logs/1", null, 404, "There is no run 'none'" },
        { "GET", Run + "/taskInstances/extract/logs/0", null, 404, "There is nothing at GET" },
        { "GET", Run + "/taskInstances/extract/logs/1?limit=-3", null, 422, "limit: Must be" },
        { "GET", "dagVersions/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/document", null, 200, "document " + new string('a', 64) },
        { "GET", "dagVersions/none/document", null, 404, "There is no such version" },
        { "GET", "dagVersions/none/structure", null, 404, "There is no such version" },
        { "POST", "bundles/no%20such/parse", null, 404, "holds ' '" },
        { "POST", "bundles/main/parse", """{"force":1}""", 422, "force: Must be true or false." },
        { "POST", "dags/sales/clearTaskInstances", "{}", 422, "dag_run_id: Name the run" },
        { "GET", "nothing", null, 404, "There is nothing at GET /api/v2/nothing" },
        { "PUT", "dags/sales", "{}", 405, "/api/v2/dags/sales does not take PUT" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenSent_IsAnsweredOrRefusedWithItsReason(string method, string path, string? body, int status, string expected)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        if (status == 200)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            if (expected.Length > 0)
            {
                _client.Calls.ShouldContain(expected);
            }
        }
        else
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            using var problem = JsonDocument.Parse(text);
            problem.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
            problem.RootElement.GetProperty("detail").GetString()!.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("""{"dag_run_id":"x1","logical_date":"2026-01-01T02:00:00+02:00","conf":{"a":[1]},"note":"n"}""", "x1", "2026-01-01T00:00:00+00:00", false, """{"a":[1]}""", "n")]
    [InlineData("""{"logical_date":null}""", null, null, false, null, null)]
    [InlineData("""{"conf":null}""", null, null, true, null, null)]
    public async Task Trigger_WhenSent_AsksForWhatTheBodySays(string body, string? runId, string? date, bool useNow, string? conf, string? note)
    {
        using var response = await SendAsync("POST", "dags/sales/dagRuns", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _client.Triggered.ShouldBe(new TriggerRequest
        {
            RunId = runId,
            LogicalDate = date is null ? null : DateTimeOffset.Parse(date),
            UseNow = useNow,
            ConfJson = conf,
            Note = note,
            TriggeredBy = "rest_api owner",
        });
    }

    [Theory]
    [InlineData(ActionStatus.Conflict, HttpStatusCode.Conflict)]
    [InlineData(ActionStatus.Invalid, HttpStatusCode.UnprocessableEntity)]
    [InlineData(ActionStatus.NotFound, HttpStatusCode.NotFound)]
    public async Task Trigger_WhenRefused_NamesEveryProblem(ActionStatus status, HttpStatusCode code)
    {
        _client.Outcome = ActionResult.Refuse(status, "First.", "Second.");
        using var response = await SendAsync("POST", "dags/sales/dagRuns", "{}");
        response.StatusCode.ShouldBe(code);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("detail").GetString().ShouldBe("First. Second.");
        problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("detail").GetString()).ShouldBe(["First.", "Second."]);
    }

    [Theory]
    [InlineData(0, 2, new[] { "r0", "r1" })]
    [InlineData(3, 2, new[] { "r3", "r4" })]
    [InlineData(5, 2, new string[0])]
    [InlineData(9, 2, new string[0])]
    [InlineData(0, 9, new[] { "r0", "r1", "r2", "r3", "r4" })]
    public async Task DagRuns_WhenPagedByOffset_GivesThatPartAndCountsAll(int offset, int limit, string[] expected)
    {
        _client.Runs = [.. Enumerable.Range(0, 5).Select(i => Samples.Run with { DagRunId = $"r{i}" })];
        var page = await _http.GetFromJsonAsync<JsonElement>($"api/v2/dags/~/dagRuns?offset={offset}&limit={limit}");
        page.GetProperty("dag_runs").EnumerateArray().Select(r => r.GetProperty("dag_run_id").GetString()).ShouldBe(expected);
        page.GetProperty("total_entries").GetInt32().ShouldBe(5);
    }

    [Theory]
    [InlineData("text/plain", "text/plain", "Started.\n\u001b[32mgrün\u001b[0m <ok>\n\n")]
    [InlineData("application/x-ndjson, */*;q=0.1", "application/x-ndjson", """
        {"timestamp":"2026-01-01T00:00:00Z","event":"Started.","number":1,"source":"system"}
        {"timestamp":"2026-01-01T00:00:00.005Z","event":"\u001B[32mgrün\u001B[0m <ok>","number":2,"source":"stdout"}
        {"timestamp":"2026-01-01T00:00:01Z","event":"","number":3,"source":"stderr"}

        """)]
    [InlineData("*/*", "application/json", """{"content":[{"timestamp":"2026-01-01T00:00:00Z","event":"Started.","number":1,"source":"system"},{"timestamp":"2026-01-01T00:00:00.005Z","event":"\u001B[32mgrün\u001B[0m <ok>","number":2,"source":"stdout"}],"continuation_token":"3","exists":true,"total_lines":3,"is_complete":true}""")]
    public async Task Log_WhenAcceptSays_ComesInThatForm(string accept, string mediaType, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v2/{Run}/taskInstances/extract/logs/1?limit=2");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _http.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        (await response.Content.ReadAsStringAsync()).ShouldBe(expected.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Log_WhenNoFormIsAccepted_Is406()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v2/{Run}/taskInstances/extract/logs/1");
        request.Headers.TryAddWithoutValidation("Accept", "image/png");
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task Call_WhenStoreIsUnavailable_Is503WithRetryAfter()
    {
        foreach (var failure in new Exception[] { new OrreryUnavailableException("The disk is full: free some space."), new InvalidOperationException("wrapped", new Storage.StoreUnavailableException("The disk is full: free some space.")) })
        {
            _client.Failure = failure;
            using var response = await SendAsync("GET", "dags", null);
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe("The disk is full: free some space.");
        }
    }

    [Fact]
    public async Task Call_WhenServerFails_Is500WithoutTheInside()
    {
        _client.Failure = new InvalidOperationException("secret inside");
        using var response = await SendAsync("GET", "dags", null);
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("secret");
        text.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("health", HttpStatusCode.OK, """{"status":"unhealthy","components":{"store":"unhealthy"}}""")]
    [InlineData("ready", HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","components":{"store":"unhealthy"},"reason":"The store is not available."}""")]
    public async Task Probe_WhenTheStoreFails_OnlyReadinessDoesAndNoDetailIsTold(string probe, HttpStatusCode status, string body)
    {
        using var anybody = new HttpClient { BaseAddress = _http.BaseAddress };
        using var well = await anybody.GetAsync(probe);
        well.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await well.Content.ReadAsStringAsync()).ShouldBe("""{"status":"healthy","components":{"store":"healthy","scheduler":"healthy","runtime":"healthy"}}""");

        _client.Health = new HealthInfo(IsHealthy: false, "0.1.0", [new ComponentHealth("store", false, "/secret/path is full")]);
        using var ill = await anybody.GetAsync(probe);
        ill.StatusCode.ShouldBe(status);
        (await ill.Content.ReadAsStringAsync()).ShouldBe(body);

        _client.Failure = new OrreryUnavailableException("gone");
        using var gone = await anybody.GetAsync(probe);
        gone.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Ready_WhenOnlyAHostIsAway_IsReadyAndSaysSo()
    {
        _client.Health = new HealthInfo(
            IsHealthy: false, "0.1.0", [new("store", true, "Answers."), new("scheduler", true, "On time."), new("runtime", false, "0 of 1 hosts.")]);
        using var ready = await _http.GetAsync("ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await ready.Content.ReadAsStringAsync();
        text.ShouldContain("\"runtime\":\"unhealthy\"");
        text.ShouldContain("\"runtime\":\"0 of 1 hosts.\"", Case.Sensitive, "who may read is told more");
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        if (!string.IsNullOrEmpty(body))
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request);
    }
}
