using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Orrery.Api.Tests.Support;

namespace Orrery.Api.Tests;

/// <summary>Whatever is sent, the answer is 4xx: the server neither fails nor does half of it.</summary>
public sealed class HostileInputTests : IClassFixture<ApiServerFixture>, IDisposable
{
    private static readonly string[] Endpoints =
    [
        "PATCH dags/sales", "POST dags/sales/dagRuns", "PATCH dags/sales/dagRuns/scheduled__2026-01-01T00:00:00+00:00", "POST dags/sales/clearTaskInstances",
        "POST bundles/main/parse", "POST variables", "PATCH variables", "PATCH variables/a", "POST connections", "PATCH connections", "PATCH connections/a", "POST connections/test",
        "POST secrets/rotate", "POST secrets/variables", "POST secrets/connections",
    ];

    private readonly HttpClient _http;
    private readonly FakeClient _client;

    public HostileInputTests(ApiServerFixture fixture)
    {
        _client = fixture.Server.Client;
        _client.Forget();
        _http = fixture.Server.CreateHttp();
    }

    public static TheoryData<string, string> Bodies() => new()
    {
        { "deep", string.Concat(Enumerable.Repeat("[", 10_000)) },
        { "deep conf", "{\"conf\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 101) },
        { "half a character", """{"note":"\ud800","conf":{"\udc00":1},"dag_run_id":"\ud800","task_ids":["\ud800"],"state":"\ud800","force":"\ud800","is_paused":"\ud800"}""" },
        { "half a character as a name", """{"\ud800":1}""" },
        { "NUL", """{"note":"\u0000","dag_run_id":"\u0000","state":"\u0000","is_paused":null,"force":"\u0000"}""" },
        { "huge number", """{"is_paused":1e999,"note":1e999,"dag_run_id":1e999,"state":1e999,"force":1e999}""" },
        { "far date", """{"logical_date":"99999-01-01T00:00:00Z","is_paused":0,"state":0,"dag_run_id":0,"force":0}""" },
        { "date beyond UTC", """{"logical_date":"0001-01-01T00:00:00+14:00","is_paused":0,"state":0,"dag_run_id":0,"force":0}""" },
        { "wrong kinds", """{"dag_run_id":{},"conf":"x","note":[],"logical_date":{},"state":[],"task_ids":{},"dry_run":"x","is_paused":[],"force":[]}""" },
        { "comment", "{/* */}" },
        { "trailing comma", """{"force":true,}""" },
        { "byte order mark", "\uFEFF\uFEFF{}" },
        { "two documents", "{}{}" },
        { "long id", $$"""{"dag_run_id":"{{new string('r', 100_000)}}","force":"{{new string('r', 100_000)}}","is_paused":"x","state":"x"}""" },
        { "long field", $$"""{"{{new string('f', 500_000)}}":1}""" },
        { "many fields", "{" + string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"f{i}\":1")) + "}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_WhenHostile_IsRefused(string name, string body)
    {
        foreach (var endpoint in Endpoints)
        {
            using var response = await SendAsync(endpoint, new StringContent(body, Encoding.UTF8, "application/json"));
            ((int)response.StatusCode).ShouldBeInRange(400, 499, $"{name} at {endpoint}");
            (await response.Content.ReadAsStringAsync()).Length.ShouldBeLessThan(10_000, $"{name} at {endpoint}");
        }

        _client.Calls.ShouldNotContain(c => c.StartsWith("trigger", StringComparison.Ordinal) || c.StartsWith("clear", StringComparison.Ordinal)
            || c.StartsWith("mark", StringComparison.Ordinal) || c.StartsWith("pause", StringComparison.Ordinal) || c.StartsWith("parse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_WhenTooLarge_Is413()
    {
        foreach (var endpoint in Endpoints)
        {
            using var response = await SendAsync(endpoint, new StringContent(new string(' ', (1 << 20) + 1), Encoding.UTF8, "application/json"));
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, endpoint);
        }
    }

    [Fact]
    public async Task Body_WhenNotUtf8_Is400()
    {
        using var content = new ByteArrayContent([.. "{\"note\":\""u8, 0xC3, 0x28, .. "\"}"u8]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await SendAsync("POST dags/sales/dagRuns", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("dags/%00")]
    [InlineData("dags/%2e%2e%2fetc%2fpasswd")]
    [InlineData("dags/..%5c..")]
    [InlineData("dags/%ff%fe")]
    [InlineData("dags/%F0%9F%92%A3")]
    [InlineData("dags/a%0d%0aSet-Cookie:x=y")]
    [InlineData("dags/sales/dagRuns/'%3B%20DROP%20TABLE%20dag;--")]
    [InlineData("dags/sales/dagRuns?cursor=%00")]
    [InlineData("dags/sales/dagRuns?limit=99999999999999999999")]
    [InlineData("dags/sales/dagRuns?state=%ff")]
    [InlineData("dags?dag_id_pattern=%00")]
    [InlineData("dags/sales/dagRuns/x/taskInstances/y/logs/99999999999999999999")]
    [InlineData("dags/sales/dagRuns/x/taskInstances/y/logs/1?first_line=9223372036854775808")]
    [InlineData("dags/sales/dagRuns/x/taskInstances/y/logs/1?token=-9223372036854775808")]
    [InlineData("%")]
    public async Task Path_WhenHostile_IsRefused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_http.BaseAddress}api/v2/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var response = await _http.SendAsync(request);
        ((int)response.StatusCode).ShouldBeInRange(400, 499);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20260101)]
    public async Task Anything_WhenRandom_NeverFailsTheServer(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            var endpoint = Endpoints[random.Next(Endpoints.Length)];
            var body = random.Next(2) == 0 ? RandomJson(random, depth: 0) : Mangled(random);
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await SendAsync(endpoint + RandomQuery(random), content);
            ((int)response.StatusCode).ShouldBeLessThan(500, $"seed {seed}, request {i}: {endpoint} {Encoding.UTF8.GetString(body)}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] RandomJson(Random random, int depth)
    {
        string[] names = ["dag_run_id", "note", "conf", "logical_date", "state", "is_paused", "force", "task_ids", "dry_run", "only_failed", "run_after", "x"];
        string[] values = ["null", "true", "\"\"", "\"2026-01-01T00:00:00Z\"", "\"\\ud83d\"", "-0", "1e400", "[]", "[\"load\"]", "{}", "\"success\"", "\"scheduled__2026-01-01T00:00:00+00:00\"", "[[[]]]"];
        var fields = Enumerable.Range(0, random.Next(5)).Select(_ =>
            $"\"{names[random.Next(names.Length)]}\":{(depth < 3 && random.Next(4) == 0 ? Encoding.UTF8.GetString(RandomJson(random, depth + 1)) : values[random.Next(values.Length)])}");
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', fields)}}}");
    }

    private static byte[] Mangled(Random random)
    {
        var bytes = RandomJson(random, depth: 0);
        for (var i = 0; i < 1 + random.Next(3); i++)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static string RandomQuery(Random random) => random.Next(4) switch
    {
        0 => $"?limit={random.Next().ToString(CultureInfo.InvariantCulture)}",
        1 => $"?{Uri.EscapeDataString(((char)random.Next(1, 0xD7FF)).ToString())}=%{random.Next(256):x2}",
        _ => "",
    };

    private async Task<HttpResponseMessage> SendAsync(string endpoint, HttpContent content)
    {
        var parts = endpoint.Split(' ', 2);
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), $"api/v2/{parts[1]}") { Content = content };

        // A server that refuses a body closes the connection; a client that asks first reads the answer instead of a broken pipe.
        request.Headers.ExpectContinue = true;
        return await _http.SendAsync(request);
    }
}
