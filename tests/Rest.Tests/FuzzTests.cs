using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Rest.Tests.Support;

namespace Orrery.Rest.Tests;

/// <summary>Hostile input for every operation of the API's own description: no failure of the server, nothing of another DAG, and an answer in time.</summary>
public sealed class FuzzTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const int Seed = 20_261_121;
    private const int CallsOfEach = 12;

    /// <summary>What is only in the DAG that nobody asks for.</summary>
    private static readonly string[] Secrets = ["hidden-line", "Nobody's business"];

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["dag_id"] = "etl",
        ["dag_run_id"] = SeededServer.RunId,
        ["task_id"] = "load",
        ["map_index"] = "1",
        ["try_number"] = "1",
        ["version_number"] = "1",
        ["xcom_key"] = "return_value",
        ["bundle"] = "seed",
    };

    [Fact]
    public async Task Operation_WhenInputIsHostile_NeitherFailsNorTellsOfOthers()
    {
        var document = (JsonObject)await server.GetAsync("openapi.json");
        var hostile = new Hostile(new Random(Seed));
        var wrong = new List<string>();
        foreach (var path in document["paths"]!.AsObject())
        {
            foreach (var operation in path.Value!.AsObject())
            {
                for (var i = 0; i < CallsOfEach; i++)
                {
                    var call = Draw(hostile, operation.Key, path.Key, operation.Value!.AsObject());
                    if (await SendAsync(call) is { } problem)
                    {
                        wrong.Add($"{call.Method} {Short(call.Path)} {Short(call.Body ?? "")} -> {problem}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty($"seed {Seed}");
        (await server.GetAsync("monitor/health"))["is_healthy"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static (string Method, string Path, string? Body, bool IsOfOneDag) Draw(Hostile hostile, string method, string template, JsonObject operation)
    {
        var isRemoval = method == "delete";
        var path = new StringBuilder(template);
        var isOfOneDag = false;
        var query = new List<string>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = parameter!["name"]!.GetValue<string>();
            var schema = parameter["schema"]!;
            if (parameter["in"]!.GetValue<string>() == "path")
            {
                // What is taken away would be missing to the calls that follow.
                var segment = hostile.Segment(isRemoval ? "none" : Good.GetValueOrDefault(name, "1"));
                isOfOneDag |= name == "dag_id" && segment != "~" && !segment.Contains("secret", StringComparison.Ordinal);
                path.Replace($"{{{name}}}", segment);
            }
            else
            {
                var type = schema["format"]?.GetValue<string>() ?? (schema["items"] ?? schema)["type"]?.GetValue<string>() ?? "string";
                query.Add($"{name}={Uri.EscapeDataString(hostile.Value(type))}");
            }
        }

        if (query.Count > 0)
        {
            path.Append('?').AppendJoin('&', query.Where((_, i) => i % 3 == hostile.Text().Length % 3));
        }

        var fields = operation["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?.AsObject().Select(p => p.Key).ToList();
        return (method.ToUpperInvariant(), path.ToString(), fields is null ? null : hostile.Body(fields), isOfOneDag);
    }

    private async Task<string?> SendAsync((string Method, string Path, string? Body, bool IsOfOneDag) call)
    {
        using var time = new CancellationTokenSource(LongestAnswer);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), Raw(call.Path));
        request.Headers.Accept.ParseAdd("application/json");
        if (call.Body is not null)
        {
            request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                return $"{(int)response.StatusCode} {Short(await response.Content.ReadAsStringAsync(time.Token))}";
            }

            if (response.Content.Headers.ContentType?.MediaType is "text/event-stream" or "application/x-ndjson")
            {
                return null;
            }

            var answer = await response.Content.ReadAsStringAsync(time.Token);
            return response.Headers.Contains("X-Injected") ? "a header was injected"
                : call.IsOfOneDag && Secrets.FirstOrDefault(s => answer.Contains(s, StringComparison.Ordinal)) is { } secret ? $"tells '{secret}'"
                : null;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {LongestAnswer.TotalSeconds} s";
        }
    }

    /// <summary>The address as it is written: nothing is made whole or short on the way.</summary>
    private Uri Raw(string path) =>
        new($"{server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
