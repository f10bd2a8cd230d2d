using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Cases;

/// <summary>Runs all cases of a topic and fails once, with every case that does not hold.</summary>
public static class CaseRun
{
    /// <summary>
    /// Compares what is expected with what is answered, case by case, as text. Prints <c>file: held/total</c> and fails when they differ.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="output">Where xunit collects the output of the test.</param>
    /// <param name="run">Gives the expected and the actual answer of a case, in a form that shows all that matters.</param>
    public static void All(string topic, ITestOutputHelper output, Func<Case, (string Expected, string Actual)> run) =>
        AllAsync(topic, "", output, @case => Task.FromResult(run(@case))).GetAwaiter().GetResult();

    /// <summary>As <see cref="All"/>, for topics in which a sentence says best what is wrong with a case.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="output">Where xunit collects the output of the test.</param>
    /// <param name="problem">Says what is wrong with a case, or null.</param>
    public static void AllHold(string topic, ITestOutputHelper output, Func<JsonElement, string?> problem) =>
        All(topic, output, @case => ("holds", problem(@case.Body) ?? "holds"));

    /// <summary>As <see cref="AllHold"/>, for cases that are tried in a second way.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="way">The way; printed in brackets behind the file's name.</param>
    /// <param name="output">Where xunit collects the output of the test.</param>
    /// <param name="problem">Says what is wrong with a case, or null.</param>
    public static Task AllHoldAsync(string topic, string way, ITestOutputHelper output, Func<JsonElement, Task<string?>> problem) =>
        AllAsync(topic, $" ({way})", output, async @case => ("holds", await problem(@case.Body) ?? "holds"));

    private static async Task AllAsync(string topic, string way, ITestOutputHelper output, Func<Case, Task<(string Expected, string Actual)>> run)
    {
        var failures = new StringBuilder();
        foreach (var file in CaseFile.FilesOf(topic))
        {
            var held = 0;
            foreach (var @case in file.Cases)
            {
                var (expected, actual) = await AnswerAsync(@case, run);
                if (string.Equals(expected, actual, StringComparison.Ordinal))
                {
                    held++;
                    continue;
                }

                failures.AppendLine().AppendLine($"{file.Name}.json, {@case.Name}").Append("  expected ").AppendLine(expected).Append("  actual   ").AppendLine(actual);
            }

            var summary = $"{file.Name}{way}: {held}/{file.Cases.Count}";
            output.WriteLine(summary);
            Console.WriteLine(summary);
        }

        failures.ToString().ShouldBeEmpty();
    }

    /// <summary>An exception is a wrong answer to its own case and must not hide the others.</summary>
    private static async Task<(string Expected, string Actual)> AnswerAsync(Case @case, Func<Case, Task<(string Expected, string Actual)>> run)
    {
        try
        {
            return await run(@case);
        }
        catch (Exception exception)
        {
            return (@case.Expect.GetRawText(), exception.ToString());
        }
    }
}
