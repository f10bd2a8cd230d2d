using System.Text;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Api.Tests;

/// <summary>Pools, as Airflow's clients ask for them and as ours does.</summary>
public sealed class PoolEndpointTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpOrreryClient _client;

    public PoolEndpointTests(ApiServerFixture fixture)
    {
        fixture.Server.Client.MemoryPools.Forget();
        _http = fixture.Server.CreateHttp();
        _client = fixture.Server.Connect();
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Get_WhenThereIsAPool_HasTheShapeOfAirflow()
    {
        (await _http.GetStringAsync("api/v2/pools/default_pool")).ShouldBe(
            """{"name":"default_pool","slots":128,"description":"Default pool","include_deferred":false,"occupied_slots":3,"running_slots":3,"queued_slots":2,"scheduled_slots":1,"open_slots":125,"deferred_slots":4,"team_name":null}""");
        (await _http.GetStringAsync("api/v2/pools?limit=1&order_by=name")).ShouldStartWith("""{"pools":[{"name":"default_pool",""");
        (await _http.GetStringAsync("api/v2/pools?offset=1")).ShouldBe("""{"pools":[],"total_entries":1}""");
    }

    [Theory]
    [InlineData("POST", "pools", """{"name":"small","slots":2,"description":"d","include_deferred":true}""", 201, "\"open_slots\":2")]
    [InlineData("POST", "pools", """{"name":"any","slots":-1,"include_deferred":false,"team_name":null}""", 201, "\"open_slots\":-1")]
    [InlineData("PATCH", "pools/default_pool", """{"slots":7}""", 200, "\"slots\":7,\"description\":\"Default pool\"")]
    [InlineData("PATCH", "pools/default_pool?update_mask=slots", """{"name":"default_pool","slots":7,"description":"no"}""", 200, "\"slots\":7,\"description\":\"Default pool\"")]
    [InlineData("PATCH", "pools/default_pool", """{"description":null}""", 200, "\"description\":null")]
    [InlineData("POST", "pools", """{"name":"default_pool","slots":2}""", 409, "There is a pool 'default_pool' already.")]
    [InlineData("POST", "pools", """{"name":"a b","slots":-2}""", 422, "slots: Must be a whole number from -1. name: The name 'a b' holds ' '")]
    [InlineData("POST", "pools", "{}", 422, "name: Give the pool a name. slots: Say how many slots")]
    [InlineData("PATCH", "pools/none", """{"slots":7}""", 404, "There is no pool 'none'.")]
    [InlineData("PATCH", "pools/default_pool", """{"name":"other"}""", 422, "name: A pool keeps its name")]
    [InlineData("PATCH", "pools/default_pool", """{"slots":1.5}""", 422, "slots: Must be a whole number")]
    [InlineData("PATCH", "pools", """{"actions":[{"action":"create","entities":[{"name":"a","slots":1},{"name":"default_pool","slots":1}]}]}""", 200,
        """{"create":{"success":[],"errors":[{"error":"The pools with these names already exist: default_pool","status_code":409}]},"update":null,"delete":null}""")]
    [InlineData("PATCH", "pools", """{"actions":[{"action":"create","entities":[{"name":"a","slots":1},{"name":"default_pool","slots":1}],"action_on_existence":"skip"}]}""", 200,
        """{"create":{"success":["a"],"errors":[]}""")]
    [InlineData("PATCH", "pools", """{"actions":[{"action":"update","entities":[{"name":"default_pool","slots":7},{"name":"none","slots":7}],"action_on_non_existence":"skip"}]}""", 200,
        "\"update\":{\"success\":[\"default_pool\"],\"errors\":[]}")]
    [InlineData("PATCH", "pools", """{"actions":[{"action":"delete","entities":["default_pool","none"],"action_on_non_existence":"skip"}]}""", 200,
        "\"delete\":{\"success\":[],\"errors\":[{\"error\":\"default_pool: Pool 'default_pool'")]
    [InlineData("GET", "pools/none", null, 404, "There is no pool 'none'.")]
    [InlineData("DELETE", "pools/default_pool", null, 422, "cannot be deleted")]
    [InlineData("DELETE", "pools/none", null, 404, "There is no pool 'none'.")]
    public async Task Call_WhenSent_IsAnsweredOrRefusedWithItsReason(string method, string path, string? body, int status, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task Client_WhenItSetsAndDeletesPools_FindsThemSo()
    {
        var settings = new PoolSettings { Slots = 2, Description = "two", IncludeDeferred = true };
        (await _client.Pools.SetAsync("mine", settings)).ShouldBe(ActionResult.Done);
        (await _client.Pools.SetAsync("mine", settings with { IsNew = true })).Status.ShouldBe(ActionStatus.Conflict);
        (await _client.Pools.SetAsync("other", settings with { IsNew = false })).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.Pools.SetAsync("mine", new PoolSettings { Slots = 3 })).ShouldBe(ActionResult.Done);

        (await _client.Pools.ListAsync()).Select(p => p.Name).ShouldBe(["default_pool", "mine"]);
        (await _client.Pools.GetAsync("mine")).ShouldBe(new PoolInfo { Name = "mine", Slots = 3, Description = "two", IncludeDeferred = true });
        (await _client.Pools.DeleteAsync("mine")).ShouldBe(ActionResult.Done);
        (await _client.Pools.DeleteAsync("mine")).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.Pools.GetAsync("a b")).ShouldBeNull();
        (await _client.Pools.SetAsync("a b", settings)).Status.ShouldBe(ActionStatus.Invalid);
    }
}
