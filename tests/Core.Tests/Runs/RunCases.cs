using System.Text;
using System.Text.Json;

namespace Orrery.Core.Tests.Runs;

/// <summary>One case of a topic.</summary>
internal sealed record RunCase(string Name, JsonElement Body);

/// <summary>Reads cases and lists all that do not hold.</summary>
internal static class RunCases
{
    public static IReadOnlyList<RunCase> Load(string topic)
    {
        var folder = Environment.GetEnvironmentVariable("ORRERY_CASES") ?? Path.Combine(Root(), "tests", "cases");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, topic + ".json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new RunCase(c.GetProperty("name").GetString()!, c.Clone()))];
    }

    /// <summary>Runs all cases of a topic; <paramref name="problem"/> says what is wrong with one, or null.</summary>
    public static void AllHold(string topic, Func<JsonElement, string?> problem)
    {
        var cases = Load(topic);
        var failures = new StringBuilder();
        var held = 0;
        foreach (var c in cases)
        {
            if (problem(c.Body) is { } text)
            {
                failures.AppendLine($"{c.Name}: {text}");
            }
            else
            {
                held++;
            }
        }

        Console.WriteLine($"{topic}: {held}/{cases.Count}");
        cases.ShouldNotBeEmpty();
        failures.ToString().ShouldBeEmpty();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No Cluster.sln above {AppContext.BaseDirectory}: run the tests from a build inside the repository, or set ORRERY_CASES.");
    }
}
