using System.Text.Json.Nodes;
using Orrery.Cli.Tests.Support;
using Orrery.Client;
using Orrery.Core.States;

namespace Orrery.Cli.Tests;

/// <summary>What people who know Airflow's command type.</summary>
public sealed class HabitTests : IDisposable
{
    private readonly World _world = new();

    public HabitTests()
    {
        _world.Client.Dags.Add(Sample.Dag("etl"));
        _world.Client.Runs.Add(Sample.Run(DagRunState.Failed));
        _world.Client.Tasks.AddRange([Sample.Task("extract", TaskInstanceState.Success), Sample.Task("load", TaskInstanceState.Failed, 1, 2)]);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("dags state etl", "failed")]
    [InlineData("dags state etl " + Sample.RunId, "failed")]
    [InlineData("tasks state etl extract", "success")]
    [InlineData("tasks state etl load latest", "failed")]
    public async Task State_IsOneWord(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe(expected + "\n");
    }

    [Theory]
    [InlineData("dags details etl", "etl")]
    [InlineData("tasks states-for-dag-run etl latest", "load")]
    [InlineData("tasks failed-deps etl latest load", "Nothing holds it")]
    public async Task Verb_ByItsAirflowName_DoesTheSame(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain(expected);
    }

    [Fact]
    public async Task DagsTrigger_StartsARun()
    {
        (await _world.RunAsync("dags", "trigger", "etl", "--param", "a=1")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe(Sample.RunId + "\n");
        _world.Client.Triggered!.ConfJson.ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Render_FillsInFactsParamsAndNamesWhatOtherTasksLeft()
    {
        _world.Client.Document = JsonNode.Parse(
            """
            {"format": 1, "dag_id": "etl", "env": {"DAY": "{{ ds }}"}, "params": {"n": {"default": 3}},
             "tasks": [{"task_id": "extract", "bash": "true"},
                       {"task_id": "load", "depends_on": ["extract"], "bash": "load {{ ds }} {{ params.n }} {{ ti.xcom_pull(task_ids='extract') }}"}]}
            """)!.AsObject();
        (await _world.RunAsync("tasks", "render", "etl", "load", "-o", "json")).ShouldBe(ExitCodes.Success, _world.Error);
        var fields = JsonNode.Parse(_world.Out)!["fields"]!;
        fields["bash"]!.GetValue<string>().ShouldStartWith("load 2026-01-01 3 <xcom ");
        fields["env"]!["DAY"]!.GetValue<string>().ShouldBe("2026-01-01");
    }

    [Fact]
    public async Task Render_WhenATemplateIsWrong_SaysWhere()
    {
        _world.Client.Document = JsonNode.Parse("""{"format": 1, "dag_id": "etl", "tasks": [{"task_id": "load", "bash": "{{ nothing.at.all }}"}]}""")!.AsObject();
        (await _world.RunAsync("tasks", "render", "etl", "load")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("load.bash");
    }

    [Theory]
    [InlineData("dags test etl")]
    [InlineData("dags test dags/etl.yaml")]
    [InlineData("tasks test etl load")]
    public async Task Test_RunsWithoutAServerAndKeepsNothing(string line)
    {
        _world.Write("dags/etl.yaml", "dag_id: etl\ntasks:\n  - {task_id: extract, bash: 'true'}\n  - {task_id: load, depends_on: extract, bash: 'true'}\n");
        _world.Client.Updates.Add(Sample.Update(DagRunState.Failed));
        await _world.RunAsync([.. line.Split(' '), "--bundle", "dags"]);
        var started = _world.Started.ShouldHaveSingleItem();
        (started.Port, started.IsThrowAway).ShouldBe((null, true));
        var tasks = JsonNode.Parse(_world.Published.ShouldHaveSingleItem().Document)!["tasks"]!.AsArray().Select(t => t!["task_id"]!.GetValue<string>());
        tasks.ShouldBe(line.StartsWith("tasks", StringComparison.Ordinal) ? ["load"] : ["extract", "load"]);
    }

    [Theory]
    [InlineData("dags test other", "holds a valid DAG 'other'")]
    [InlineData("tasks test etl other", "has no task 'other'")]
    public async Task Test_WhenThereIsNoSuchThing_SaysWhatThereIs(string line, string expected)
    {
        _world.Write("dags/etl.yaml", ValidateTests.Good.Replace("good", "etl", StringComparison.Ordinal));
        (await _world.RunAsync([.. line.Split(' '), "--bundle", "dags"])).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
        _world.Started.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", ExitCodes.Failure)]
    [InlineData("--job-type SchedulerJob", ExitCodes.Success)]
    [InlineData("--job-type runtime", ExitCodes.Failure)]
    [InlineData("--job-type nonsense", ExitCodes.BadInput)]
    public async Task JobsCheck_SaysWhetherTheComponentWorks(string options, int exitCode)
    {
        _world.Client.Health = new HealthInfo(false, "1", [new("scheduler", true, "Keeps up.", Sample.Start), new("runtime", false, "0 of 1 hosts.")]);
        (await _world.RunAsync(["jobs", "check", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(exitCode, _world.Error);
    }

    [Fact]
    public async Task Info_NamesVersionAndServer()
    {
        (await _world.RunAsync("info")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldMatch(@"version\s+\d+\.\d+\.\d+");
        _world.Out.ShouldContain("http://127.0.0.1:1/ (from ORRERY_SERVER)");
    }
}
