using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Cases;

/// <summary>Runs all cases of a topic and fails once, with every case that does not hold.</summary>
public static class CaseRun
{
    /// <summary>
    /// Compares what is expected with what is answered, case by case, as text. Prints <c>topic: held/total</c> and fails when they differ.
    /// </summary>
    /// <param name="topic">The file's name without <c>.json</c>.</param>
    /// <param name="output">Where xunit collects the output of the test.</param>
    /// <param name="run">Gives the expected and the actual answer of a case, in a form that shows all that matters.</param>
    public static void All(string topic, ITestOutputHelper output, Func<Case, (string Expected, string Actual)> run)
    {
        var cases = CaseFile.Load(topic);
        var failures = new StringBuilder();
        var held = 0;
        foreach (var @case in cases)
        {
            var (expected, actual) = Answer(@case, run);
            if (string.Equals(expected, actual, StringComparison.Ordinal))
            {
                held++;
                continue;
            }

            failures.AppendLine().AppendLine(@case.Name).Append("  expected ").AppendLine(expected).Append("  actual   ").AppendLine(actual);
        }

        var summary = $"{topic}: {held}/{cases.Count}";
        output.WriteLine(summary);
        Console.WriteLine(summary);
        held.ShouldBe(cases.Count, failures.ToString());
    }

    /// <summary>As <see cref="All"/>, for topics in which a sentence says best what is wrong with a case.</summary>
    /// <param name="topic">The file's name without <c>.json</c>.</param>
    /// <param name="output">Where xunit collects the output of the test.</param>
    /// <param name="problem">Says what is wrong with a case, or null.</param>
    public static void AllHold(string topic, ITestOutputHelper output, Func<JsonElement, string?> problem) =>
        All(topic, output, @case => ("holds", problem(@case.Body) ?? "holds"));

    /// <summary>An exception is a wrong answer to its own case and must not hide the others.</summary>
    private static (string Expected, string Actual) Answer(Case @case, Func<Case, (string Expected, string Actual)> run)
    {
        try
        {
            return run(@case);
        }
        catch (Exception exception)
        {
            return (@case.Expect.GetRawText(), exception.ToString());
        }
    }
}
