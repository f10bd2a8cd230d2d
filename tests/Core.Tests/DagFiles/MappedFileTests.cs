using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>Expansions and task groups in DAG files.</summary>
public sealed class MappedFileTests
{
    [Fact]
    public void Parse_OfEveryKindOfInput_ReadsItAndItsDocumentReadsItBack()
    {
        var dag = Parse("""
            dag_id: d
            tasks:
              - {task_id: list, bash: x}
              - task_id: m
                bash: "{{ expand.z }}"
                map_index_template: "{{ expand.z }}"
                expand:
                  z: [1, "{{ ds }}", {k: v}]
                  a: {x: 1, y: [2]}
                  b: {xcom: list}
                  c: {xcom: list, key: k}
                  d: "{{ params.n | list }}"
                  e: {zip: [[1], {xcom: list}], fill: null}
                  f: {concat: [[1], [2]]}
                  g: {map: [1, 2], to: "{{ item + 1 }}", skip_if: "{{ item == 2 }}"}
              - {task_id: s, bash: x, expand_kwargs: [{a: 1}, {a: 2}]}
              - {task_id: l, bash: x, expand: [{b: [1]}, {a: [2]}]}
            """);

        var mapped = dag.Tasks[1].Expand.ShouldBeOfType<ExpandDefinition.Arguments>().Items;
        mapped.Select(a => a.Name).ShouldBe(["z", "a", "b", "c", "d", "e", "f", "g"]);
        mapped[1].Input.ShouldBeOfType<ExpandInput.Literal>().Items.Select(i => i!.ToJsonString()).ShouldBe(["""["x",1]""", """["y",[2]]"""]);
        mapped[3].Input.ShouldBe(new ExpandInput.XCom("list", "k"));
        mapped[5].Input.ShouldBeOfType<ExpandInput.Zip>().HasFill.ShouldBeTrue();
        mapped[7].Input.ShouldBeOfType<ExpandInput.Map>().SkipIf.ShouldBe("{{ item == 2 }}");
        dag.Tasks[1].DependsOn.ShouldBe(["list"]);
        dag.Tasks[2].Expand.ShouldBeOfType<ExpandDefinition.ArgumentSets>();
        dag.Tasks[3].Expand.ShouldBeOfType<ExpandDefinition.Arguments>().Items.Select(a => a.Name).ShouldBe(["b", "a"]);
        var document = CanonicalDag.Of(dag);
        CanonicalDag.Of(DagDocument.FromJson(DagDocument.ToJson(dag))).Version.ShouldBe(document.Version);
        CanonicalDag.Of(Parse(Encoding.UTF8.GetString(document.Document))).Version.ShouldBe(document.Version, "the document is itself a DAG file");
    }

    [Fact]
    public void Parse_OfArgumentsInAnotherOrder_IsAnotherVersion() =>
        Version("{a: [1], b: [2]}").ShouldNotBe(Version("{b: [2], a: [1]}"));

    [Fact]
    public void Parse_OfGroups_GivesFullIdsAndEdgesBetweenRootsAndLeaves()
    {
        var dag = Parse("""
            dag_id: d
            default_args: {retries: 1}
            task_groups:
              - {group_id: etl, depends_on: start, default_args: {retries: 2, queue: q}}
              - {group_id: inner, group: etl, depends_on: first, default_args: {retries: 3}}
              - {group_id: plain, prefix_group_id: false}
            tasks:
              - {task_id: start, bash: x}
              - {task_id: first, group: etl, bash: x}
              - {task_id: one, group: inner, bash: x}
              - {task_id: two, group: etl.inner, bash: x, depends_on: one, retries: 0}
              - {task_id: last, group: etl, bash: x, depends_on: inner}
              - {task_id: alone, group: etl, bash: x}
              - {task_id: clean, group: etl, bash: x, teardown: true, depends_on: [last, alone]}
              - {task_id: free, group: plain, bash: x, depends_on: etl}
              - {task_id: end, bash: x, depends_on: [etl, plain, etl.inner.two]}
            """);

        string Upstream(string id) => string.Join(' ', dag.Tasks.Single(t => t.TaskId == id).DependsOn);
        dag.TaskGroups.Select(g => $"{g.GroupId} in {g.Group}").ShouldBe(["etl in ", "etl.inner in etl", "plain in "]);
        Upstream("etl.first").ShouldBe("start");
        Upstream("etl.alone").ShouldBe("start");
        Upstream("etl.inner.one").ShouldBe("etl.first");
        Upstream("etl.inner.two").ShouldBe("etl.inner.one");
        Upstream("etl.last").ShouldBe("etl.inner.two");
        Upstream("free").ShouldBe("etl.last etl.alone");
        Upstream("end").ShouldBe("etl.last etl.alone free etl.inner.two");
        dag.Tasks.Select(t => $"{t.TaskId} {t.Retries} {t.Queue}").ShouldContain("etl.inner.one 3 q");
        dag.Tasks.Select(t => $"{t.TaskId} {t.Retries} {t.Queue}").ShouldContain("etl.inner.two 0 q");
        dag.Tasks.Select(t => $"{t.TaskId} {t.Retries} {t.Queue}").ShouldContain("etl.last 2 q");
        dag.Tasks.Select(t => $"{t.TaskId} {t.Retries} {t.Queue}").ShouldContain("end 1 default");
        CanonicalDag.Of(Parse(Encoding.UTF8.GetString(CanonicalDag.Of(dag).Document))).Version.ShouldBe(CanonicalDag.Of(dag).Version);
        var plan = RunPlan.Compile(dag);
        plan.TryOrdinalOf("etl.last", out var last).ShouldBeTrue();
        plan.Choice(last, "inner").Select(t => plan.Task(t).TaskId).ShouldBe(["etl.inner.one"]);
        plan.Choice(last, "first").Select(t => plan.Task(t).TaskId).ShouldBe(["etl.first"]);
        plan.Choice(last, "nowhere").ShouldBeEmpty();
    }

    [Fact]
    public void Parse_OfAMappedGroup_MakesItsRootsDependOnWhatItGoesThrough()
    {
        var dag = Parse("""
            dag_id: d
            task_groups: [{group_id: g, expand: {x: {xcom: list}, y: "{{ ti.xcom_pull('more') }}"}}]
            tasks:
              - {task_id: list, bash: x}
              - {task_id: more, bash: x}
              - {task_id: a, group: g, bash: x, map_index_template: "{{ expand.x }}"}
              - {task_id: b, group: g, bash: x, depends_on: a}
            """);

        dag.Tasks[2].DependsOn.ShouldBe(["list", "more"]);
        dag.Tasks[3].DependsOn.ShouldBe(["g.a"]);
        var expansion = RunPlan.Compile(dag).Expansions.ShouldHaveSingleItem();
        expansion.Tasks.ShouldBe([2, 3]);
        expansion.Inputs.ShouldBe([0, 1]);
    }

    private static string Version(string expand) =>
        CanonicalDag.Of(Parse($"dag_id: d\ntasks:\n  - {{task_id: m, bash: x, expand: {expand}}}\n")).Version;

    private static DagDefinition Parse(string yaml)
    {
        var result = DagFileParser.Parse(yaml, "f.yaml");
        result.Errors.ShouldBeEmpty();
        return result.Dags.ShouldHaveSingleItem().Definition;
    }
}
