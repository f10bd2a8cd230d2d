using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Grains.Tests.Secrets;

/// <summary>What tasks are given of variables and connections.</summary>
public sealed class TaskSecretTests : SecretSuite
{
    private ITaskSecretGrain Tasks => Fixture.Grains.GetGrain<ITaskSecretGrain>("0");

    private static TaskKey Key => new() { DagId = "d", RunId = "r", TaskId = "t", Ordinal = 0, TryNumber = 1 };

    [Fact]
    public async Task Launch_WhenTemplatesNameSecrets_AreRenderedAndNamedToBeHidden()
    {
        await SetAsync(Warehouse);
        await SetAsync("region", "eu");
        await SetAsync("api_token", "s3cr3t-var");
        await SetAsync("config", """{"bucket":"b1"}""");
        await StartAsync("etl", """
            dag_id: etl
            tasks:
              - task_id: load
                env:
                  PASSWORD: "{{ conn.warehouse.password }}"
                  URI: "{{ conn.warehouse.get_uri() }}"
                  TOKEN: "{{ conn['warehouse'].extra_dejson.token }}"
                bash: "load {{ conn.warehouse.host }}:{{ conn.warehouse.port }} {{ var.value.region }} {{ var.json.config.bucket }} {{ var.value.get('none', 'no') }} {{ var.value.api_token }}"
            """);

        var spec = await TakeAsync();

        spec.Script.ShouldBe("load db:5432 eu b1 no s3cr3t-var");
        spec.Environment["PASSWORD"].ShouldBe("s3cr3t-pw");
        spec.Environment["TOKEN"].ShouldBe("s3cr3t-tk");
        spec.Environment["URI"].ShouldBe("postgres://reader:s3cr3t-pw@db:5432/sales?sslmode=require&token=s3cr3t-tk");
        spec.Secrets.ShouldBe(["s3cr3t-var", "s3cr3t-pw", "s3cr3t-tk"], ignoreOrder: true);
        (await Fixture.Store.ListAuditAsync(100)).ShouldAllBe(a => !(a.DetailsJson ?? "").Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Launch_WhenAnotherPlaceHasTheVariable_ItWinsOverTheStore()
    {
        await SetAsync("region", "store");
        Fixture.Keys.Backend.Variables["region"] = "backend";
        await StartAsync("etl", Yaml("etl", "{task_id: a, bash: 'echo {{ var.value.region }}'}"));

        (await TakeAsync()).Script.ShouldBe("echo backend");
    }

    [Theory]
    [InlineData("{{ conn.none.host }}", "the connection 'none' does not exist")]
    [InlineData("{{ var.value.none }}", "the variable 'none' does not exist")]
    [InlineData("{{ conn['a b'].host }}", "The id 'a b' holds characters")]
    public async Task Launch_WhenASecretIsMissing_TheTaskFailsAndSaysWhich(string template, string expected)
    {
        var runId = await StartAsync("etl", Yaml("etl", $"{{task_id: a, bash: \"{template}\"}}"));

        _ = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1));
        (await EndOfAsync("etl", runId)).Tasks["a"].ShouldBe(TaskInstanceState.Failed);
        (await ReasonAsync("etl", runId)).ShouldContain(expected);
    }

    [Fact]
    public async Task Launch_WhenTheKeyIsMissing_TheTaskFailsAndNamesIt()
    {
        await SetAsync("region", "eu");
        var key = Fixture.Keys.Ring.SealingKeyId;
        Fixture.Keys.Ring = Support.TestSecretKeys.NewRing();
        var runId = await StartAsync("etl", Yaml("etl", "{task_id: a, bash: 'echo {{ var.value.region }}'}"));

        _ = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1));
        (await EndOfAsync("etl", runId)).Tasks["a"].ShouldBe(TaskInstanceState.Failed);
        (await ReasonAsync("etl", runId)).ShouldContain(key);
    }

    [Fact]
    public async Task Decision_WhenItWouldKeepASecretWithTheRun_IsRefused()
    {
        await SetAsync("open", "b");
        await SetAsync("password", "s3cr3t-value");
        var runId = await StartAsync("etl", Yaml(
            "etl", "{task_id: a, branch: '{{ var.value.open }}'}", "{task_id: b, depends_on: [a], empty: true}", "{task_id: c, branch: '{{ var.value.password }}'}"));

        var (_, tasks) = await EndOfAsync("etl", runId);

        tasks["b"].ShouldBe(TaskInstanceState.Success);
        tasks["c"].ShouldBe(TaskInstanceState.Failed);
        (await ReasonAsync("etl", runId)).ShouldContain("the variable 'password' is a secret");
    }

    [Fact]
    public async Task GetVariable_WhenATaskAsks_TellsItWithWhatIsToBeHidden()
    {
        await SetAsync("api_token", "s3cr3t-var");

        var answer = await Tasks.GetVariableAsync(Key, "api_token");

        answer.Json.ShouldBe("""{"key":"api_token","value":"s3cr3t-var"}""");
        answer.Secrets.ShouldBe(["s3cr3t-var"]);
        (await Tasks.GetVariableAsync(Key, "none")).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await Tasks.GetConnectionAsync(Key, "none")).Outcome.Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task SetVariable_WhenATaskDoesSo_TheAuditNamesTheTask()
    {
        (await Tasks.SetVariableAsync(Key, "seen", "1", null)).ShouldBe(ActionResult.Done);
        (await Variables.GetAsync("seen"))!.Value.ShouldBe("1");
        (await Tasks.DeleteVariableAsync(Key, "seen")).ShouldBe(ActionResult.Done);
        (await Fixture.Store.ListAuditAsync(10)).Select(a => a.Actor).ShouldAllBe(a => a == "task d/r/t");
    }

    private async Task<string> ReasonAsync(string dagId, string runId)
    {
        var run = (await Fixture.Store.GetDagRunAsync(dagId, runId))!;
        return System.Text.RegularExpressions.Regex.Unescape(string.Join(' ', (await Fixture.Store.GetTaskInstancesAsync(run.RunPk)).Select(t => t.FailureJson)));
    }
}
