using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>docs/reference/dag-yaml.md names everything the parser knows, and its examples are right.</summary>
public sealed class ReferenceDocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "dag-yaml.md"));

    [Fact]
    public void Reference_WhenComparedWithTheParser_DocumentsEveryName()
    {
        string[] rows = [.. FieldNames.Dag, .. FieldNames.Task, .. FieldNames.Schedule, .. TriggerRuleNames.All, .. Codes()];
        string[] mentions = [.. FieldNames.Param, .. FieldNames.DefaultArgs, .. FieldNames.SensorConditions.Concat(FieldNames.Sensor)];

        rows.Where(name => !Text.Contains($"\n| `{name}` |", StringComparison.Ordinal)).ShouldBeEmpty("each has a row of its own");
        mentions.Where(name => !Text.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty("each is mentioned");
    }

    [Theory]
    [InlineData("Fields of a DAG", true)]
    [InlineData("Fields of a task", false)]
    public void Reference_WhenItsTablesAreRead_NamesNothingTheParserDoesNotKnow(string heading, bool ofDag)
    {
        var section = Text.Split($"## {heading}\n")[1].Split("\n## ")[0].Split("\n### ")[0];
        var rows = section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]).ToList();

        rows.ShouldBe(ofDag ? FieldNames.Dag : FieldNames.Task, ignoreOrder: true);
    }

    [Fact]
    public void Reference_WhenItListsWhatIsNotSupportedYet_NamesThatAndNothingElse()
    {
        var section = Text.Split("## Not supported yet\n")[1].Split("\n## ")[0];
        var listed = section.Split("\n* ").Skip(1).Select(l => (Of: l.Split(':')[0], Names: string.Join(' ', l.Split('`').Where((_, i) => i % 2 == 1))));

        listed.ShouldBe(FieldNames.NotSupportedYetByKind.Select(k => (k.Of, string.Join(' ', k.Names))));
        FieldNames.NotSupportedYetByKind.SelectMany(k => k.Names).ShouldBeUnique();
    }

    [Fact]
    public void NotSupportedYet_WhenComparedWithTheTables_HasNothingThatIsRead() =>
        FieldNames.NotSupportedYet.Intersect([.. FieldNames.Dag, .. FieldNames.Task, .. FieldNames.TaskGroup]).ShouldBeEmpty();

    [Fact]
    public void Reference_WhenItsDagsAreParsed_TheyAreValid()
    {
        Snippets.InReference.Count.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var (name, dag) in Snippets.InReference)
        {
            DagFileParser.Parse(dag, name).Errors.ShouldBeEmpty(dag);
        }
    }

    private static IEnumerable<string> Codes() =>
        typeof(DagProblemCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
