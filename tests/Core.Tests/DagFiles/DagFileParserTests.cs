using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.DagFiles;

public sealed class DagFileParserTests
{
    [Fact]
    public void Parse_WhenEveryDagFieldIsGiven_FillsTheDefinition()
    {
        var dag = Parse("""
            dag_id: all.of-it_1
            description: Everything
            schedule: ["0 6 * * *", "0 18 * * *"]
            timezone: Europe/Zurich
            start_date: 2026-01-01
            end_date: 2026-12-31T23:59:59+00:00
            catchup: true
            max_active_runs: 2
            max_active_tasks: 3
            dagrun_timeout: 1 h 30 m
            fail_fast: true
            params: {n: 3, s: {default: x, type: string, description: A text}, o: {default: {a: [1, 2.5, true, null, 'x']}}}
            env: {COUNTRY: NO, VERSION: 1.10, ON: yes}
            tags: [b, a]
            owner: team
            tasks: [{task_id: a, empty: true}]
            """);

        dag.DagId.ShouldBe("all.of-it_1");
        dag.Description.ShouldBe("Everything");
        dag.Schedule.ShouldBeOfType<ScheduleDefinition.Cron>().Expressions.ShouldBe(["0 6 * * *", "0 18 * * *"]);
        dag.Timezone.ShouldBe("Europe/Zurich");
        dag.StartDate.ShouldBe(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero));
        dag.EndDate.ShouldBe(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero));
        dag.Catchup.ShouldBeTrue();
        dag.MaxActiveRuns.ShouldBe(2);
        dag.MaxActiveTasks.ShouldBe(3);
        dag.DagRunTimeout.ShouldBe(TimeSpan.FromMinutes(90));
        dag.FailFast.ShouldBeTrue();
        dag.Params["n"].Default!.ToJsonString().ShouldBe("3");
        dag.Params["s"].Schema!.ToJsonString().ShouldBe("""{"type":"string"}""");
        dag.Params["s"].Description.ShouldBe("A text");
        dag.Params["o"].Default!.ToJsonString().ShouldBe("""{"a":[1,2.5,true,null,"x"]}""");
        dag.Env.ShouldBe(new Dictionary<string, string> { ["COUNTRY"] = "NO", ["VERSION"] = "1.10", ["ON"] = "yes" }, ignoreOrder: true);
        dag.Tags.ShouldBe(["b", "a"]);
        dag.Owner.ShouldBe("team");
    }

    [Fact]
    public void Parse_WhenEveryTaskFieldIsGiven_FillsTheTask()
    {
        var task = Parse("""
            dag_id: d
            tasks:
              - {task_id: a, empty: true}
              - task_id: b
                bash: |
                  echo {{ ds }}
                depends_on: a
                trigger_rule: all_done
                retries: 5
                retry_delay: PT30S
                retry_exponential_backoff: true
                max_retry_delay: 1 h
                execution_timeout: 90
                env: {X: '1'}
                queue: gpu
                priority_weight: -3
                description: Does it
                teardown: true
                on_failure_fail_dagrun: true
            """).Tasks[1];

        task.Action.ShouldBe(new TaskAction.Bash("echo {{ ds }}\n"));
        task.DependsOn.ShouldBe(["a"]);
        task.TriggerRule.ShouldBe(TriggerRule.AllDone);
        task.Retries.ShouldBe(5);
        task.RetryDelay.ShouldBe(TimeSpan.FromSeconds(30));
        task.RetryExponentialBackoff.ShouldBe(2);
        task.MaxRetryDelay.ShouldBe(TimeSpan.FromHours(1));
        task.ExecutionTimeout.ShouldBe(TimeSpan.FromSeconds(90));
        task.Env.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("X", "1"));
        task.Queue.ShouldBe("gpu");
        task.PriorityWeight.ShouldBe(-3);
        task.Description.ShouldBe("Does it");
        task.Kind.ShouldBe(TaskKind.Teardown);
        task.OnFailureFailDagRun.ShouldBeTrue();
    }

    [Fact]
    public void Parse_WhenActionsDiffer_ReadsEachForm()
    {
        var tasks = Parse("""
            dag_id: d
            tasks:
              - {task_id: a, empty: }
              - {task_id: b, command: [sleep, 1, true], depends_on: [a, e, f, g, h]}
              - {task_id: e, branch: '{{ params.way }}'}
              - {task_id: f, branch: {bash: echo b}}
              - {task_id: g, branch: {command: [choose]}}
              - {task_id: h, short_circuit: '{{ true }}', ignore_downstream_trigger_rules: false}
            params: {way: b}
            """).Tasks;

        tasks[0].Action.ShouldBe(new TaskAction.Empty());
        tasks[1].Action.ShouldBeOfType<TaskAction.Command>().Argv.ShouldBe(["sleep", "1", "true"]);
        tasks[2].Action.ShouldBe(new TaskAction.Branch(new DecisionSource.Value("{{ params.way }}")));
        tasks[3].Action.ShouldBe(new TaskAction.Branch(new DecisionSource.Bash("echo b")));
        tasks[4].Action.ShouldBeOfType<TaskAction.Branch>().Choice.ShouldBeOfType<DecisionSource.Command>().Argv.ShouldBe(["choose"]);
        tasks[5].Action.ShouldBe(new TaskAction.ShortCircuit(new DecisionSource.Value("{{ true }}"), IgnoreDownstreamTriggerRules: false));
    }

    [Fact]
    public void Parse_WhenDefaultArgsAreGiven_TasksOwnValuesWinAndNullMeansTheBuiltInDefault()
    {
        var tasks = Parse("""
            dag_id: d
            default_args: {retries: 2, execution_timeout: 1 h, trigger_rule: none_failed, env: {A: x}}
            tasks:
              - {task_id: inherits, empty: true}
              - {task_id: own, empty: true, retries: 0, env: {B: y}}
              - {task_id: reset, empty: true, execution_timeout: null}
              - {task_id: clean, empty: true, teardown: true}
            """).Tasks;

        tasks[0].Retries.ShouldBe(2);
        tasks[0].ExecutionTimeout.ShouldBe(TimeSpan.FromHours(1));
        tasks[0].TriggerRule.ShouldBe(TriggerRule.NoneFailed);
        tasks[1].Retries.ShouldBe(0);
        tasks[1].Env.Keys.ShouldBe(["B"], "a task's env replaces the one of default_args");
        tasks[2].ExecutionTimeout.ShouldBeNull();
        tasks[3].TriggerRule.ShouldBe(TriggerRule.AllDoneSetupSuccess, "default_args speak of ordinary tasks");
    }

    [Fact]
    public void Parse_WhenFileHasSeveralDocuments_ReadsThemInOrder()
    {
        const string Dag = "dag_id: {0}\ntasks: [{{task_id: a, empty: true}}]\n";
        var result = DagFileParser.Parse(
            $"{string.Format(null, Dag, "one")}---\n---\n# empty\n---\n{string.Format(null, Dag, "two")}...\n---\ndags:\n- dag_id: three\n  tasks: [{{task_id: a, empty: true}}]\n", "f.yaml");

        result.Errors.ShouldBeEmpty();
        result.Dags.Select(d => d.Definition.DagId).ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public void Parse_WhenOneDagOfTheFileIsBad_YieldsNone()
    {
        var result = DagFileParser.Parse("dag_id: good\ntasks: [{task_id: a, empty: true}]\n---\ndag_id: bad\ntasks: [{task_id: a}]\n", "f.yaml");

        result.IsValid.ShouldBeFalse();
        result.Dags.ShouldBeEmpty();
        result.Errors.ShouldHaveSingleItem().DagId.ShouldBe("bad");
    }

    [Fact]
    public void Parse_WhenAnchorsAndMergeKeysAreUsed_ExpandsThem()
    {
        var tasks = Parse("""
            dag_id: d
            tasks:
              - &base {task_id: a, bash: echo, retries: 3, queue: slow}
              - <<: *base
                task_id: b
                retries: 1
              - {<<: [{queue: fast}, *base], task_id: c}
            """).Tasks;

        tasks[1].ShouldBe(tasks[0] with { TaskId = "b", Retries = 1, DependsOn = tasks[1].DependsOn, Env = tasks[1].Env });
        tasks[2].Queue.ShouldBe("fast", "earlier mappings of a merge list win");
        tasks[2].Retries.ShouldBe(3);
    }

    [Fact]
    public void Locations_WhenAsked_NameThePlaces()
    {
        var locations = DagFileParser.Parse("dag_id: d\nschedule: '@daily'\ndefault_args:\n  retries: 1\ntasks:\n  - task_id: a\n    bash: x\n", "f").Dags[0].Locations;

        locations.Dag.ShouldBe(new SourceLocation(1, 1));
        locations.Field("schedule").ShouldBe(new SourceLocation(2, 1));
        locations.Task("a").ShouldBe(new SourceLocation(6, 5));
        locations.Field("a", "bash").ShouldBe(new SourceLocation(7, 5));
        locations.Field("a", "retries").ShouldBe(new SourceLocation(4, 3));
        locations.Field("a", "queue").ShouldBeNull();
        locations.Task("b").ShouldBeNull();
    }

    [Fact]
    public void ToString_WhenErrorIsInATask_ReadsAsPromised() =>
        DagFileParser.Parse("dag_id: d\ntasks:\n  - {task_id: extract, empty: true}\n  - {task_id: load, empty: true, depends_on: extrat}\n", "file.yaml")
            .Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("file.yaml:4:46: task 'load': depends_on names 'extrat', which does not exist; did you mean 'extract'?");

    [Fact]
    public void Errors_WhenRead_CarryTheirParts()
    {
        var error = DagFileParser.Parse("dag_id: d\ndefault_args: {retries: x}\ntasks: [{task_id: a, empty: true}]\n", "f.yaml").Errors.ShouldHaveSingleItem();

        (error.File, error.Line, error.Column, error.DagId, error.TaskId, error.Field, error.Code)
            .ShouldBe(("f.yaml", 2, 25, "d", null, "default_args.retries", DagProblemCodes.WrongType));
    }

    private static DagDefinition Parse(string yaml)
    {
        var result = DagFileParser.Parse(yaml, "f.yaml");
        result.Errors.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        return result.Dags.ShouldHaveSingleItem().Definition;
    }
}
