using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orrery.Rest.Tests.Support;

namespace Orrery.Rest.Tests;

/// <summary>Whoever has a grant for one DAG is answered the same whether there are others or not: no names, no counts, no numbers.</summary>
public sealed partial class HiddenDagTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const int Seed = 20_261_123;
    private const int CallsOfEach = 10;

    [Fact]
    public async Task Read_ByWhoSeesOneDag_IsTheSameWhetherThereAreOthers()
    {
        var document = (JsonObject)await server.GetAsync("openapi.json");
        List<(string Method, string Path, string? Body)> calls =
        [
            .. SampleCalls.All.Where(c => c.Operation.StartsWith("GET ", StringComparison.Ordinal) && !c.Path.Contains('{', StringComparison.Ordinal) && !Excluded(c.Path)).Select(c => ("GET", c.Path, c.Body)),
            ("GET", "dags/~/dagRuns", null), ("GET", "dags/~/dagRuns?limit=1&order_by=-id", null), ("GET", "dags/~/dagRuns/~/taskInstances", null),
            ("GET", "dags/~/dagRuns/~/hitlDetails", null), ("GET", "dags/~/dagRuns/~/taskInstances/~/xcomEntries", null), ("GET", "eventLogs?limit=3", null),
            ("GET", "backfills", null), ("GET", "backfills/1", null), ("GET", "importErrors", null), ("GET", "dagTags", null), ("GET", "dagStats", null), ("GET", "dagWarnings", null),
            ("GET", "dags?limit=1&order_by=-dag_id", null), ("GET", "dags?dag_id_pattern=zq", null), ("GET", "dags?limit=50&offset=2", null), ("GET", "dags/~/dagVersions", null),
            ("GET", $"dags/{HiddenDag.Id}", null), ("GET", $"dags/{HiddenDag.Id}/details", null), ("GET", $"dags/{HiddenDag.Id}/dagRuns/{HiddenDag.RunId}", null),
            ("GET", $"dags/{HiddenDag.Id}/dagRuns/{HiddenDag.RunId}/taskInstances/zq_task/logs/1", null), ("GET", $"dagSources/{HiddenDag.Id}", null),
            ("POST", "dags/~/dagRuns/list", "{}"), ("POST", "dags/~/dagRuns/~/taskInstances/list", "{}"), ("POST", "dags/~/dagRuns/list", $$"""{"dag_ids":["{{HiddenDag.Id}}"]}"""),
            .. FuzzCall.Draw(document, Seed, CallsOfEach, HiddenDag.Names).Where(c => c.Method == "GET" && c.Path.StartsWith("/api/v2/", StringComparison.Ordinal) && IsPlain(c.Path) && !Excluded(c.Path["/api/v2/".Length..]))
                .Select(c => (c.Method, c.Path["/api/v2/".Length..], c.Body)),
        ];
        using var http = await HiddenDag.ClientAsync(server, "none", """[{"pattern":"etl","role":"op"}]""");
        var before = await AskAsync(http, calls);
        await HiddenDag.AddAsync(server);
        var after = await AskAsync(http, calls);
        var owners = await AskAsync(server.Http, calls);

        calls.Zip(before, after).Where(c => c.Second != c.Third).Select(c => $"{c.First}\n  before: {c.Second}\n  after:  {c.Third}").ShouldBeEmpty();
        owners.Zip(before).Count(o => o.First.Contains(HiddenDag.Mark, StringComparison.Ordinal) && o.First != o.Second).ShouldBeGreaterThan(15, "else this test proves nothing");
    }

    private static async Task<List<string>> AskAsync(HttpClient http, List<(string Method, string Path, string? Body)> calls)
    {
        var answers = new List<string>();
        foreach (var (method, path, body) in calls)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
            {
                request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            }

            using var response = await http.SendAsync(request);
            answers.Add($"{(int)response.StatusCode} {Moving().Replace(await response.Content.ReadAsStringAsync(), "")}");
        }

        return answers;
    }

    // Streams do not end, waiting takes its time, and health is of the moment.
    private static bool Excluded(string path) => path.Contains("/wait", StringComparison.Ordinal) || path.Contains("/watch", StringComparison.Ordinal)
        || path.StartsWith("changes", StringComparison.Ordinal) || path.StartsWith("monitor/", StringComparison.Ordinal) || path.StartsWith("auth/", StringComparison.Ordinal);

    // Addresses that a client writes otherwise are the other test's.
    private static bool IsPlain(string path) => path.Length < 500 && path.All(c => char.IsAsciiLetterOrDigit(c) || "/~_-?=&.".Contains(c, StringComparison.Ordinal)) && !path.Contains("..", StringComparison.Ordinal);

    /// <summary>What differs between any two answers: when a folder was looked at, a day before now, and the number of the request.</summary>
    [GeneratedRegex("\"(last_parsed_time|since|trace_id|traceId)\":\"[^\"]*\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Moving();
}
