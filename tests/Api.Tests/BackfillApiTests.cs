using System.Text;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Core.Backfills;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests;

/// <summary>Backfills over the API, in Airflow's shape, and through the HTTP client.</summary>
public sealed class BackfillApiTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private const string Wish = """{"dag_id":"sales","from_date":"2026-01-01T00:00:00Z","to_date":"2026-01-02T00:00:00+01:00"}""";
    private const string Backfill = """{"id":7,"dag_id":"sales","from_date":"2026-01-01T00:00:00Z","to_date":"2026-01-04T00:00:00Z","dag_run_conf":{"day":1},"is_paused":true,"reprocess_behavior":"failed","max_active_runs":3,"created_at":"2026-01-10T00:00:00Z","completed_at":"2026-01-11T00:00:00Z","updated_at":"2026-01-11T00:00:00Z","dag_display_name":"sales","run_backwards":true,"cancelled_at":"2026-01-11T00:00:00Z","triggered_by":"cli","date_count":4,"done_count":3,"queued_count":1,"running_count":2,"success_count":5,"failed_count":6}""";
    private const string Skipped = """{"logical_date":"2026-01-01T00:00:00Z","partition_key":null,"partition_date":null,"ordinal":1,"action":null,"reason":"already exists","dag_run_id":"x","state":"success"}""";
    private const string Made = """{"logical_date":"2026-01-02T00:00:00Z","partition_key":null,"partition_date":null,"ordinal":2,"action":"create","reason":null,"dag_run_id":null,"state":null}""";

    private readonly FakeClient _fake;
    private readonly HttpClient _http;
    private readonly HttpOrreryClient _client;

    public BackfillApiTests(ApiServerFixture fixture)
    {
        _fake = fixture.Server.Client;
        _fake.Forget();
        _http = fixture.Server.CreateHttp();
        _client = fixture.Server.Connect();
    }

    public static TheoryData<string, string, string?, int, string> Calls() => new()
    {
        { "GET", "backfills/7", null, 200, Backfill },
        { "GET", "backfills?dag_id=sales&limit=5", null, 200, $$"""{"backfills":[{{Backfill}}],"total_entries":2,"next_cursor":"7"}""" },
        { "GET", "backfills?cursor=7&order_by=-id", null, 200, $$"""{"backfills":[{{Backfill}}],"total_entries":null,"next_cursor":null}""" },
        { "GET", "backfills/7/runs", null, 200, $$"""{"backfill_runs":[{{Skipped}},{{Made}}],"total_entries":2,"next_cursor":null}""" },
        { "POST", "backfills", Wish, 200, Backfill },
        { "POST", "backfills/dry_run", Wish, 200, $$"""{"backfills":[{{Made}}],"total_entries":1,"skipped":[{{Skipped}}],"date_count":2}""" },
        { "PUT", "backfills/7/pause", null, 200, Backfill },
        { "PUT", "backfills/7/unpause", null, 200, Backfill },
        { "PUT", "backfills/7/cancel", null, 200, Backfill },
        { "GET", "dags/sales/nextRuns?limit=2", null, 200, """{"next_runs":[{"logical_date":"2026-01-01T00:00:00Z","data_interval_start":"2026-01-01T00:00:00Z","data_interval_end":"2026-01-02T00:00:00Z","run_after":"2026-01-02T00:00:00Z"}],"total_entries":1}""" },

        { "GET", "backfills/8", null, 404, "There is no backfill 8." },
        { "GET", "backfills/8/runs", null, 404, "There is no backfill 8." },
        { "GET", "backfills/x", null, 404, "There is nothing at GET" },
        { "GET", "backfills?order_by=id", null, 422, "always ordered by '-id'" },
        { "PUT", "backfills/8/pause", null, 404, "There is no backfill 8." },
        { "GET", "dags/none/nextRuns", null, 404, "There is no DAG 'none'." },
        { "POST", "backfills", "{}", 422, "dag_id: Must be given. from_date: Must be given. to_date: Must be given." },
        { "POST", "backfills", """{"dag_id":"sales","from_date":"tomorrow","to_date":null}""", 422, "to_date: Must be given." },
        { "POST", "backfills", """{"dag_id":"a","from_date":"2026-01-01T00:00:00Z","to_date":"2026-01-01T00:00:00Z","max_active_runs":0,"reprocess_behavior":"all","run_on_latest_version":false}""", 422, "reprocess_behavior: Must be one of none, failed, completed. run_on_latest_version: Not supported here: leave it out. max_active_runs: Must be a whole number from 1." },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenSent_IsAnsweredOrRefusedWithItsReason(string method, string path, string? body, int status, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        ((int)response.StatusCode).ShouldBe(status, text);
        if (status == 200)
        {
            text.ShouldBe(expected);
        }
        else
        {
            text.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Client_WhenAsked_SaysTheSameOverTheApi()
    {
        (await _client.ListBackfillsAsync(new ListQuery { DagId = "sales", Limit = 3 })).Items.ShouldHaveSingleItem().ShouldBe(FakeClient.SampleBackfill);
        (await _client.GetBackfillAsync(7)).ShouldBe(FakeClient.SampleBackfill);
        (await _client.GetBackfillAsync(8)).ShouldBeNull();
        (await _client.GetBackfillAsync(-1)).ShouldBeNull();
        (await _client.ListBackfillDatesAsync(7, new ListQuery())).Items.ShouldBe(FakeClient.SampleDates);
        (await _client.ListNextRunsAsync("sales", 4)).ShouldBe([FakeClient.SampleNext]);
        (await _client.ListNextRunsAsync("no such", 4)).ShouldBeEmpty();
        var request = new BackfillRequest
        {
            FromDate = Samples.Midnight,
            ToDate = Samples.Midnight.AddDays(1),
            RunBackwards = true,
            ReprocessBehavior = ReprocessBehavior.Completed,
            MaxActiveRuns = 2,
            ConfJson = """{"day":[1]}""",
        };

        (await _client.CreateBackfillAsync("sales", request)).BackfillId.ShouldBe(7);
        _fake.Asked.ShouldBe(request with { TriggeredBy = "rest_api owner" });
        var preview = await _client.PreviewBackfillAsync("sales", request with { ConfJson = null });
        _fake.Asked!.ConfJson.ShouldBeNull();
        (preview.DateCount, preview.RunCount).ShouldBe((2, 1));
        preview.Dates.ShouldBe(FakeClient.SampleDates);
        (await _client.SetBackfillPausedAsync(7, paused: true)).Status.ShouldBe(ActionStatus.Done);
        (await _client.SetBackfillPausedAsync(7, paused: false)).Status.ShouldBe(ActionStatus.Done);
        (await _client.CancelBackfillAsync(7)).Status.ShouldBe(ActionStatus.Done);
        (await _client.CancelBackfillAsync(-7)).Status.ShouldBe(ActionStatus.NotFound);
        _fake.Calls.ShouldContain("pause backfill 7 True");
        _fake.Calls.ShouldContain("pause backfill 7 False");
        _fake.Calls.ShouldContain("cancel backfill 7");
    }

    [Fact]
    public async Task Client_WhenRefused_AnswersEveryProblem()
    {
        _fake.Outcome = ActionResult.Refuse(ActionStatus.Conflict, "First.", "Second.");
        var request = new BackfillRequest { FromDate = Samples.Midnight, ToDate = Samples.Midnight };
        ActionResult[] results =
        [
            (await _client.CreateBackfillAsync("sales", request)).Outcome,
            (await _client.PreviewBackfillAsync("sales", request)).Outcome,
            await _client.SetBackfillPausedAsync(7, paused: true),
            await _client.CancelBackfillAsync(7),
        ];

        foreach (var result in results)
        {
            result.Status.ShouldBe(ActionStatus.Conflict);
            result.Problems.ShouldBe(["First.", "Second."]);
        }

        (await _client.CreateBackfillAsync("a/b", request)).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await _client.CreateBackfillAsync("sales", request with { ConfJson = "{" })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }
}
