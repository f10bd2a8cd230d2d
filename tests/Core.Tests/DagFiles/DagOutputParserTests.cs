using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Core.Tests.DagFiles;

public sealed class DagOutputParserTests
{
    [Fact]
    public void Parse_OfAProgramsOutput_GivesItsDagsInputsAndWarnings()
    {
        var output = Parse("""
            {"format": 1, "full_ids": true,
             "dags": [{"dag_id": "etl", "tasks": [
                {"task_id": "a", "code": true},
                {"task_id": "b", "depends_on": ["a"], "code": {"op_args": ["{{ ds }}", 2], "op_kwargs": {"x": null}, "pass_xcoms": true}},
                {"task_id": "c", "branch": {"code": {"op_args": []}}, "depends_on": ["b"]},
                {"task_id": "d", "sensor": {"code": true, "poke_interval": 5}, "depends_on": ["c"]}]}],
             "inputs": [{"kind": "file", "name": "lib/a.py"}, {"kind": "secret", "name": "x"}],
             "warnings": ["old"]}
            """);

        output.Result.Errors.ShouldBeEmpty();
        var tasks = output.Result.Dags.Single().Definition.Tasks;
        tasks[0].Action.ShouldBe(new TaskAction.Code(new CodeCall()));
        tasks[1].Action.Called.ShouldBe(new CodeCall("""["{{ ds }}",2]""", """{"x":null}""", PassXComs: true));
        tasks[2].Action.ShouldBe(new TaskAction.Branch(new DecisionSource.Code(new CodeCall())));
        tasks[3].Action.Called.ShouldNotBeNull();
        output.Inputs.ShouldBe([new DagOutputInput("file", "lib/a.py")]);
        output.Warnings.ShouldBe(["old"]);
    }

    [Fact]
    public void Parse_OfTheCanonicalDocument_GivesTheSameVersion()
    {
        var dag = Parse("""{"format": 1, "dags": [{"dag_id": "d", "tasks": [{"task_id": "a", "short_circuit": {"code": {"op_kwargs": {"b": 1, "a": "{{ ds }}"}}}}, {"task_id": "b", "empty": true, "depends_on": "a"}]}]}""").Result.Dags.Single();

        var again = DagDocument.FromJson(DagDocument.ToJson(dag.Definition));

        CanonicalDag.Of(again).Version.ShouldBe(dag.Canonical.Version);
        Encoding.UTF8.GetString(dag.Canonical.Document.AsSpan()).ShouldContain("""{"code":{"op_kwargs":{"a":"{{ ds }}","b":1}}}""");
    }

    [Fact]
    public void Parse_OfAProgramWithoutDags_IsValid() => Parse("""{"format": 1, "dags": []}""").Result.IsValid.ShouldBeTrue();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"format\": 1, \"dags\": [", "is not JSON")]
    [InlineData("garbage", "is not JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"dags": []}""", "has no format")]
    [InlineData("""{"format": 2, "dags": []}""", "the format 2")]
    [InlineData("""{"format": "1", "dags": []}""", "the format")]
    [InlineData("""{"format": 1}""", "no list of dags")]
    [InlineData("""{"format": 1, "dags": [7]}""", "which is not an object")]
    [InlineData("""{"format": 1, "dags": [], "more": 1}""", "the key 'more'")]
    [InlineData("""{"format": 1, "dags": [{"dag_id": "a", "dag_id": "b", "tasks": [{"task_id": "t", "empty": true}]}]}""", "'dag_id' is given twice")]
    public void Parse_OfWhatIsNoOutput_SaysWhatIsWrong(string json, string expected)
    {
        var result = Parse(json).Result;

        result.Dags.ShouldBeEmpty();
        result.Errors.ShouldContain(e => e.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_OfABadTask_NamesTheLineWhereTheProgramDefinedIt()
    {
        var error = Parse("""
            {"format": 1, "dags": [{"dag_id": "d", "tasks": [{"task_id": "a", "code": true}, {"task_id": "b", "code": true, "retries": -1}]}],
             "lines": [{"dag": 3, "tasks": {"a": 4, "b": 17}}]}
            """).Result.Errors.Single();

        error.Line.ShouldBe(17);
        error.TaskId.ShouldBe("b");
        error.ToString().ShouldStartWith("dag.py:17:1: task 'b': retries is -1");
    }

    [Fact]
    public void Parse_OfDeepNesting_IsRefused()
    {
        var result = Parse("""{"format": 1, "dags": [{"dag_id": "d", "params": {"x": DEEP}, "tasks": []}]}""".Replace("DEEP", new string('[', 5_000) + new string(']', 5_000), StringComparison.Ordinal)).Result;

        result.Errors.Single().Message.ShouldContain("is not JSON");
    }

    [Fact]
    public void Parse_OfMoreValuesThanADagMayHold_IsRefused()
    {
        var numbers = string.Join(',', Enumerable.Range(0, 300_000));
        var result = Parse("""{"format": 1, "dags": [{"dag_id": "d", "tasks": [{"task_id": "a", "code": {"op_args": [NUMBERS]}}]}]}""".Replace("NUMBERS", numbers, StringComparison.Ordinal)).Result;

        result.Errors.ShouldContain(e => e.Message.Contains("at most 250,000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("code: true")]
    [InlineData("branch: {code: true}")]
    [InlineData("sensor: {code: true}")]
    public void ParseYaml_OfATaskThatCallsCode_IsRefused(string action)
    {
        var errors = DagFileParser.Parse($"dag_id: d\ntasks:\n  - task_id: a\n    {action}\n", "d.yaml").Errors;

        errors.ShouldContain(e => e.Line == 4 && e.Message.Contains("code belongs to DAG files that are programs", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_WithFullIds_LooksForNoNameInGroups()
    {
        var dag = Parse("""
            {"format": 1, "full_ids": true, "dags": [{"dag_id": "d", "task_groups": [{"group_id": "g"}], "tasks": [
              {"task_id": "copy", "code": true}, {"task_id": "g.copy", "group": "g", "code": true}, {"task_id": "g.check", "group": "g", "code": true, "depends_on": ["copy"]}]}]}
            """).Result.Dags.Single().Definition;

        dag.Tasks.Single(t => t.TaskId == "g.check").DependsOn.ShouldBe(["copy"]);
    }

    private static DagOutput Parse(string json) => DagOutputParser.Parse(Encoding.UTF8.GetBytes(json), "dag.py");
}
