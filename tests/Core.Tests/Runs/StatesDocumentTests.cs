using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Orrery.Core.Runs;
using Orrery.Core.Tests.Docs;

namespace Orrery.Core.Tests.Runs;

/// <summary>docs/reference/states.md says of events what the tables of <see cref="EventTableTests"/> say, and what the code says of states and events.</summary>
public sealed partial class StatesDocumentTests
{
    private static readonly XDocument Comments = XDocument.Load(Path.ChangeExtension(typeof(RunEvent).Assembly.Location, ".xml"));

    /// <summary>Columns that are not the plain event but a special case of it.</summary>
    private static readonly Dictionary<string, string> SpecialCases = new(StringComparer.Ordinal)
    {
        ["leased again"] = "The same host asks again, under the same lease.",
        ["old offer"] = "A host asks for a try that is not the current one.",
        ["leased, full"] = "A host asks while as many others run as `max_active_tasks` allows: it was held back, and others took its room.",
        ["stale held"] = "The try that is held back is not the current one.",
        ["stale report"] = "A report under another lease than the current one.",
        ["stale lost"] = "A host is gone that held another lease than the current one.",
        ["success"] = "Somebody marks it `success`.",
        ["failed"] = "Somebody marks it `failed`.",
        ["skipped"] = "Somebody marks it `skipped`.",
        ["run started"] = "Its run starts, for the first time or after a clear.",
        ["run success"] = "Somebody marks its run `success`.",
        ["run failed"] = "Somebody marks its run `failed`.",
        ["stale decision"] = "The decision is about a try that is not the current one.",
    };

    [Fact]
    public void StatesDocument_ComparedWithTheTables_IsUpToDate() => ReferencePage.ShouldHold("states.md", "events", Render());

    private static string Render()
    {
        var text = new StringBuilder("""
            ### What happens to a task instance

            Of a running DAG run, beside another task that is running. The task has retries left, and there is room for it.


            """);
        Append(text, EventTableTests.HostTable, EventTableTests.TaskColumns());
        text.Append("\nWhen something happens to its run:\n\n");
        Append(text, EventTableTests.TaskInRunTable, EventTableTests.TaskInRunColumns());
        text.Append("\nOf a task which the run decides itself (`empty`, or a branch or gate by template):\n\n");
        Append(text, EventTableTests.InlineTable, EventTableTests.Rows(EventTableTests.InlineTable)[0].Skip(1).ToDictionary(c => c, _ => typeof(RunEvent.Decided), StringComparer.Ordinal));
        text.Append("\n### What happens to a run\n\nOf one task, which is as the run's state implies.\n\n");
        Append(text, EventTableTests.RunTable, EventTableTests.RunColumns());
        text.Append("\n### Why an event changes nothing\n\n| Reason | Meaning |\n|---|---|\n");
        foreach (var reason in Enum.GetValues<IgnoreReason>())
        {
            text.AppendLine($"| {Words(reason.ToString())} | {Summary($"F:{typeof(IgnoreReason)}.{reason}")} |");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>One row for each event: what it leads to, and in which states.</summary>
    private static void Append(StringBuilder text, string table, IReadOnlyDictionary<string, Type> columns)
    {
        var rows = EventTableTests.Rows(table);
        text.Append("| Event | What it is | From | To |\n|---|---|---|---|\n");
        for (var column = 1; column < rows[0].Length; column++)
        {
            var name = rows[0][column];
            var outcomes = rows.Skip(1).GroupBy(r => r[column] == r[0] ? "unchanged" : r[column], r => $"`{r[0]}`").ToList();
            var what = SpecialCases.TryGetValue(name, out var special) ? special : Summary($"T:{columns[name].FullName!.Replace('+', '.')}");
            foreach (var (outcome, first) in outcomes.Select((o, i) => (o, i == 0)))
            {
                var to = outcome.Key is "unchanged" ? "unchanged" : outcome.Key.StartsWith('!') ? $"ignored: {Words(outcome.Key[1..])}" : $"`{outcome.Key}`";
                var from = outcome.Count() == rows.Count - 1 ? "any" : string.Join(", ", outcome);
                text.AppendLine($"| {(first ? $"**{name}**" : "")} | {(first ? what : "")} | {from} | {to} |");
            }
        }
    }

    private static string Summary(string member)
    {
        var summary = Comments.Descendants("member").SingleOrDefault(m => m.Attribute("name")!.Value == member)?.Element("summary")
            ?? throw new Xunit.Sdk.XunitException($"{member} has no summary.");
        var text = string.Concat(summary.Nodes().Select(n => n switch
        {
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            XElement element => $"`{element.Value}`",
            _ => n.ToString(),
        }));
        return Spaces().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Words(string name) => WordStarts().Replace(name, " $0").ToLowerInvariant();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStarts();
}
