using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Orrery.Rest.Tests.Support;

/// <summary>A request nobody would send who means well.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its address, as it is written.</param>
/// <param name="Body">Its body; null: none.</param>
/// <param name="IsOfOneDag">Whether it asks about one DAG, which is not the hidden one.</param>
internal sealed record FuzzCall(string Method, string Path, string? Body, bool IsOfOneDag)
{
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

    /// <summary>Draws calls of every operation of an API's own description, the same for the same seed.</summary>
    /// <param name="document">The description.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="callsOfEach">How many of each operation.</param>
    /// <param name="names">What is a good name instead, now and then; null: nothing.</param>
    public static IEnumerable<FuzzCall> Draw(JsonObject document, int seed, int callsOfEach, IReadOnlyDictionary<string, string>? names = null)
    {
        var random = new Random(seed);
        var hostile = new Hostile(random);
        foreach (var path in document["paths"]!.AsObject())
        {
            foreach (var operation in path.Value!.AsObject())
            {
                for (var i = 0; i < callsOfEach; i++)
                {
                    var known = names is not null && random.Next(2) == 0 ? names : Good;
                    yield return Draw(hostile, known, operation.Key, path.Key, operation.Value!.AsObject());
                }
            }
        }
    }

    /// <summary>Sends it; answers what is wrong with the answer, null: nothing.</summary>
    /// <param name="http">Sends.</param>
    /// <param name="judge">Looks at status and text.</param>
    public async Task<string?> SendAsync(HttpClient http, Func<HttpStatusCode, string, string?> judge)
    {
        using var time = new CancellationTokenSource(LongestAnswer);
        using var request = new HttpRequestMessage(new HttpMethod(Method), Raw(http.BaseAddress!));
        request.Headers.Accept.ParseAdd("application/json");
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                return $"{(int)response.StatusCode} {Short(await response.Content.ReadAsStringAsync(time.Token))}";
            }

            if (response.Content.Headers.ContentType?.MediaType is "text/event-stream" or "application/x-ndjson")
            {
                return null;
            }

            var answer = await response.Content.ReadAsStringAsync(time.Token);
            return response.Headers.Contains("X-Injected") ? "a header was injected" : judge(response.StatusCode, answer);
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {LongestAnswer.TotalSeconds} s";
        }
    }

    /// <summary>What it is, for people who read of a failure.</summary>
    public override string ToString() => $"{Method} {Short(Path)} {Short(Body ?? "")}";

    private static FuzzCall Draw(Hostile hostile, IReadOnlyDictionary<string, string> names, string method, string template, JsonObject operation)
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
                var segment = hostile.Segment(isRemoval ? "none" : names.GetValueOrDefault(name, "1"));
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
        return new FuzzCall(method.ToUpperInvariant(), path.ToString(), fields is null ? null : hostile.Body(fields), isOfOneDag);
    }

    /// <summary>The address as it is written: nothing is made whole or short on the way.</summary>
    private Uri Raw(Uri server) =>
        new($"{server.GetLeftPart(UriPartial.Authority)}{Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
