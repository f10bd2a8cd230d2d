using System.Net;
using System.Text.Json.Nodes;
using Orrery.Rest.Tests.Support;
using Xunit.Abstractions;

namespace Orrery.Rest.Tests;

/// <summary>
/// What is served of an API document, and whether real answers are what it says: of the reference document where <c>ORRERY_REFERENCE</c> names its
/// file, else of our own.
/// </summary>
public sealed class ReferenceTests(SeededServer server, ITestOutputHelper output) : IClassFixture<SeededServer>
{
    /// <summary>Operations of the reference that mean nothing here, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotServed = new(StringComparer.Ordinal)
    {
        ["DELETE dags/{}/dagRuns/{}/taskInstances/{}"] = "task instances go with their run",
    };

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    [Fact]
    public async Task Operation_OfTheDocument_AnswersAsItSays()
    {
        var reference = Environment.GetEnvironmentVariable("ORRERY_REFERENCE");
        var own = new ApiDescription((JsonObject)await server.GetAsync("openapi.json"));
        var description = string.IsNullOrEmpty(reference) ? own : new ApiDescription(YamlDocument.Read(reference));
        var outcomes = new SortedDictionary<string, (string Mark, string Detail)>(StringComparer.Ordinal);
        foreach (var (operation, path, body) in SampleCalls.All.Where(c => description.Operations.ContainsKey(c.Operation) && own.Operations.ContainsKey(c.Operation)))
        {
            outcomes[operation] = await CallAsync(description, operation, path, body);
        }

        var isReference = description != own;
        foreach (var operation in description.Operations.Keys.Where(o => !outcomes.ContainsKey(o)))
        {
            outcomes[operation] = own.Operations.ContainsKey(operation) ? ("served", "not called here") : ("missing", NotServed.GetValueOrDefault(operation, "not served"));
        }

        var table = outcomes.Select(o => $"{o.Value.Mark,-8} {o.Key,-95} {o.Value.Detail}".TrimEnd()).ToList();
        var good = outcomes.Values.Count(o => o.Mark == "valid");
        table.Add($"{(isReference ? "reference" : "openapi")}: {good}/{outcomes.Count}");
        table.ForEach(output.WriteLine);
        if (Environment.GetEnvironmentVariable("ORRERY_REFERENCE_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllLinesAsync(file, table);
        }

        outcomes.Where(o => o.Value.Mark == "WRONG").Select(o => $"{o.Key}: {o.Value.Detail}").ShouldBeEmpty();
        outcomes.Where(o => isReference && o.Value.Mark == "missing").Select(o => o.Key).Except(NotServed.Keys).ShouldBeEmpty();
    }

    private async Task<(string Mark, string Detail)> CallAsync(ApiDescription description, string operation, string path, string? body)
    {
        if (operation.Contains("/queuedEvents", StringComparison.Ordinal))
        {
            // Assets tell DAGs of news after the answer.
            await server.UntilAsync(await FillAsync("assets/{asset}/queuedEvents"), found => found["total_entries"]!.GetValue<int>() > 0);
        }

        var (status, mediaType, answer) = await server.SendAsync(operation.Split(' ')[0], await FillAsync(path), body is null ? null : await FillAsync(body));
        if (operation == "POST backfills")
        {
            _known["backfill"] = JsonNode.Parse(answer)!["id"]!.ToString();
        }

        if ((int)status >= 400)
        {
            return ("WRONG", $"{(int)status} {answer}");
        }

        // A page to sign in at is no answer but a place.
        if (status is HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect)
        {
            return ("valid", $"{(int)status}");
        }

        return description.Problems(operation, (int)status, mediaType, answer) switch
        {
            null => ("valid", $"{(int)status} {mediaType}".Trim()),
            [] => ("valid", $"{(int)status}"),
            var problems => ("WRONG", string.Join(' ', problems)),
        };
    }

    /// <summary>Puts in what is only known when the server runs.</summary>
    private async Task<string> FillAsync(string text)
    {
        foreach (var (name, path, pointer) in new[]
        {
            ("asset", "assets?name_pattern=orders", "assets/0/id"),
            ("alias", "assets/aliases", "asset_aliases/0/id"),
            ("importError", "importErrors", "import_errors/0/import_error_id"),
            ("fileToken", "dags/etl", "file_token"),
            ("eventLog", "eventLogs", "event_logs/0/event_log_id"),
        })
        {
            if (text.Contains($"{{{name}}}", StringComparison.Ordinal) && !_known.ContainsKey(name))
            {
                var found = pointer.Split('/').Aggregate(
                    (JsonNode?)await server.GetAsync(path), (node, part) => int.TryParse(part, out var index) ? (index < node!.AsArray().Count ? node[index] : null) : node?[part]);
                _known[name] = found?.ToString() ?? "0";
            }
        }

        return _known.Aggregate(text, (filled, known) => filled.Replace($"{{{known.Key}}}", known.Value, StringComparison.Ordinal));
    }
}
