using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orrery.Rest.Tests.Support;

namespace Orrery.Rest.Tests;

/// <summary>The API's own description: as it is in the repository, and as the server is.</summary>
public sealed partial class OpenApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    [Fact]
    public async Task Document_WhenServed_IsTheOneOfTheRepository()
    {
        var (status, mediaType, served) = await server.SendAsync("GET", "openapi.json");
        status.ShouldBe(HttpStatusCode.OK);
        mediaType.ShouldBe("application/json");
        var file = Path.Combine(RootOf(AppContext.BaseDirectory), "docs", "reference", "openapi.json");
        if (Environment.GetEnvironmentVariable("ORRERY_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(file, served);
        }

        (await File.ReadAllTextAsync(file)).ShouldBe(served, "Write it anew with ORRERY_UPDATE=1, and look at what has changed.");
    }

    [Fact]
    public async Task Operation_WhenAParameterIsUnknown_NamesThoseOfTheDocument()
    {
        // What a call does not know it says, with what it knows: held against the document, which is written by hand.
        var document = (JsonObject)await server.GetAsync("openapi.json");
        var wrong = new List<string>();
        foreach (var path in document["paths"]!.AsObject().Where(p => p.Value!["get"]?["responses"]?["200"]?["content"]?["application/json"] is not null))
        {
            var said = (path.Value!["get"]!["parameters"]?.AsArray() ?? []).Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>());
            var address = Fill(path.Key);
            var (status, _, answer) = await server.SendAsync("GET", $"{address}?no_such_parameter=1");
            if (status != HttpStatusCode.UnprocessableEntity)
            {
                continue;
            }

            var detail = JsonNode.Parse(answer)!["errors"]!.AsArray().Single(e => e!["field"]!.GetValue<string>() == "no_such_parameter")!["detail"]!.GetValue<string>();
            var known = detail.Contains("Supported here: ", StringComparison.Ordinal) ? detail.Split("Supported here: ")[1].TrimEnd('.').Split(", ") : [];
            if (!known.Order(StringComparer.Ordinal).SequenceEqual(said.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                wrong.Add($"{path.Key}: knows {string.Join(' ', known.Except(said))}, says {string.Join(' ', said.Except(known))}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static string Fill(string path)
    {
        var filled = path["/api/v2/".Length..]
            .Replace("{dag_id}", "etl", StringComparison.Ordinal)
            .Replace("{dag_run_id}", SeededServer.RunId, StringComparison.Ordinal)
            .Replace("{task_id}", "load", StringComparison.Ordinal)
            .Replace("{xcom_key}", "return_value", StringComparison.Ordinal)
            .Replace("{map_index}", "-1", StringComparison.Ordinal);
        return OtherParameter().Replace(filled, "1");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex OtherParameter();

    private static string RootOf(string folder) => File.Exists(Path.Combine(folder, "Cluster.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);
}
