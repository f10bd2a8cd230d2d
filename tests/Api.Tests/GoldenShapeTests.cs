using Orrery.Api.Tests.Support;

namespace Orrery.Api.Tests;

/// <summary>What programs rely on, to the letter: names, order, null for what is not known.</summary>
public sealed class GoldenShapeTests(ApiServerFixture fixture) : IClassFixture<ApiServerFixture>
{
    private const string Run = """{"dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","dag_id":"sales","dag_display_name":"sales","logical_date":"2026-01-01T00:00:00Z","queued_at":"2026-01-02T00:00:01Z","start_date":"2026-01-02T00:00:02Z","end_date":"2026-01-02T00:00:03.5Z","duration":1.5,"data_interval_start":"2026-01-01T00:00:00Z","data_interval_end":"2026-01-02T00:00:00Z","run_after":"2026-01-02T00:00:00Z","last_scheduling_decision":null,"run_type":"scheduled","state":"failed","triggered_by":"timetable","triggering_user_name":null,"conf":{"day":1,"name":"ü"},"note":"looked at","dag_versions":[],"bundle_version":null,"partition_key":null,"version_number":3,"version":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","reason":"timed_out"}""";

    private const string Dag = """{"dag_id":"sales","dag_display_name":"sales","description":"Sums up \"sales\" & more","is_paused":true,"is_stale":false,"last_parsed_time":null,"last_parse_duration":null,"last_expired":null,"bundle_name":"main","bundle_version":null,"relative_fileloc":"dags/sales.yaml","fileloc":"dags/sales.yaml","file_token":"bWFpbgBkYWdzL3NhbGVzLnlhbWw","timetable_summary":"0 0 * * *","timetable_description":"0 0 * * *","timetable_partitioned":false,"tags":[{"name":"daily","dag_id":"sales","dag_display_name":"sales"},{"name":"money","dag_id":"sales","dag_display_name":"sales"}],"owners":["finance"],"max_active_tasks":5,"max_active_runs":4,"max_consecutive_failed_dag_runs":0,"has_task_concurrency_limits":false,"has_import_errors":true,"next_dagrun_logical_date":"2026-01-02T00:00:00Z","next_dagrun_data_interval_start":"2026-01-02T00:00:00Z","next_dagrun_data_interval_end":"2026-01-03T00:00:00Z","next_dagrun_run_after":"2026-01-03T00:00:00Z","allowed_run_types":null,"latest_version_number":3,"version":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","candidate_version_number":null,"candidate_percent":null,"candidate_next":null,"task_count":2,"pause_reason":null,"latest_runs":[]}""";

    private const string Task = """{"id":"ID","task_id":"extract","dag_id":"sales","dag_run_id":"scheduled__2026-01-01T00:00:00+00:00","map_index":-1,"logical_date":"2026-01-01T00:00:00Z","run_after":"2026-01-02T00:00:00Z","start_date":"2026-01-02T00:00:02.25Z","end_date":"2026-01-02T00:00:03Z","duration":0.75,"state":"up_for_retry","try_number":2,"max_tries":3,"task_display_name":"extract","dag_display_name":"sales","hostname":"host-1","unixname":null,"pool":"default_pool","pool_slots":1,"queue":null,"priority_weight":null,"operator":"bash","operator_name":"bash","queued_when":null,"scheduled_when":"2026-01-02T00:00:02Z","pid":null,"executor":null,"executor_config":"{}","note":null,"rendered_map_index":null,"trigger":null,"triggerer_job":null,"dag_version":null,"ordinal":0,"level":2,"next_try_at":"2026-01-02T00:05:00Z","failure_message":"Exit code 3.","failure_reason":"exit_code"}""";

    private const string RunPath = "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00";

    public static TheoryData<string, string> Shapes() => new()
    {
        { "dags/sales", Dag },
        { "dags?cursor=x", $$"""{"dags":[{{Dag}}],"total_entries":null,"next_cursor":null}""" },
        { "dags?latest_runs=true", $$"""{"dags":[{{Dag.Replace("\"latest_runs\":[]", $"\"latest_runs\":[{Run}]", StringComparison.Ordinal)}}],"total_entries":1,"next_cursor":"sales"}""" },
        { RunPath, Run },
        { "dags/~/dagRuns", $$"""{"dag_runs":[{{Run}}],"total_entries":1,"next_cursor":null}""" },
        { $"{RunPath}/taskInstances/extract", Task },
        { $"{RunPath}/taskInstances?limit=1", $$"""{"task_instances":[{{Task}}],"total_entries":3,"next_cursor":"1"}""" },
        { $"{RunPath}/taskInstances/extract/why", """{"reasons":["It waits for its next try.","The run has 16 of 16 active tasks."]}""" },
        { $"{RunPath}/cells", $$"""{"version":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","task_count":3,"cells":"{{Convert.ToBase64String([.. Samples.Cells.Deflated])}}","mapped":[{"task":1,"counts":[0,0,0,0,3,1]}],"others":[{"task_id":"gone","cell":12}]}""" },
        { "importErrors", """{"import_errors":[{"import_error_id":ID,"timestamp":"2026-01-01T01:00:00Z","filename":"dags/broken.yaml","bundle_name":"main","stack_trace":"dags/broken.yaml:3:5: unknown field 'taks'; did you mean 'tasks'?","first_seen":"2026-01-01T00:00:00Z","details":[]}],"total_entries":1}""" },
        { "monitor/health", """{"metadatabase":{"status":"healthy"},"scheduler":{"status":"healthy","latest_scheduler_heartbeat":null},"triggerer":{"status":null,"latest_triggerer_heartbeat":null},"dag_processor":null,"is_healthy":true,"version":"0.1.0","components":[{"name":"store","is_healthy":true,"detail":"Durable.","latest_heartbeat":null},{"name":"scheduler","is_healthy":true,"detail":"On time.","latest_heartbeat":null},{"name":"runtime","is_healthy":true,"detail":"2 of 8 slots taken.","latest_heartbeat":null}]}""" },
        { "dags/none", """{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no DAG 'none'."}""" },
        { "dags?limit=x&offset=-1", """{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"limit: Must be a whole number from 1. offset: Must be a whole number from 0.","errors":[{"field":"limit","detail":"Must be a whole number from 1."},{"field":"offset","detail":"Must be a whole number from 0."}]}""" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Answer_WhenRead_HasExactlyThisShape(string path, string expected)
    {
        using var http = fixture.Server.CreateHttp();
        using var response = await http.GetAsync($"api/v2/{path}");
        var text = WithoutIds(await response.Content.ReadAsStringAsync());
        text.ShouldBe(expected);
    }

    [Fact]
    public async Task TaskInstance_WhenNothingIsDecided_HasTheStateNull()
    {
        using var http = fixture.Server.CreateHttp();
        (await http.GetStringAsync($"api/v2/{RunPath}/taskInstances/load")).ShouldContain("\"state\":null");
    }

    [Fact]
    public async Task Id_WhenAskedTwice_IsTheSameAndDiffersBetweenTasks()
    {
        using var http = fixture.Server.CreateHttp();
        var first = await http.GetStringAsync($"api/v2/{RunPath}/taskInstances/extract");
        first.ShouldBe(await http.GetStringAsync($"api/v2/{RunPath}/taskInstances/extract"));
        IdOf(first).ShouldNotBe(IdOf(await http.GetStringAsync($"api/v2/{RunPath}/taskInstances/load")));
    }

    private static string IdOf(string json) => json[..json.IndexOf(',', StringComparison.Ordinal)];

    private static string WithoutIds(string json) => System.Text.RegularExpressions.Regex.Replace(
        System.Text.RegularExpressions.Regex.Replace(json, "\"id\":\"[0-9a-f-]{36}\"", "\"id\":\"ID\""), "\"import_error_id\":[0-9]+", "\"import_error_id\":ID");
}
