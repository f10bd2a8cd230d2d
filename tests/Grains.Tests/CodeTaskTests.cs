using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>Tasks that call the code of their DAG's file: what they are handed, and what their reports mean.</summary>
public sealed class CodeTaskTests : GrainSuite
{
    [Fact]
    public async Task Load_OfACall_RendersArgumentsAsValues()
    {
        await StartProgramAsync("values", """
            {"dag_id": "values", "params": {"n": 3}, "tasks": [
              {"task_id": "a", "code": true},
              {"task_id": "b", "depends_on": ["a"], "outlets": ["s3://b"],
               "code": {"op_args": ["{{ ti.xcom_pull('a') }}", "n is {{ params.n }}", "{{ params.n }}", null], "op_kwargs": {"all": {"deep": ["{{ ti.xcom_pull('a', key='rows') }}"]}}}}]}
            """);
        var a = await TakeAsync();
        a.Code!.File.ShouldBe("values.py");
        await ReportAsync(a, Success(a) with { XCom = """{"x": [1]}""", XComKeysJson = """{"rows": 5, "return_value": 7}""" });

        var b = await TakeAsync();
        var call = JsonNode.Parse(b.Code!.CallJson)!;
        call["op_args"]!.ToJsonString().ShouldBe("""[{"x":[1]},"n is 3",3,null]""");
        call["op_kwargs"]!.ToJsonString().ShouldBe("""{"all":{"deep":[5]}}""");
        call["task_id"]!.GetValue<string>().ShouldBe("b");
        call["outlets"]!.ToJsonString().ShouldBe("""["s3://b"]""");
        call["xcoms"].ShouldBeNull();
        b.FailExitCode.ShouldBe(97);
    }

    [Fact]
    public async Task Load_OfACallThatPullsByItself_HandsOverWhatIsUpstream()
    {
        await StartProgramAsync("pulls", """
            {"dag_id": "pulls", "tasks": [
              {"task_id": "a", "code": true},
              {"task_id": "aside", "code": true, "depends_on": ["a"]},
              {"task_id": "m", "depends_on": ["a"], "code": true, "expand": {"x": [1, 2]}},
              {"task_id": "z", "depends_on": ["m"], "code": {"pass_xcoms": true}}]}
            """);
        await SucceedAsync(await TakeAsync(), "1");
        for (var i = 0; i < 3; i++)
        {
            var task = await TakeAsync();
            await SucceedAsync(task, $"\"{task.Task.TaskId}{task.Task.MapIndex}\"");
        }

        var call = JsonNode.Parse((await TakeAsync()).Code!.CallJson)!;

        var m = call["xcoms"]!["m"]!.AsObject();
        m["0"]!["return_value"]!.GetValue<string>().ShouldBe("m0");
        m["1"]!["return_value"]!.GetValue<string>().ShouldBe("m1");
        call["xcoms"]!["a"]!.ToJsonString().ShouldBe("""{"-1":{"return_value":1}}""");
        call["xcoms"]!["aside"].ShouldBeNull();
        call["xcoms_are_complete"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Report_OfABranchInCode_SkipsWhatItDidNotChoose()
    {
        var runId = await StartProgramAsync("branches", """
            {"dag_id": "branches", "tasks": [
              {"task_id": "choose", "branch": {"code": true}},
              {"task_id": "left", "empty": true, "depends_on": ["choose"]},
              {"task_id": "right", "empty": true, "depends_on": ["choose"]}]}
            """);
        await SucceedAsync(await TakeAsync(), "\"left\"");

        (await EndOfAsync("branches", runId)).Tasks["right"].ShouldBe(TaskInstanceState.Skipped);
    }

    [Fact]
    public async Task Load_OfASensorInCode_RunsItForEachLook()
    {
        await StartProgramAsync("looks", """{"dag_id": "looks", "tasks": [{"task_id": "a", "sensor": {"code": {"op_args": [1]}, "poke_interval": 5}}]}""");

        var look = (await Host.GetTriggersAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1)).WaitAsync(TimeSpan.FromSeconds(30))).ShouldHaveSingleItem();

        look.Sensor!.RetryExitCode.ShouldBe(98);
        JsonNode.Parse(look.Code!.CallJson)!["is_sensor"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Load_OfATemplateThatCannotBeRendered_FailsTheTask()
    {
        var runId = await StartProgramAsync("wrong", """{"dag_id": "wrong", "tasks": [{"task_id": "a", "code": {"op_args": ["{{ params.missing }}"]}}]}""");
        var work = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromSeconds(1));

        (await EndOfAsync("wrong", runId)).Tasks["a"].ShouldBe(TaskInstanceState.Failed);
        while (!work.IsCompleted)
        {
            // The request may be about to wait again, for the second that is left by then. In small steps: calls have their time-out by this clock.
            Fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        (await work).ShouldBeEmpty();
        (await Fixture.Grains.GetGrain<ICatalogGrain>("0").ListTaskInstancesAsync("wrong", runId))[0].FailureMessage!.ShouldContain("missing");
    }

    private TaskReport Success(LaunchSpec spec) =>
        new() { Task = spec.Task, LeaseId = spec.LeaseId, Kind = TaskReportKind.Success, ExitCode = 0, EndedAt = Fixture.Clock.GetUtcNow() };

    private async Task<string> StartProgramAsync(string dagId, string document)
    {
        var output = DagOutputParser.Parse(Encoding.UTF8.GetBytes($$"""{"format": 1, "dags": [{{document}}]}"""), $"{dagId}.py");
        output.Result.Errors.ShouldBeEmpty();
        var dag = output.Result.Dags.Single();
        await Dag(dagId).PublishAsync(new PublishRequest
        {
            Version = dag.Canonical.Version,
            Document = dag.Canonical.Document,
            Bundle = "test",
            File = $"{dagId}.py",
            CodeReference = "c1",
            CodePath = "/bundle",
            Source = "",
        });
        return await TriggerAsync(dagId);
    }
}
