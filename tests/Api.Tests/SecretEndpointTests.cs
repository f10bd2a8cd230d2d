using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Client.Testing;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Api.Tests;

/// <summary>Variables, connections and their keys, as Airflow's clients ask for them and as ours does.</summary>
public sealed class SecretEndpointTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private const string Connection =
        """{"connection_id":"db","conn_type":"postgres","description":null,"host":"h","login":"l","schema":null,"port":5432,"password":"***","extra":"{\"token\":\"***\"}","team_name":null}""";

    private readonly ApiServer _server;
    private readonly HttpClient _http;
    private readonly HttpOrreryClient _client;

    public SecretEndpointTests(ApiServerFixture fixture)
    {
        _server = fixture.Server;
        _server.Client.Variables = new MemoryVariables();
        _server.Client.MemoryConnections = new MemoryConnections();
        _http = _server.CreateHttp();
        _client = _server.Connect();
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Variables_WhenThereAreSome_HaveTheShapeOfAirflow()
    {
        (await SendAsync("POST", "variables", """{"key":"region","value":"eu","description":"where"}""")).ShouldBe(
            (201, """{"key":"region","value":"eu","description":"where","is_encrypted":true,"team_name":null}"""));
        (await SendAsync("POST", "variables", """{"key":"api_token","value":"s3cr3t"}""")).Body.ShouldContain("\"value\":\"***\"");
        (await SendAsync("POST", "variables", """{"key":"team/limits","value":{"a":[1, 2]}}""")).Body.ShouldContain("""{\"a\":[1, 2]}""");

        (await SendAsync("GET", "variables?limit=1&order_by=-key&offset=1", null)).ShouldBe(
            (200, """{"variables":[{"key":"region","value":"eu","description":"where","is_encrypted":true,"team_name":null}],"total_entries":3}"""));
        (await SendAsync("GET", "variables?variable_key_pattern=regi&order_by=description,-key", null)).Body.ShouldContain("\"total_entries\":1");
        (await SendAsync("GET", "variables/team/limits", null)).Status.ShouldBe(200);
        (await SendAsync("GET", "variables/team%2Flimits", null)).Status.ShouldBe(200);
        (await SendAsync("DELETE", "variables/team%2Flimits", null)).ShouldBe((204, ""));
        (await SendAsync("GET", "variables/team/limits", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Connections_WhenThereAreSome_HaveTheShapeOfAirflow()
    {
        const string Body = """{"connection_id":"db","conn_type":"postgres","host":"h","login":"l","port":5432,"password":"s3cr3t","extra":"{\"token\":\"s3cr3t\"}"}""";
        (await SendAsync("POST", "connections", Body)).ShouldBe((201, Connection));
        (await SendAsync("GET", "connections/db", null)).ShouldBe((200, Connection));
        (await SendAsync("GET", "connections?limit=10&order_by=conn_type&connection_id_pattern=d", null)).ShouldBe((200, $$"""{"connections":[{{Connection}}],"total_entries":1}"""));

        // What was shown, sent back: the secrets stay.
        (await SendAsync("PATCH", "connections/db", Connection)).Status.ShouldBe(200);
        (await SendAsync("PATCH", "connections/db?update_mask=host", """{"connection_id":"db","conn_type":"http","host":"h2"}""")).Body.ShouldContain("\"conn_type\":\"postgres\",\"description\":null,\"host\":\"h2\"");
        (await SendAsync("POST", "secrets/connections", """{"connection_ids":["db"]}""")).Body.ShouldContain("\"password\":\"s3cr3t\"");
        (await SendAsync("DELETE", "connections/db", null)).ShouldBe((204, ""));
    }

    [Theory]
    [InlineData("POST", "variables", """{"key":"a"}""", 422, "value: Give the variable a value")]
    [InlineData("POST", "variables", """{"value":"1","descriptionn":"x"}""", 422, "key: Give the variable a key")]
    [InlineData("POST", "variables", """{"key":"taken","value":"1"}""", 409, "There is a variable 'taken' already.")]
    [InlineData("POST", "variables", """{"key":"a","value":"1","team_name":"t"}""", 422, "team_name: Not supported")]
    [InlineData("PATCH", "variables/none", """{"key":"none","value":"1"}""", 404, "There is no variable 'none'.")]
    [InlineData("PATCH", "variables/taken", """{"key":"other","value":"1"}""", 422, "key: A variable keeps its key")]
    [InlineData("PATCH", "variables/taken?update_mask=valu", """{"value":"1"}""", 422, "update_mask: Must name fields of")]
    [InlineData("PATCH", "variables/taken?update_mask=value", """{"description":"1"}""", 422, "value: Give the variable a value")]
    [InlineData("GET", "variables?order_by=_val", null, 422, "order_by: Must be one of key, id, description")]
    [InlineData("GET", "variables?limit=-1", null, 422, "limit: Must be a whole number from 0.")]
    [InlineData("DELETE", "variables/none", null, 404, "There is no variable 'none'.")]
    [InlineData("POST", "connections", """{"connection_id":"a b","conn_type":"","port":70000,"extra":"[]"}""", 422, "connection_id: The id 'a b' holds characters")]
    [InlineData("POST", "connections", """{"connection_id":"a","conn_type":"x","extra":"[]","port":"x"}""", 422, "port: Must be a whole number from 1. extra: Must be a JSON object")]
    [InlineData("PATCH", "connections/none", """{"connection_id":"none","conn_type":"x"}""", 404, "There is no connection 'none'.")]
    [InlineData("PATCH", "connections/none", """{"connection_id":"other","conn_type":"x"}""", 422, "connection_id: A connection keeps its id")]
    [InlineData("GET", "connections/none", null, 404, "There is no connection 'none'.")]
    [InlineData("PATCH", "variables", "{}", 422, "actions: Must be given.")]
    [InlineData("PATCH", "variables", """{"actions":[{"action":"drop"}]}""", 422, "actions[0].action: Must be one of create, update, delete.")]
    [InlineData("PATCH", "variables", """{"actions":[{"action":"create","entities":[{"key":"a","value":"1"},{"key":""}]}]}""", 422, "actions[0].entities[1].key: Give the variable a key")]
    [InlineData("PATCH", "connections", """{"actions":[{"action":"update","entities":[],"update_mask":["x"]}]}""", 422, "actions[0].update_mask: Must name fields")]
    public async Task Call_WhenWrong_NamesTheField(string method, string path, string? body, int status, string expected)
    {
        await _client.Variables.SetAsync(new VariableChange { Key = "taken", Value = "1" });

        var answer = await SendAsync(method, path, body);

        answer.Status.ShouldBe(status, answer.Body);
        answer.Body.ShouldContain(expected);
    }

    [Fact]
    public async Task Bulk_WhenActionsAreMixed_AnswersEachAsAirflowDoes()
    {
        await _client.Variables.SetAsync(new VariableChange { Key = "old", Value = "1" });

        var answer = JsonNode.Parse((await SendAsync("PATCH", "variables", """
            {"actions":[
              {"action":"create","entities":[{"key":"new","value":"1"},{"key":"old","value":"2"}],"action_on_existence":"overwrite"},
              {"action":"create","entities":[{"key":"newer","value":"1"},{"key":"old","value":"3"}]},
              {"action":"create","entities":[{"key":"old","value":"4"}],"action_on_existence":"skip"},
              {"action":"update","entities":[{"key":"new","value":"5","description":"kept out"}],"update_mask":["value"]},
              {"action":"update","entities":[{"key":"none","value":"5"}],"action_on_non_existence":"skip"},
              {"action":"delete","entities":["none"]}]}
            """)).Body)!;

        answer["create"]!.ToJsonString().ShouldBe("""{"success":["new","old"],"errors":[{"error":"The variables with these names already exist: old","status_code":409}]}""");
        answer["update"]!.ToJsonString().ShouldBe("""{"success":["new"],"errors":[]}""");
        answer["delete"]!.ToJsonString().ShouldBe("""{"success":[],"errors":[{"error":"The variables with these names do not exist: none","status_code":404}]}""");
        (await _client.Variables.RevealAsync([])).Items.Select(v => $"{v.Key}={v.Value}{v.Description}").ShouldBe(["new=5", "old=2"]);

        var connections = JsonNode.Parse((await SendAsync("PATCH", "connections", """
            {"actions":[{"action":"create","entities":[{"connection_id":"a","conn_type":"x"},{"connection_id":"b","conn_type":"x"}]},
                        {"action":"delete","entities":[{"connection_id":"a","conn_type":"x"}]}]}
            """)).Body)!;
        connections.ToJsonString().ShouldBe("""{"create":{"success":["a","b"],"errors":[]},"update":null,"delete":{"success":["a"],"errors":[]}}""");
    }

    [Fact]
    public async Task Test_WhenAllowedOrNot_AnswersAsAirflowDoes()
    {
        const string Body = """{"connection_id":"db","conn_type":"http"}""";
        (await SendAsync("POST", "connections/test", Body)).ShouldBe((200, """{"status":true,"message":"It answered."}"""));

        _server.Client.MemoryConnections.Answer = new ConnectionTestResult { Outcome = ActionResult.Refuse(ActionStatus.Conflict, "Testing connections is disabled.") };
        var refused = await SendAsync("POST", "connections/test", Body);
        refused.Status.ShouldBe(403);
        refused.Body.ShouldContain("Testing connections is disabled.");
    }

    [Fact]
    public async Task Defaults_WhenAskedForTwice_AreMadeOnce()
    {
        (await SendAsync("POST", "connections/defaults", null)).ShouldBe((204, ""));
        await _client.Connections.DeleteAsync("ssh_default");
        (await SendAsync("POST", "connections/defaults", null)).ShouldBe((204, ""));
        (await _client.Connections.ListAsync(new SecretQuery())).Items.Select(c => c.ConnectionId).ShouldContain("ssh_default");
    }

    [Theory]
    [InlineData("GET", "variables", "op")]
    [InlineData("GET", "variables/a/b", "op")]
    [InlineData("POST", "variables", "op")]
    [InlineData("GET", "connections", "op")]
    [InlineData("DELETE", "connections/a", "op")]
    [InlineData("POST", "connections/test", "op")]
    [InlineData("GET", "secrets/keys", "admin")]
    [InlineData("POST", "secrets/rotate", "admin")]
    [InlineData("POST", "secrets/variables", "admin")]
    [InlineData("POST", "SECRETS/connections", "admin")]
    public async Task Role_WhenItIsLessThanNeeded_IsRefused(string method, string path, string needed)
    {
        foreach (var role in new[] { "viewer", "user", "op", "admin" })
        {
            var isEnough = role == "admin" || (role == "op" && needed == "op");
            (await SendAsync(method, path, "{}", _server.Tokens.Add(role))).Status.ShouldBeOneOf(isEnough ? [200, 204, 404, 422] : [403]);
        }
    }

    [Fact]
    public async Task Client_WhenItSetsAndDeletes_FindsThemSo()
    {
        var change = new VariableChange { Key = "team/api token", Value = "s3cr3t", Description = "d" };
        (await _client.Variables.SetAsync(change)).ShouldBe(ActionResult.Done);
        (await _client.Variables.SetAsync(change with { IsNew = true })).Status.ShouldBe(ActionStatus.Conflict);
        (await _client.Variables.SetAsync(change with { Key = "x", IsNew = false })).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.Variables.SetAsync(change with { Key = "/" })).Status.ShouldBe(ActionStatus.Invalid);
        (await _client.Variables.SetAsync(change with { Value = null, Description = "e", Fields = ["description"] })).ShouldBe(ActionResult.Done);
        (await _client.Variables.GetAsync("team/api token")).ShouldBe(new VariableInfo { Key = "team/api token", Value = "***", Description = "e" });
        (await _client.Variables.RevealAsync(["team/api token"])).Items.ShouldHaveSingleItem().Value.ShouldBe("s3cr3t");
        (await _client.Variables.DeleteAsync("team/api token")).ShouldBe(ActionResult.Done);
        (await _client.Variables.GetAsync("team/api token")).ShouldBeNull();

        var connection = new ConnectionInfo { ConnectionId = "db", ConnType = "postgres", Password = "s3cr3t", Extra = """{"a":1}""", Port = 1 };
        (await _client.Connections.SetAsync(new ConnectionChange { Connection = connection })).ShouldBe(ActionResult.Done);
        (await _client.Connections.GetAsync("db")).ShouldBe(connection with { Password = "***" });
        (await _client.Connections.RevealAsync([])).Items.ShouldHaveSingleItem().ShouldBe(connection);
        (await _client.Connections.TestAsync(connection)).Message.ShouldBe("It answered.");

        var rotated = await _client.SecretKeys.RotateAsync(addKey: true);
        (rotated.Resealed, rotated.HasMore, rotated.KeyId).ShouldBe((3, true, "00000000000000aa"));
        (await _client.SecretKeys.CheckAsync()).Keys.Length.ShouldBe(2);
    }

    [Fact]
    public async Task List_WhenThereAreMoreThanAPage_IsReadWhole()
    {
        for (var i = 0; i < 1_005; i++)
        {
            await _server.Client.Variables.SetAsync(new VariableChange { Key = $"v{i:0000}", Value = "1" });
        }

        var page = await _client.Variables.ListAsync(new SecretQuery());
        (page.Items.Length, page.Total, page.Items[^1].Key).ShouldBe((1_005, 1_005, "v1004"));
        (await _client.Variables.ListAsync(new SecretQuery { Limit = 3, Offset = 2 })).Items.Select(v => v.Key).ShouldBe(["v0002", "v0003", "v0004"]);
    }

    private async Task<(int Status, string Body)> SendAsync(string method, string path, string? body, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Content = body is null || method is "GET" or "DELETE" ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
