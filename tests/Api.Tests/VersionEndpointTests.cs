using System.Text;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Api.Tests;

/// <summary>Releases, as Airflow's clients ask for them and as ours does.</summary>
public sealed class VersionEndpointTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private readonly FakeClient _fake;
    private readonly HttpClient _http;
    private readonly HttpOrreryClient _client;

    public VersionEndpointTests(ApiServerFixture fixture)
    {
        _fake = fixture.Server.Client;
        _fake.MemoryVersions.Forget();
        _http = fixture.Server.CreateHttp();
        _client = fixture.Server.Connect();
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Get_WhenThereIsARelease_HasTheShapeOfAirflow()
    {
        var text = await _http.GetStringAsync("api/v2/dags/etl/dagVersions/3");

        text[46..].ShouldStartWith($$"""version_number":3,"dag_id":"etl","dag_display_name":"etl","bundle_name":"main","bundle_version":"{{new string('3', 40)}}","bundle_url":null,"created_at":"2026-03-01T11:00:00Z","version":"{{new string('d', 64)}}","relative_fileloc":"etl.yaml","standing":"candidate","run_count":30,"success_count":29,"failed_count":1}""");
        (await _http.GetStringAsync("api/v2/dags/etl/dagVersions/3")).ShouldBe(text);
        (await _http.GetStringAsync("api/v2/dags/etl/dagVersions?limit=1")).ShouldEndWith(""","total_entries":2,"next_cursor":"3"}""");
        (await _http.GetStringAsync("api/v2/dagSources/etl?version_number=1")).ShouldBe(
            """{"content":"dag_id: etl\ntasks:\n- {task_id: load, bash: one}\n","dag_id":"etl","version_number":1,"dag_display_name":"etl","relative_fileloc":"etl.yaml"}""");
    }

    [Theory]
    [InlineData("GET", "dags/none/dagVersions", null, 404, "There is no DAG 'none'.")]
    [InlineData("GET", "dags/etl/dagVersions/9", null, 404, "DAG 'etl' has no release 9")]
    [InlineData("GET", "dags/etl/dagVersions?order_by=version_number", null, 422, "always ordered by '-version_number'")]
    [InlineData("GET", "dags/etl/dagVersions/diff?from=1&to=9", null, 404, "DAG 'etl' has no release 1 or 9")]
    [InlineData("GET", "dags/etl/dagVersions/diff?from=one", null, 422, "from: Must be a whole number from 1.")]
    [InlineData("GET", "dags/etl/dagVersions/diff", null, 200, "\"from\":2,\"to\":3,\"structure\":{\"dag\":[]")]
    [InlineData("GET", "dagSources/none", null, 404, "There is no DAG 'none'")]
    [InlineData("GET", "dags/etl/rollout", null, 200, "\"live_version_number\":2,\"previous_version_number\":1,\"candidate_version_number\":3")]
    [InlineData("GET", "dags/none/rollout", null, 404, "There is no DAG 'none'.")]
    [InlineData("PUT", "dags/etl/rollout", """{"percent":5,"rollback_after":2}""", 200, "\"percent\":5,\"next\":null,\"promote_after\":null,\"rollback_after\":2")]
    [InlineData("PUT", "dags/etl/rollout", """{"percent":0,"share":1}""", 422, "percent: Must be a whole number from 1. share: Not supported.")]
    [InlineData("PUT", "dags/none/rollout", """{"percent":5}""", 404, "There is no DAG 'none'.")]
    [InlineData("POST", "dags/etl/rollout/promote", null, 200, "\"live_version_number\":3")]
    [InlineData("POST", "dags/etl/rollout/promote", """{"version_number":1}""", 200, "\"live_version_number\":1")]
    [InlineData("POST", "dags/etl/rollout/rollback", "{}", 200, "\"candidate_version_number\":null")]
    [InlineData("PUT", "bundles/main/rollout", """{"next":2}""", 200, """{"bundle_name":"main","changed":7}""")]
    [InlineData("PUT", "bundles/main/rollout", """{"next":2,"version_number":1}""", 422, "version_number: Not supported.")]
    [InlineData("POST", "bundles/none/rollout/promote", null, 404, "There is no bundle 'none'.")]
    public async Task Call_WhenSent_IsAnsweredOrRefusedWithItsReason(string method, string path, string? body, int status, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task GetSource_WhenTextIsAccepted_IsTheTextAlone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/dagSources/etl");
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await _http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe(_fake.MemoryVersions.Sources[1]);
    }

    [Fact]
    public async Task Client_WhenItReads_GetsWhatTheInstallationSays()
    {
        var (here, there) = (_fake.Versions, _client.Versions);

        (await there.ListAsync(new ListQuery { DagId = "etl", Limit = 2 })).Items.ShouldBe((await here.ListAsync(new ListQuery { DagId = "etl", Limit = 2 })).Items);
        (await there.ListAsync(new ListQuery { DagId = "none" })).Items.ShouldBeEmpty();
        (await there.GetAsync("etl", 2)).ShouldBe(await here.GetAsync("etl", 2));
        (await there.GetAsync("etl", 7)).ShouldBeNull();
        (await there.GetSourceAsync("etl", 3)).ShouldBe(await here.GetSourceAsync("etl", 3));
        (await there.GetRolloutAsync("etl")).ShouldBe(await here.GetRolloutAsync("etl"));
        var diff = (await there.DiffAsync("etl", 1, 2))!;
        diff.StructureJson.ShouldBe((await here.DiffAsync("etl", 1, 2))!.StructureJson);
        diff.Source.ShouldContain("+- {task_id: load, bash: two}");
        (diff.FromStanding, diff.ToStanding).ShouldBe((ReleaseStanding.Previous, ReleaseStanding.Live));
    }

    [Fact]
    public async Task Client_WhenItChanges_AsksForExactlyThat()
    {
        var versions = _client.Versions;

        (await versions.SetRolloutAsync("etl", new RolloutRequest { Next = 3, PromoteAfter = 2, RollbackAfter = 1, Release = 1 })).Rollout!.Next.ShouldBe(3);
        (await versions.SetRolloutAsync("etl", new RolloutRequest { IsOff = true })).Outcome.ShouldBe(ActionResult.Done);
        (await versions.PromoteAsync("etl", null, "me")).Rollout!.Live.ShouldBe(3);
        (await versions.RollbackAsync("etl", 1, "me")).Rollout!.RolledBack.ShouldBe(3);
        (await versions.PromoteAsync("none", 1, "me")).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await versions.PromoteAsync("a/b", 1, "me")).Outcome.Status.ShouldBe(ActionStatus.NotFound);

        (await versions.ChangeBundleAsync("main", BundleRolloutAction.Set, new RolloutRequest { Percent = 5, RollbackAfter = 2 })).Changed.ShouldBe(7);
        (await versions.ChangeBundleAsync("main", BundleRolloutAction.Promote, new RolloutRequest())).Changed.ShouldBe(7);
        (await versions.ChangeBundleAsync("none", BundleRolloutAction.RollBack, new RolloutRequest())).Outcome.Status.ShouldBe(ActionStatus.NotFound);

        _fake.MemoryVersions.Asked.ShouldBe(
            ["rollout  3 2 1 1 False", "rollout      True", "promote ", "rollback 1", "bundle Set 5   2 False", "bundle Promote     False"]);
    }

    [Fact]
    public async Task Standing_WhenItIsAny_MakesTheTripThereAndBack()
    {
        await _client.Versions.RollbackAsync("etl", null, "me");

        (await _client.Versions.ListAsync(new ListQuery { DagId = "etl" })).Items.Select(v => v.Standing)
            .ShouldBe([ReleaseStanding.RolledBack, ReleaseStanding.Live, ReleaseStanding.Previous]);
    }
}
