using System.Net;
using System.Text;
using System.Text.Json;
using Orrery.Api.Tests.Support;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Api.Tests;

/// <summary>Questions to people over REST, in the shape of Airflow's <c>hitlDetails</c>, and through the client that speaks it.</summary>
public sealed class HitlTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private const string Run = "dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00";

    private static readonly ApprovalInfo Open = new()
    {
        DagId = Samples.DagId, DagRunId = Samples.RunId, TaskId = Samples.TaskId, TryNumber = 2, Subject = "Release?", Body = "All green.",
        Options = ["Approve", "Reject"], Defaults = ["Reject"], AssignedUsers = ["ann"], CreatedAt = Samples.Midnight,
    };

    private static readonly ApprovalInfo Answered = Open with
    {
        RespondedAt = Samples.Midnight.AddHours(1), RespondedBy = "ann", ChosenOptions = ["Approve"], ParamsInputJson = """{"day":1}""",
    };

    private readonly ApiServer _server;
    private readonly FakeClient _client;
    private readonly HttpClient _http;

    public HitlTests(ApiServerFixture fixture)
    {
        _server = fixture.Server;
        _client = _server.Client;
        _client.Forget();
        _client.Approvals.Clear();
        _http = _server.CreateHttp();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Get_WhenATaskAsks_HasAirflowsShape()
    {
        _client.Approvals.Add(Answered);

        using var json = JsonDocument.Parse(await _http.GetStringAsync($"api/v2/{Run}/taskInstances/extract/-1/hitlDetails"));

        var root = json.RootElement;
        root.GetProperty("task_instance").GetProperty("task_id").GetString().ShouldBe("extract");
        string.Join(' ', root.EnumerateObject().Where(p => p.Name != "task_instance").Select(p => p.Value.GetRawText())).ShouldBe(
            """["Approve","Reject"] "Release?" "All green." ["Reject"] false {} [{"id":"ann","name":"ann"}] "2026-01-01T00:00:00Z" {"id":"ann","name":"ann"} "2026-01-01T01:00:00Z" ["Approve"] {"day":1} true 2""");
    }

    [Theory]
    [InlineData("dags/~/dagRuns/~/hitlDetails", "approvals   1000")]
    [InlineData(Run + "/hitlDetails?limit=7", "approvals sales scheduled__2026-01-01T00:00:00+00:00 1000")]
    public async Task List_WhenSomethingAsks_ListsIt(string path, string call)
    {
        _client.Approvals.Add(Open);

        using var json = JsonDocument.Parse(await _http.GetStringAsync($"api/v2/{path}"));

        _client.Calls.ShouldContain(call);
        json.RootElement.GetProperty("total_entries").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("hitl_details")[0].GetProperty("response_received").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "dags/sales/dagRuns/none/hitlDetails", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "dags/sales/dagRuns/~/hitlDetails", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", Run + "/taskInstances/extract/-1/hitlDetails", null, HttpStatusCode.NotFound)]
    [InlineData("GET", Run + "/taskInstances/extract/x/hitlDetails", null, HttpStatusCode.NotFound)]
    [InlineData("PATCH", Run + "/taskInstances/extract/-1/hitlDetails", """{"chosen_options":7}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PATCH", Run + "/taskInstances/extract/-1/hitlDetails", """{"chosen_options":["Approve"],"responded_by":"ann"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PATCH", Run + "/taskInstances/extract/-1/hitlDetails", """{"chosen_options":["Approve"],"other":1}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Call_WhenItMeansNothing_IsRefused(string method, string path, string? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Patch_WithAnAnswer_IsTakenAndRepeated()
    {
        _client.Approvals.Add(Answered);
        using var body = new StringContent("""{"chosen_options":["Approve"],"params_input":{"day":1}}""", Encoding.UTF8, "application/json");

        using var response = await _http.PatchAsync($"api/v2/{Run}/taskInstances/extract/-1/hitlDetails", body);

        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"responded_by":{"id":"ann","name":"ann"},"responded_at":"2026-01-01T01:00:00Z","chosen_options":["Approve"],"params_input":{"day":1}}""");
        _client.Calls.ShouldContain("""answer scheduled__2026-01-01T00:00:00+00:00 extract[-1] Approve {"day":1} owner for others""");
    }

    [Fact]
    public async Task Client_OverHttp_ReadsAndAnswers()
    {
        using var client = _server.Connect();
        _client.Approvals.Add(Answered);
        (await client.ListApprovalsAsync(new ApprovalQuery())).ShouldHaveSingleItem().ShouldSayTheSameAs(Answered);
        (await client.ListApprovalsAsync(new ApprovalQuery { DagId = Samples.DagId, DagRunId = "none" })).ShouldBeEmpty();
        var answer = new ApprovalAnswer { TaskId = Samples.TaskId, ChosenOptions = ["Reject"], RespondedBy = "ann" };

        (await client.AnswerAsync(Samples.DagId, Samples.RunId, answer)).Status.ShouldBe(ActionStatus.Done);
        _client.Calls.ShouldContain(c => c.EndsWith(" owner for others", StringComparison.Ordinal), "the server knows who it is by the credential, whatever the answer says");
        _client.Outcome = ActionResult.Refuse(ActionStatus.Conflict, "Too late.");
        (await client.AnswerAsync(Samples.DagId, Samples.RunId, answer)).Problems.ShouldBe(["Too late."]);
        (await client.AnswerAsync(Samples.DagId, Samples.RunId, answer with { ParamsInputJson = "{" })).Status.ShouldBe(ActionStatus.Invalid);
        (await client.AnswerAsync("no/such", Samples.RunId, answer)).Status.ShouldBe(ActionStatus.NotFound);
    }
}
