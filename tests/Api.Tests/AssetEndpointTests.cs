using System.Net;
using System.Text;
using System.Text.Json;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests;

/// <summary>Assets over HTTP: shapes, statuses, and the round trip through the client.</summary>
public sealed class AssetEndpointTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly AssetInfo Asset = new()
    {
        Id = 7,
        Name = "orders",
        Uri = "s3://lake/orders",
        Group = "raw",
        ExtraJson = """{"owner":"me"}""",
        CreatedAt = Noon,
        UpdatedAt = Noon.AddMinutes(1),
        LastEventId = 3,
        LastEventAt = Noon.AddMinutes(2),
        Mentions =
        [
            new AssetMentionInfo { DagId = "report", Role = AssetMentionRole.Schedule, CreatedAt = Noon },
            new AssetMentionInfo { DagId = "sales", TaskId = "check", Role = AssetMentionRole.Inlet, CreatedAt = Noon },
            new AssetMentionInfo { DagId = "sales", TaskId = "extract", Role = AssetMentionRole.Outlet, CreatedAt = Noon },
        ],
        Aliases = ["regions"],
    };

    private static readonly AssetEventInfo Event = new()
    {
        Id = 3,
        AssetId = 7,
        Uri = "s3://lake/orders",
        Name = "orders",
        Group = "raw",
        Timestamp = Noon,
        ExtraJson = """{"rows":42}""",
        SourceDagId = "sales",
        SourceRunId = "r1",
        SourceTaskId = "extract",
        CreatedDagRuns = [new AssetRunInfo { DagId = "report", RunId = "asset_triggered__1", State = DagRunState.Running, StartDate = Noon }],
        Aliases = ["regions"],
    };

    private ApiServer _server = null!;

    private FakeAssets Assets => _server.Client.FakeAssets;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        Assets.Known.Add(Asset);
        Assets.Events.Add(Event);
        Assets.Aliases.Add(new AssetAliasInfo { Id = 9, Name = "regions", Uris = ["s3://lake/orders"] });
        Assets.Queued.Add(new QueuedAssetInfo { DagId = Samples.DagId, AssetId = 7, Uri = "s3://lake/orders", CreatedAt = Noon });
        Assets.NextRun = new NextRunAssets
        {
            ExpressionJson = """{"asset":"s3://lake/orders"}""",
            Assets = [new NextRunAsset { Id = 7, Uri = "s3://lake/orders", Name = "orders", NewsAt = Noon }],
        };
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Asset_WhenRead_HasTheShapeOfAirflows()
    {
        using var http = _server.CreateHttp();
        (await http.GetStringAsync("api/v2/assets/7")).ShouldBe(
            """{"id":7,"name":"orders","uri":"s3://lake/orders","group":"raw","extra":{"owner":"me"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:01:00Z","scheduled_dags":[{"dag_id":"report","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}],"producing_tasks":[{"dag_id":"sales","task_id":"extract","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}],"consuming_tasks":[{"dag_id":"sales","task_id":"check","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}],"aliases":[{"id":"""
            + Core.Assets.AssetIds.Of("regions")
            + ""","name":"regions","group":"","uris":null}],"watchers":[],"last_asset_event":{"id":3,"timestamp":"2026-01-01T12:02:00Z"},"is_active":true,"problem":null}""");
    }

    [Fact]
    public async Task Client_WhenItReads_GetsWhatTheServerHas()
    {
        using var client = new HttpOrreryClient(_server.Address, _server.Token);
        (await client.Assets.ListAsync(new() { Search = "ord", DagId = "sales", OnlyActive = false })).Items.Select(Text).ShouldBe([Text(Asset)]);
        (await client.Assets.FindAsync("orders"))!.Id.ShouldBe(7);
        (await client.Assets.FindAsync("s3://lake/orders"))!.Id.ShouldBe(7);
        (await client.Assets.FindAsync("none")).ShouldBeNull();
        (await client.Assets.GetAsync(8)).ShouldBeNull();
        (await client.Assets.ListAliasesAsync(new())).Items.ShouldHaveSingleItem().Uris.ShouldBe(["s3://lake/orders"]);
        (await client.Assets.ListEventsAsync(new() { AssetId = 7, SourceDagId = "sales", SourceRunId = "r1", SourceTaskId = "extract", After = Noon })).Items
            .Select(Text).ShouldBe([Text(Event)]);
        Assets.Requests.ShouldContain("events 7 sales r1 extract 2026-01-01T12:00:00.0000000+00:00 100");
        (await client.Assets.ListUpstreamEventsAsync(Samples.DagId, Samples.RunId)).ShouldHaveSingleItem().Id.ShouldBe(3);
        (await client.Assets.ListQueuedAsync(Samples.DagId, null)).ShouldHaveSingleItem().Uri.ShouldBe("s3://lake/orders");
        (await client.Assets.ListQueuedAsync(null, 7)).Length.ShouldBe(1);
        (await client.Assets.GetNextRunAsync(Samples.DagId)).ShouldNotBeNull().Assets.ShouldHaveSingleItem().NewsAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task Client_WhenItActs_AsksForIt()
    {
        using var client = new HttpOrreryClient(_server.Address, _server.Token);

        var emitted = await client.Assets.EmitAsync(7, new AssetEmission { ExtraJson = """{"rows":1}""" });
        var started = await client.Assets.MaterializeAsync(7, new TriggerRequest { ConfJson = """{"a":1}""" });
        var forgotten = await client.Assets.ForgetQueuedAsync(Samples.DagId, 7);

        emitted.Event.ShouldNotBeNull().Id.ShouldBe(3);
        (started.DagId, started.RunId).ShouldBe((Samples.DagId, Samples.RunId));
        forgotten.Status.ShouldBe(ActionStatus.Done);
        Assets.Requests.ShouldBe(["emit 7 {\"rows\":1} rest_api", "materialize 7 {\"a\":1}", $"forget {Samples.DagId} 7"]);
    }

    [Fact]
    public async Task Client_WhenRefused_HearsWhy()
    {
        Assets.Answer = ActionResult.Refuse(ActionStatus.Conflict, "Several DAGs write it.");
        using var client = new HttpOrreryClient(_server.Address, _server.Token);

        (await client.Assets.MaterializeAsync(7, new TriggerRequest())).Outcome.Problems.ShouldBe(["Several DAGs write it."]);
        (await client.Assets.ForgetQueuedAsync(null, 7)).Status.ShouldBe(ActionStatus.Conflict);
        (await client.Assets.EmitAsync(7, new AssetEmission { ExtraJson = "{" })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
    }

    [Theory]
    [InlineData("GET", "assets/8", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "assets/x", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "assets/aliases/9", null, HttpStatusCode.OK)]
    [InlineData("GET", "assets/aliases/8", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "assets?nope=1", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "assets/events?source_run_id=r", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "assets/events?timestamp_gt=yesterday", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "assets/events", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "assets/events", """{"asset_id":"7"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "assets/events", """{"asset_id":7,"extra":[]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "assets/events", """{"asset_id":7}""", HttpStatusCode.OK)]
    [InlineData("POST", "assets/7/materialize", null, HttpStatusCode.OK)]
    [InlineData("GET", "assets/7/queuedEvents", null, HttpStatusCode.OK)]
    [InlineData("GET", "assets/8/queuedEvents", null, HttpStatusCode.NotFound)]
    [InlineData("DELETE", "assets/7/queuedEvents", null, HttpStatusCode.NoContent)]
    [InlineData("GET", "dags/sales/assets/queuedEvents", null, HttpStatusCode.OK)]
    [InlineData("GET", "dags/none/assets/queuedEvents", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "dags/sales/assets/7/queuedEvents", null, HttpStatusCode.OK)]
    [InlineData("DELETE", "dags/sales/assets/queuedEvents", null, HttpStatusCode.NoContent)]
    [InlineData("GET", "dags/sales/assets/nextRun", null, HttpStatusCode.OK)]
    [InlineData("GET", "dags/sales/dagRuns/none/upstreamAssetEvents", null, HttpStatusCode.NotFound)]
    public async Task Request_WhenSent_IsAnsweredThus(string method, string path, string? body, HttpStatusCode status)
    {
        using var http = _server.CreateHttp();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
    }

    // Records of lists are equal only when they hold the same list.
    private static string Text<T>(T info) => JsonSerializer.Serialize(info);
}
