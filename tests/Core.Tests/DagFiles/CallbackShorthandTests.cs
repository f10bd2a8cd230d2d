using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>The shorthands for callbacks stand for ordinary tasks.</summary>
public sealed class CallbackShorthandTests
{
    private const string Short = """
        dag_id: d
        timezone: Europe/Zurich
        on_failure: page
        on_success: {command: [cheer], retries: 1}
        deadline:
          - {reference: queued_at, interval: 2 hours, bash: late}
          - {reference: 2026-07-01T12:00, bash: later, env: {A: b}}
        default_args: {retries: 2, trigger_rule: all_done, depends_on_past: true, on_failure: {bash: tell, retries: 5}}
        tasks:
          - {task_id: a, bash: x}
          - {task_id: b, bash: y, depends_on: a, on_failure: , on_success: nice}
        """;

    private const string Long = """
        dag_id: d
        timezone: Europe/Zurich
        tasks:
          - {task_id: a, bash: x, retries: 2, trigger_rule: all_done, depends_on_past: true}
          - {task_id: a.on_failure, callback: on_failure, depends_on: a, bash: tell, retries: 5}
          - {task_id: b, bash: y, depends_on: a, retries: 2, trigger_rule: all_done, depends_on_past: true}
          - {task_id: b.on_success, callback: on_success, depends_on: b, bash: nice, retries: 2}
          - {task_id: on_failure, callback: on_failure, bash: page, retries: 2}
          - {task_id: on_success, callback: on_success, command: [cheer], retries: 1}
          - {task_id: on_deadline, callback: {on_deadline: {reference: queued_at, interval: 7200}}, bash: late, retries: 2}
          - {task_id: on_deadline.2, callback: {on_deadline: {reference: "2026-07-01T10:00:00Z"}}, bash: later, env: {A: b}, retries: 2}
        """;

    [Fact]
    public void Parse_WhenCallbacksAreShort_MeansTheSameAsWrittenOut()
    {
        var shorthand = DagFileParser.Parse(Short, "short.yaml");
        var longhand = DagFileParser.Parse(Long, "long.yaml");

        shorthand.Errors.ShouldBeEmpty();
        longhand.Errors.ShouldBeEmpty();
        shorthand.Dags[0].Canonical.Version.ShouldBe(longhand.Dags[0].Canonical.Version);
        shorthand.Dags[0].Definition.Tasks.Count(t => t.Kind == TaskKind.Callback).ShouldBe(6);
    }

    [Fact]
    public void Parse_WhenTaskOfTheNameExists_SaysWhereBothAre()
    {
        var result = DagFileParser.Parse("""
            dag_id: d
            tasks:
              - {task_id: a, empty: true, on_failure: x}
              - {task_id: a.on_failure, empty: true}
            """, "f.yaml");

        result.Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("f.yaml:4:15: task 'a.on_failure': task_id 'a.on_failure' is given twice, first at line 3; give each task its own id");
    }

    [Fact]
    public void Parse_WhenCallbackHasABadValue_NamesItsPlace()
    {
        var result = DagFileParser.Parse("""
            dag_id: d
            deadline: {reference: queued_at, interval: 1 hour, bash: "{{ x", retries: -1}
            tasks: [{task_id: a, empty: true}]
            """, "f.yaml");

        result.Errors.Select(e => $"{e.Line}:{e.Column} {e.TaskId} {e.Field}").ShouldBe(["2:58 on_deadline bash", "2:75 on_deadline retries"]);
    }
}
