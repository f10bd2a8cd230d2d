using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Ingestion;

/// <summary>Which variables and connections a bundle allows its DAGs, and what they read while they are loaded.</summary>
public sealed class AllowListTests : BundleSuite
{
    private const string Listed = "version: v1beta\nallowed_variables: ['etl_*']\nallowed_connections: []\n";
    private const string Parsed = "version: v1beta\nbundle_parser: test\n";

    private static readonly TaskKey Task = new() { DagId = "etl", RunId = "r", TaskId = "a", Ordinal = 0, TryNumber = 1 };

    private ITaskSecretGrain Tasks => Fixture.Grains.GetGrain<ITaskSecretGrain>("0");

    [Fact]
    public async Task Task_WhenItsBundleHasLists_GetsAndSetsNothingElse()
    {
        await SetAsync("etl_region", "eu");
        await SetAsync("payroll", "1");
        Write("bundle.yaml", Listed);
        WriteDag("a.yaml", "etl");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);

        (await Tasks.GetVariableAsync(Task, "etl_region")).Outcome.Status.ShouldBe(ActionStatus.Done);
        (await Tasks.SetVariableAsync(Task, "etl_region", "us", null)).Status.ShouldBe(ActionStatus.Done);
        var refused = (await Tasks.GetVariableAsync(Task, "payroll")).Outcome;
        refused.Status.ShouldBe(ActionStatus.Forbidden);
        refused.Problems.ShouldBe(["The bundle 'main' does not allow its DAGs the variable 'payroll': add it to allowed_variables in its bundle.yaml."]);
        (await Tasks.SetVariableAsync(Task, "payroll", "2", null)).Status.ShouldBe(ActionStatus.Forbidden);
        (await Tasks.DeleteVariableAsync(Task, "payroll")).Status.ShouldBe(ActionStatus.Forbidden);
        (await Tasks.GetConnectionAsync(Task, "warehouse")).Outcome.Problems.ShouldHaveSingleItem().ShouldContain("add it to allowed_connections in its bundle.yaml");
        (await Tasks.GetVariableAsync(Task with { DagId = "other" }, "payroll")).Outcome.Status.ShouldBe(ActionStatus.Done, "it is of no bundle with lists");

        Write("bundle.yaml", "version: v1beta\n");
        await Parser.ParseAsync(force: false);
        (await Tasks.GetVariableAsync(Task, "payroll")).Outcome.Status.ShouldBe(ActionStatus.Done);
    }

    [Fact]
    public async Task Launch_WhenATemplateNamesAVariableThatIsNotAllowed_FailsAndSaysSo()
    {
        await SetAsync("payroll", "1");
        Write("bundle.yaml", Listed);
        WriteDag("a.yaml", "etl", "echo {{ var.value.payroll }}");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        var runId = await TriggerAsync("etl");

        // The host asks for work, and the lease it is given is taken back as a failure: there is nothing to launch.
        using var enough = new CancellationTokenSource();
        var work = Host.GetWorkAsync(Guid.Empty, 1, TimeSpan.FromMinutes(1), enough.Token);
        (await EndOfAsync("etl", runId)).Run.ShouldBe(DagRunState.Failed);
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(work);

        var run = await Fixture.Store.GetDagRunAsync("etl", runId);
        (await Fixture.Store.GetTaskInstancesAsync(run!.RunPk)).ShouldHaveSingleItem().FailureJson.ShouldNotBeNull().ShouldContain("to allowed_variables in its bundle.yaml");
    }

    [Fact]
    public async Task File_WhenAVariableOfTheStoreThatItReadChanges_IsReadAgainAndIsANewRelease()
    {
        await SetAsync("region", "eu");
        Write("bundle.yaml", Parsed);
        Write("a.list", "one\n!variable region\n");
        await ConfigureAsync();
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
        (await DocumentOfAsync("one")).ShouldContain("\"REGION\":\"eu\"");

        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0);
        await SetAsync("region", "us");
        (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(1);

        (await DocumentOfAsync("one")).ShouldContain("\"REGION\":\"us\"");
        (await DagRowAsync("one")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task File_WhenItReadsAVariableThatIsNotAllowed_IsToldSo()
    {
        await SetAsync("payroll", "1");
        Write("bundle.yaml", Parsed + "allowed_variables: [region]\n");
        Write("a.list", "one\n!variable payroll\n");
        await ConfigureAsync();

        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("does not allow its DAGs the variable 'payroll'");

        Write("bundle.yaml", Parsed + "allowed_variables: [region, payroll]\n");
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty("what a bundle allows itself is an input too");
        (await DocumentOfAsync("one")).ShouldContain("\"REGION\":\"1\"");
    }

    private async Task<string> DocumentOfAsync(string dagId) =>
        System.Text.Encoding.UTF8.GetString((await Fixture.Store.GetDagVersionAsync((await DagRowAsync(dagId)).Version))!.Document);

    private async Task SetAsync(string key, string value) =>
        (await Fixture.Grains.GetGrain<IVariableGrain>("0").SetAsync(new VariableChange { Key = key, Value = value, Actor = "me" })).Problems.ShouldBeEmpty();
}
