using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.DagFiles;
using Orrery.Core.Versions;

namespace Orrery.Core.Tests.Versions;

public sealed class DagDiffTests
{
    private const string Before = """
        dag_id: etl
        schedule: "@daily"
        params: {size: 1, color: red}
        tasks:
        - {task_id: extract, bash: get}
        - {task_id: load, bash: put, depends_on: extract}
        - {task_id: old, bash: x, depends_on: extract}
        """;

    private const string After = """
        dag_id: etl
        schedule: "@hourly"
        params: {size: 2, color: red}
        tasks:
        - {task_id: extract, bash: get, retries: 3}
        - {task_id: load, bash: put, depends_on: [extract, check], trigger_rule: all_done}
        - {task_id: check, bash: y}
        """;

    [Fact]
    public void Of_WhenEverythingDiffers_NamesEachPart() => Diff(Before, After).ToLines().ShouldBe(
    [
        "~ params.size: {\"default\":1} -> {\"default\":2}",
        "~ schedule: {\"cron\":\"@daily\"} -> {\"cron\":\"@hourly\"}",
        "+ task check",
        "~ task extract",
        "    retries: default -> 3",
        "~ task load",
        "    trigger_rule: default -> \"all_done\"",
        "- task old",
        "+ edge check -> load",
        "- edge extract -> old",
    ]);

    [Fact]
    public void Of_WhenDocumentsAreTheSame_IsEmpty()
    {
        var diff = Diff(Before, "# the same\n" + Before);

        diff.IsEmpty.ShouldBeTrue();
        diff.ToLines().ShouldBeEmpty();
    }

    [Fact]
    public void Of_WhenReversed_SaysTheOpposite()
    {
        var back = Diff(After, Before);

        back.Edges.ShouldBe([new EdgeChange("check", "load", ChangeKind.Removed), new EdgeChange("extract", "old", ChangeKind.Added)]);
        back.Tasks.Select(t => (t.Id, t.Change)).ShouldBe([("check", ChangeKind.Removed), ("extract", ChangeKind.Changed), ("load", ChangeKind.Changed), ("old", ChangeKind.Added)]);
    }

    [Fact]
    public void Of_WhenInputsDiffer_NamesThemAndTheDagIsTheSame()
    {
        var document = Document(Before);

        var diff = DagDiff.Of(document, document, Inputs("a=1", "b=1", "c=1"), Inputs("b=2", "c=1", "d=1"));

        diff.IsSameDag.ShouldBeTrue();
        diff.IsEmpty.ShouldBeFalse();
        diff.ToLines().ShouldBe(["- file a", "~ file b", "+ file d"]);
    }

    [Fact]
    public void FromJson_WhenGivenWhatToJsonWrote_ReadsTheSame()
    {
        var diff = Diff(Before, After) with { Inputs = [new InputChange("file", "a", ChangeKind.Changed)] };

        var read = DagDiff.FromJson(JsonNode.Parse(diff.ToJson().ToJsonString())!.AsObject());

        read.ToLines().ShouldBe(diff.ToLines());
        read.ToJson().ToJsonString().ShouldBe(diff.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"dag":[],"tasks":[{"task_id":"a","change":"melted","fields":[]}],"task_groups":[],"edges":[],"inputs":[]}""")]
    public void FromJson_WhenItIsNoDifference_SaysSo(string json) =>
        Should.Throw<FormatException>(() => DagDiff.FromJson(JsonNode.Parse(json)!.AsObject())).Message.ShouldContain("no difference");

    [Fact]
    public void Lines_WhenAValueIsLong_CutIt()
    {
        var after = Before.Replace("bash: get", $"bash: {new string('x', 500)}", StringComparison.Ordinal);

        Diff(Before, after).ToLines().ShouldAllBe(line => line.Length < 250);
    }

    private static DagDiff Diff(string before, string after) => DagDiff.Of(Document(before), Document(after));

    private static JsonObject Document(string yaml) => DagDocument.ToJson(DagFileParser.Parse(yaml, "etl.yaml").Dags.ShouldHaveSingleItem().Definition);

    private static JsonArray Inputs(params string[] inputs) => new(
        [.. inputs.Select(i => i.Split('=')).Select(i => new JsonObject { ["kind"] = "file", ["name"] = i[0], ["hash"] = i[1] })]);
}
