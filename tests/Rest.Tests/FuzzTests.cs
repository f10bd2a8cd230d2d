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

    [Fact]
    public async Task Operation_WhenInputIsHostile_NeitherFailsNorTellsOfOthers()
    {
        var wrong = new List<string>();
        foreach (var call in FuzzCall.Draw((JsonObject)await server.GetAsync("openapi.json"), Seed, CallsOfEach))
        {
            var problem = await call.SendAsync(server.Http, (_, answer) =>
                call.IsOfOneDag && Secrets.FirstOrDefault(s => answer.Contains(s, StringComparison.Ordinal)) is { } secret ? $"tells '{secret}'" : null);
            if (problem is not null)
            {
                wrong.Add($"{call} -> {problem}");
            }
        }

        wrong.ShouldBeEmpty($"seed {Seed}");
        (await server.GetAsync("monitor/health"))["is_healthy"]!.GetValue<bool>().ShouldBeTrue();
    }
}
