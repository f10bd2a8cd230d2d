using System.Net;
using System.Text.Json.Nodes;
using Orrery.Rest.Tests.Support;

namespace Orrery.Rest.Tests;

/// <summary>Hostile input for every operation by those who may do less than everything: no failure of the server, and nothing they must not know.</summary>
public sealed class RoleFuzzTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const int Seed = 20_261_122;
    private const int CallsOfEach = 8;

    public static TheoryData<string, string> Callers { get; } = new()
    {
        { "viewer", "[]" },
        { "user", "[]" },
        { "op", "[]" },
        { "none", """[{"pattern":"etl","role":"viewer"}]""" },
        { "none", """[{"pattern":"etl","role":"admin"}]""" },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Operation_WhenInputIsHostile_NeitherFailsNorTellsWhatTheyMustNotKnow(string role, string grants)
    {
        await EnsureSeededAsync();
        using var http = await HiddenDag.ClientAsync(server, role, grants);
        var hidden = role == "none" ? HiddenDag.Mark : HiddenDag.SecretMark;
        var answers = new Dictionary<HttpStatusCode, int>();
        var wrong = new List<string>();
        foreach (var call in FuzzCall.Draw((JsonObject)await server.GetAsync("openapi.json"), Seed, CallsOfEach, HiddenDag.Names))
        {
            // What they say themselves comes back in messages; anything else with the mark they cannot know.
            var said = Uri.UnescapeDataString(call.Path) + call.Body;
            var problem = await call.SendAsync(http, (status, answer) =>
            {
                answers[status] = answers.GetValueOrDefault(status) + 1;
                return Marked(answer, hidden).FirstOrDefault(w => !said.Contains(w, StringComparison.Ordinal)) is { } secret ? $"{(int)status} tells '{secret}'"
                    : role == "none" && status < HttpStatusCode.MultipleChoices && call.Path.Contains($"/{HiddenDag.Id}", StringComparison.Ordinal) ? $"{(int)status} for a DAG they must not know of"
                    : null;
            });
            if (problem is not null)
            {
                wrong.Add($"{call} -> {problem}");
            }
        }

        wrong.ShouldBeEmpty($"seed {Seed}");
        answers.Keys.ShouldContain(HttpStatusCode.OK, "else nothing was let through and this test proves nothing");
        answers.Keys.ShouldContain(HttpStatusCode.Forbidden, "else nothing was refused and this test proves nothing");
        (await server.GetAsync("monitor/health"))["is_healthy"]!.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>Words of an answer that begin with a mark.</summary>
    private static IEnumerable<string> Marked(string answer, string mark)
    {
        for (var at = answer.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = answer.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            var end = at;
            while (end < answer.Length && (char.IsAsciiLetterOrDigit(answer[end]) || answer[end] == '_'))
            {
                end++;
            }

            yield return answer[at..end];
        }
    }

    private async Task EnsureSeededAsync()
    {
        if ((await server.SendAsync("GET", $"dags/{HiddenDag.Id}")).Status == HttpStatusCode.NotFound)
        {
            await HiddenDag.AddAsync(server);
            await HiddenDag.AddSecretsAsync(server);
        }
    }
}
