using System.Net;
using System.Net.Sockets;
using Orrery.Api.Tests.Support;
using Orrery.Client;
using Orrery.Client.Http;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests;

/// <summary>What the installation says arrives as it was said, through the whole API.</summary>
public sealed class HttpOrreryClientTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private readonly ApiServer _server;
    private readonly FakeClient _fake;
    private readonly HttpOrreryClient _client;

    public HttpOrreryClientTests(ApiServerFixture fixture)
    {
        _server = fixture.Server;
        _fake = _server.Client;
        _fake.Forget();
        _client = _server.Connect();
    }

    [Fact]
    public async Task Lists_WhenRead_RoundTrip()
    {
        var dags = await _client.ListDagsAsync(new ListQuery { Search = "sa l&s", Limit = 5 });
        dags.NextCursor.ShouldBe("sales");
        dags.Items.ShouldHaveSingleItem().ShouldSayTheSameAs(Samples.Dag);
        _fake.Calls.ShouldContain(c => c.StartsWith("dags sa l&s ", StringComparison.Ordinal));

        var runs = await _client.ListDagRunsAsync(new ListQuery { DagId = "sales", States = ["failed", "queued"], Limit = 3, Cursor = "0" });
        runs.Items.ShouldHaveSingleItem().ShouldBe(Samples.Run);
        _fake.Calls.ShouldContain(c => c.StartsWith("runs sales [failed,queued] ", StringComparison.Ordinal));

        (await _client.ListDagRunsAsync(new ListQuery())).Items.ShouldHaveSingleItem().ShouldBe(Samples.Run);
        (await _client.ListDagRunsAsync(new ListQuery { DagId = "none" })).Items.ShouldBeEmpty();
        (await _client.ListDagRunsAsync(new ListQuery { DagId = "no such" })).Items.ShouldBeEmpty();
        (await _client.ListImportErrorsAsync()).ShouldHaveSingleItem().ShouldBe(Samples.ImportError);
    }

    [Fact]
    public async Task Lookups_WhenRead_RoundTrip()
    {
        (await _client.GetDagAsync("sales"))!.ShouldSayTheSameAs(Samples.Dag);
        (await _client.GetDagRunAsync("sales", Samples.RunId)).ShouldBe(Samples.Run);
        (await _client.ListTaskInstancesAsync("sales", Samples.RunId)).ShouldBe([Samples.Task, Samples.Undecided, Samples.Broken]);
        (await _client.ListTriesAsync("sales", Samples.RunId, "extract")).ShouldBe([Samples.Try]);
        (await _client.GetStructureAsync(Samples.Version))!.ShouldSayTheSameAs(Samples.Structure);
        (await _client.ReadCellsAsync("sales", Samples.RunId))!.ShouldSayTheSameAs(Samples.Cells);
        (await _client.GetDocumentAsync(Samples.Version))!.ToJsonString().ShouldBe("""{"dag_id":"sales","tasks":[]}""");
        (await _client.WhyAsync("sales", Samples.RunId, "extract")).ShouldBe(["It waits for its next try.", "The run has 16 of 16 active tasks."]);
        (await _client.GetHealthAsync()).ShouldSayTheSameAs(Samples.Health);
        (await _client.GetOverviewAsync(Samples.Overview.Since)).ShouldSayTheSameAs(Samples.Overview);
        (await _client.ParseBundleAsync("main", force: true)).ShouldSayTheSameAs(Samples.Report);
    }

    [Theory]
    [InlineData("none", "none", "none")]
    [InlineData("..", "a/b", "?")]
    [InlineData("", "", "")]
    public async Task Lookups_WhenThereIsNothing_AnswerNullOrNothing(string dagId, string runId, string taskId)
    {
        (await _client.GetDagAsync(dagId)).ShouldBeNull();
        (await _client.GetDagRunAsync(dagId, runId)).ShouldBeNull();
        (await _client.ListTaskInstancesAsync(dagId, runId)).ShouldBeEmpty();
        (await _client.ListTriesAsync(dagId, runId, taskId)).ShouldBeEmpty();
        (await _client.WhyAsync(dagId, runId, taskId)).ShouldBeEmpty();
        (await _client.GetStructureAsync(dagId)).ShouldBeNull();
        (await _client.ReadCellsAsync(dagId, runId)).ShouldBeNull();
        (await _client.GetDocumentAsync(dagId)).ShouldBeNull();
        (await _client.ReadLogAsync(new LogAddress(dagId, runId, taskId, 1), 1, 10)).Exists.ShouldBeFalse();
        (await _client.WatchRunAsync(dagId, runId).ToListAsync()).ShouldBeEmpty();
        (await _client.FollowLogAsync(new LogAddress(dagId, runId, taskId, 1), 1).ToListAsync()).ShouldBeEmpty();
        (await _client.TriggerAsync(dagId, new TriggerRequest())).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await _client.SetPausedAsync(dagId, true)).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.ClearAsync(dagId, runId, [])).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.MarkRunAsync(dagId, runId, DagRunState.Failed)).Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task Actions_WhenDone_AskForTheSame()
    {
        var requests = new[]
        {
            new TriggerRequest(),
            new TriggerRequest { UseNow = false },
            new TriggerRequest { RunId = "x+1", LogicalDate = Samples.Midnight, UseNow = false, ConfJson = """{"a":{"b":[null,"ü"]}}""", Note = "n" },
            new TriggerRequest { IntervalStart = Samples.Midnight.AddDays(-1), IntervalEnd = Samples.Midnight, RunAfter = Samples.Midnight.AddHours(1) },
        };
        foreach (var request in requests)
        {
            var result = await _client.TriggerAsync("sales", request);
            (result.Outcome.Status, result.RunId).ShouldBe((ActionStatus.Done, "new"));
            _fake.Triggered.ShouldBe(request with { TriggeredBy = "rest_api owner" });
        }

        (await _client.SetPausedAsync("sales", paused: true)).Status.ShouldBe(ActionStatus.Done);
        (await _client.ClearAsync("sales", Samples.RunId, [])).Status.ShouldBe(ActionStatus.Done);
        (await _client.ClearAsync("sales", Samples.RunId, ["extract", "check"])).Status.ShouldBe(ActionStatus.Done);
        (await _client.MarkRunAsync("sales", Samples.RunId, DagRunState.Failed)).Status.ShouldBe(ActionStatus.Done);
        _fake.Calls.ShouldContain("pause sales True");
        _fake.Calls.ShouldContain($"clear tasks sales {Samples.RunId} []");
        _fake.Calls.ShouldContain($"clear tasks sales {Samples.RunId} [extract,check]");
        _fake.Calls.ShouldContain($"mark sales {Samples.RunId} Failed");
    }

    [Theory]
    [InlineData(ActionStatus.NotFound)]
    [InlineData(ActionStatus.Conflict)]
    [InlineData(ActionStatus.Invalid)]
    public async Task Actions_WhenRefused_AnswerEveryProblem(ActionStatus status)
    {
        _fake.Outcome = ActionResult.Refuse(status, "First.", "Second.");
        ActionResult[] results =
        [
            (await _client.TriggerAsync("sales", new TriggerRequest())).Outcome,
            await _client.SetPausedAsync("sales", paused: false),
            await _client.ClearAsync("sales", Samples.RunId, []),
            await _client.MarkRunAsync("sales", Samples.RunId, DagRunState.Success),
        ];
        foreach (var result in results)
        {
            result.Status.ShouldBe(status);
            result.Problems.ShouldBe(["First.", "Second."]);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("7")]
    public async Task Trigger_WhenConfIsNoObject_IsInvalid(string conf) =>
        (await _client.TriggerAsync("sales", new TriggerRequest { ConfJson = conf })).Outcome.Status.ShouldBe(ActionStatus.Invalid);

    [Fact]
    public async Task Log_WhenRead_RoundTrips()
    {
        var page = await _client.ReadLogAsync(Samples.Log, 2, 1);
        page.ShouldSayTheSameAs(new LogPage(Exists: true, [Samples.Lines[1]], 3, IsComplete: true));
        (await _client.ReadLogAsync(Samples.Log, -1, 10)).Lines.ShouldBe([Samples.Lines[2]]);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Call_WhenTokenIsWrong_SaysWhereTheRightOneIs(string token)
    {
        using var client = new HttpOrreryClient(_server.Address, token);
        var error = await Should.ThrowAsync<OrreryApiException>(() => client.GetHealthAsync());
        error.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        error.Message.ShouldContain("credential");
        await Should.ThrowAsync<OrreryApiException>(async () => await client.WatchChangesAsync().ToListAsync());
    }

    [Fact]
    public async Task Call_WhenServerFails_ThrowsWhatItSaid()
    {
        _fake.Failure = new InvalidOperationException("inside");
        var error = await Should.ThrowAsync<OrreryApiException>(() => _client.GetHealthAsync());
        error.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        error.Message.ShouldNotContain("inside");

        _fake.Failure = new OrreryUnavailableException("The disk is full.");
        (await Should.ThrowAsync<OrreryUnavailableException>(() => _client.GetHealthAsync())).Message.ShouldContain("The disk is full.");
    }

    [Fact]
    public async Task Call_WhenCursorIsRefused_Throws() =>
        (await Should.ThrowAsync<OrreryApiException>(() => _client.ListDagsAsync(new ListQuery { Cursor = new string('c', 2_000) }))).Message.ShouldContain("cursor");

    [Fact]
    public async Task Call_WhenNobodyListens_NamesAddressAndRemedy()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}");
        port.Stop();
        using var client = new HttpOrreryClient(address, "t");
        var error = await Should.ThrowAsync<OrreryUnavailableException>(() => client.GetHealthAsync());
        error.Message.ShouldContain(address.AbsoluteUri);
        error.Message.ShouldContain("orrery up");
        await Should.ThrowAsync<OrreryUnavailableException>(async () => await client.WatchRunAsync("a", "b").ToListAsync());
    }

    [Fact]
    public async Task Call_WhenSomethingElseListens_SaysSo()
    {
        using var client = new HttpOrreryClient(_server.Address, "t", new AnswerHandler());
        (await Should.ThrowAsync<OrreryApiException>(() => client.GetHealthAsync())).Message.ShouldContain("no Orrery server");
    }

    [Fact]
    public async Task Call_WhenCancelled_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _client.GetHealthAsync(cancelled.Token));
    }

    [Fact]
    public async Task CreateSignInLink_WhenAsked_GivesOneThatWorks()
    {
        var link = await _client.CreateSignInLinkAsync();
        link.Authority.ShouldBe(_server.Address.Authority);
        using var http = _server.CreateHttp(withToken: false);
        using var response = await http.GetAsync(link);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose() => _client.Dispose();

    private sealed class AnswerHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") });
    }
}
