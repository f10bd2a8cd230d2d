using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Api.Tests.Support;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Api.Tests;

/// <summary>Users and the audit over REST, and the clients that ask for them.</summary>
public sealed class UserEndpointTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Client_OverHttp_DoesWhatItIsAskedFor()
    {
        using var client = _server.Connect();
        (await client.Users.CreateAsync(new NewUser { Name = "Ada", Role = ApiRoles.None, DisplayName = "Ada L", Grants = [new("sales_*", ApiRoles.User)] }, "correct horse battery")).ShouldBe(ActionResult.Done);
        _server.Client.MemoryUsers.Passwords["ada"].ShouldBe("correct horse battery");
        var user = (await client.Users.GetAsync("ada")).ShouldNotBeNull();
        (user.Role, user.DisplayName, user.HasPassword, user.IsActive).ShouldBe((ApiRoles.None, "Ada L", true, true));
        user.Grants.ShouldBe([new GrantInfo("sales_*", ApiRoles.User)]);

        (await client.Users.ChangeAsync("ada", new UserChange { Role = ApiRoles.Op, IsActive = false, Grants = [], SignOut = true, DisplayName = "" }, "another good password")).ShouldBe(ActionResult.Done);
        user = (await client.Users.GetAsync("ada"))!;
        (user.Role, user.IsActive, user.Grants.Length, user.DisplayName).ShouldBe((ApiRoles.Op, false, 0, ""));
        _server.Client.MemoryUsers.SignedOut.ShouldBe(["ada"]);
        _server.Client.MemoryUsers.Passwords["ada"].ShouldBe("another good password");

        await client.Users.CreateAsync(new NewUser { Name = "eve", Role = ApiRoles.User }, password: null);
        var page = await client.Users.ListAsync(limit: 1);
        page.Items.Single().Name.ShouldBe("ada");
        (await client.Users.ListAsync(page.NextCursor, limit: 1)).Items.Single().Name.ShouldBe("eve");
        (await client.Users.CreateAsync(new NewUser { Name = "eve", Role = ApiRoles.User }, password: null)).Status.ShouldBe(ActionStatus.Conflict);
        (await client.Users.DeleteAsync("eve")).ShouldBe(ActionResult.Done);
        (await client.Users.DeleteAsync("eve")).Status.ShouldBe(ActionStatus.NotFound);
        (await client.Users.GetAsync("eve")).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"role": "user"}""", "name")]
    [InlineData("""{"name": "x"}""", "role")]
    [InlineData("""{"name": "x", "role": "user", "grants": "all"}""", "grants")]
    [InlineData("""{"name": "x", "role": "user", "grants": [{"pattern": "x"}]}""", "grants")]
    [InlineData("""{"name": "x", "role": "user", "is_admin": true}""", "is_admin")]
    public async Task Create_WithABadField_NamesIt(string body, string field)
    {
        using var http = _server.CreateHttp();
        using var response = await http.PostAsync("api/v2/users", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"field\":\"{field}\"");
    }

    [Fact]
    public async Task Answer_AboutAUser_NeverHoldsAPassword()
    {
        using var http = _server.CreateHttp();
        using var response = await http.PostAsync("api/v2/users", new StringContent("""{"name": "ada", "role": "user", "password": "correct horse battery"}""", Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("horse");
        text.ShouldNotContain("hash");
    }

    [Fact]
    public async Task EventLogs_InAirflowsShape_ComeWithTheirFilters()
    {
        _server.Client.MemoryAudit.Entries.AddRange(
        [
            new AuditInfo { Id = 1, When = Samples.Midnight, Event = "trigger_dag_run", Owner = "ada", DagId = "sales", RunId = "r", Address = "10.0.0.1", DetailsJson = """{"a":1}""" },
            new AuditInfo { Id = 2, When = Samples.Midnight, Event = "sign_in", Owner = "eve" },
        ]);
        using var http = _server.CreateHttp();
        var list = JsonNode.Parse(await http.GetStringAsync(
            "api/v2/eventLogs?order_by=-when&limit=1&owner=ada&event=x&excluded_events=y&excluded_events=z&after=2026-01-01T00:00:00Z&before=2027-01-01T00:00:00Z&map_index=-1&try_number=2&run_id=r&task_id=t"))!;
        var asked = _server.Client.MemoryAudit.Asked.ShouldHaveSingleItem();
        (asked.Owner, asked.RunId, asked.TaskId, asked.MapIndex, asked.TryNumber, asked.NewestFirst).ShouldBe(("ada", "r", "t", -1, 2, true));
        asked.Events.ShouldBe(["x"]);
        asked.ExcludedEvents.ShouldBe(["y", "z"]);
        list["event_logs"]!.AsArray().Count.ShouldBe(1);
        list["next_cursor"]!.GetValue<string>().ShouldBe("2");

        var one = JsonNode.Parse(await http.GetStringAsync("api/v2/eventLogs/1"))!.AsObject();
        one.Select(p => p.Key).ShouldBe(
            ["event_log_id", "when", "dag_id", "task_id", "run_id", "map_index", "try_number", "event", "logical_date", "owner", "extra", "dag_display_name", "task_display_name", "address"], ignoreOrder: true);
        (one["extra"]!.GetValue<string>(), one["owner"]!.GetValue<string>()).ShouldBe(("""{"a":1}""", "ada"));
        using var none = await http.GetAsync("api/v2/eventLogs/9");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var bad = await http.GetAsync("api/v2/eventLogs?order_by=extra");
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Audit_OverHttp_IsReadInPages()
    {
        _server.Client.MemoryAudit.Entries.AddRange(Enumerable.Range(1, 5).Select(i => new AuditInfo { Id = i, When = Samples.Midnight, Event = "e", Owner = "ada", DagId = i % 2 == 0 ? "sales" : null }));
        using var client = _server.Connect();
        var first = await client.Audit.ListAsync(new AuditQuery { Limit = 3 });
        first.Items.Select(e => e.Id).ShouldBe([5, 4, 3]);
        (await client.Audit.ListAsync(new AuditQuery { Limit = 3, Cursor = first.NextCursor })).Items.Select(e => e.Id).ShouldBe([2, 1]);
        (await client.Audit.GetAsync(2)).ShouldNotBeNull().DagId.ShouldBe("sales");
        (await client.Audit.GetAsync(9)).ShouldBeNull();

        // What is about no DAG is for admins; pages of the others are as full.
        using var viewer = _server.Connect(_server.Tokens.Add(ApiRoles.Viewer));
        var seen = await viewer.Audit.ListAsync(new AuditQuery { Limit = 1 });
        seen.Items.Select(e => e.Id).ShouldBe([4]);
        (await viewer.Audit.ListAsync(new AuditQuery { Limit = 1, Cursor = seen.NextCursor })).Items.Select(e => e.Id).ShouldBe([2]);
        (await viewer.Audit.GetAsync(1)).ShouldBeNull();
    }
}
