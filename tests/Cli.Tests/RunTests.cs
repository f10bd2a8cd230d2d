using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Cli.Tests.Support;
using Orrery.Client;
using Orrery.Core.Dags;
using Orrery.Core.States;

namespace Orrery.Cli.Tests;

/// <summary><c>orrery run</c> against an engine that plays back a run.</summary>
public sealed class RunTests : IDisposable
{
    private readonly World _world = new();

    public RunTests() => _world.Write("good.yaml", ValidateTests.Good);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("nope.yaml", "There is no file 'nope.yaml'. In its folder there are: good.yaml")]
    [InlineData(".", "'.' is a folder, not a DAG file")]
    [InlineData("good.yaml --dag other", "holds no DAG 'other'; it holds: good")]
    [InlineData("good.yaml --param x", "--param 'x' has no name and value")]
    [InlineData("good.yaml --conf [1]", "--conf is JSON, but not an object")]
    [InlineData("good.yaml --conf {", "--conf is not JSON")]
    [InlineData("good.yaml --date soon", "--date 'soon' is not a date")]
    public async Task Run_WhenTheInputIsBad_SaysSoAndStartsNothing(string arguments, string expected)
    {
        (await _world.RunAsync(["run", .. arguments.Split(' ')])).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
        _world.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenTheFileHasErrors_ListsAllAndStartsNothing()
    {
        _world.Write("bad.yaml", ValidateTests.Bad);
        (await _world.RunAsync("run", "bad.yaml")).ShouldBe(ExitCodes.BadInput);
        _world.Error.Split('\n').Count(l => l.StartsWith("orrery: bad.yaml:", StringComparison.Ordinal)).ShouldBe(2);
        _world.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenAParamIsRefused_SaysSoAndStartsNothing()
    {
        _world.Write("p.yaml", "dag_id: p\nparams:\n  n: {default: 1, type: integer, maximum: 10}\ntasks:\n  - task_id: a\n    bash: echo\n");
        (await _world.RunAsync("run", "p.yaml", "--param", "n=11")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("param 'n'");
        _world.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenTheRunSucceeds_ShowsEachChangeAndExitsWith0()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        (await _world.RunAsync("run", "good.yaml")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe(
            """
            00:00:00.000  a  running
            00:00:02.000  a  success  2.00 s
            good: success in 5.00 s: 1 success

            """);
    }

    [Fact]
    public async Task Run_WhenTheRunFails_ShowsTheLastLinesOfTheLogAndExitsWith1()
    {
        Play(DagRunState.Failed, TaskInstanceState.Failed);
        _world.Client.Log.AddRange(Enumerable.Range(1, 5).Select(n => new LogLine(n, Sample.Start, LogSource.Stderr, $"line {n}\e[2J")));
        (await _world.RunAsync("run", "good.yaml")).ShouldBe(ExitCodes.Failure);
        _world.Client.Requests.ShouldContain("log of a try 1 from -20");
        _world.Out.ShouldContain("a failed in try 1: exit code 3");
        _world.Out.ShouldContain("  line 1\n");
        _world.Out.ShouldEndWith("good: failed in 5.00 s: 1 failed\n");
    }

    [Fact]
    public async Task Run_UsesAThrowAwayEngineWithoutFaces_AndDeletesItsFolder()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        await _world.RunAsync("run", "good.yaml");
        var settings = _world.Started.ShouldHaveSingleItem();
        settings.Port.ShouldBeNull();
        settings.IsThrowAway.ShouldBeTrue();
        settings.Bundles.ShouldBeEmpty();
        Directory.Exists(settings.DataFolder).ShouldBeFalse();
        _world.Published.ShouldHaveSingleItem().CodePath.ShouldBe(_world.Folder);
    }

    [Fact]
    public async Task Run_WithKeep_KeepsTheFolderAndSaysWhere()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        await _world.RunAsync("run", "good.yaml", "--keep");
        var folder = _world.Started[0].DataFolder;
        Directory.Exists(folder).ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
        _world.Error.ShouldContain($"kept: {folder}");
    }

    [Fact]
    public async Task Run_WhenTheDagHasASchedule_PublishesItAsEnded()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        _world.Write("s.yaml", "dag_id: s\nschedule: '@daily'\nstart_date: 2020-01-01\ncatchup: true\ntasks:\n  - task_id: a\n    bash: echo\n");
        await _world.RunAsync("run", "s.yaml");
        var document = DagDocument.FromJson(JsonNode.Parse(_world.Published[0].Document)!.AsObject());
        document.EndDate.ShouldNotBeNull().Year.ShouldBe(1900);
        document.Schedule.ShouldNotBeOfType<ScheduleDefinition.None>();
    }

    [Fact]
    public async Task Run_WithValues_PassesThemOn()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        await _world.RunAsync("run", "good.yaml", "--conf", """{"a": 1, "b": 2}""", "--param", "b=[3]", "--param", "c=x=y", "--date", "2026-01-31");
        var request = _world.Client.Triggered!;
        request.ConfJson.ShouldBe("""{"a":1,"b":[3],"c":"x=y"}""");
        request.LogicalDate.ShouldBe(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_WithJson_WritesOnlyTheSummaryToStandardOutput()
    {
        Play(DagRunState.Success, TaskInstanceState.Success);
        (await _world.RunAsync("run", "good.yaml", "-o", "json")).ShouldBe(ExitCodes.Success);
        using var document = JsonDocument.Parse(_world.Out);
        document.RootElement.GetProperty("state").GetString().ShouldBe("success");
        document.RootElement.GetProperty("duration_seconds").GetDouble().ShouldBe(5);
        document.RootElement.GetProperty("counts").GetProperty("success").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("task_instances")[0].GetProperty("state").GetString().ShouldBe("success");
        _world.Error.ShouldContain("a  success");
    }

    [Fact]
    public async Task Run_WhenInterrupted_MarksTheRunFailedAndExitsWith130()
    {
        _world.Client.NeverEnds = true;
        _world.Client.Updates.Add(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Running)));
        using var interrupt = new CancellationTokenSource();
        var run = OrreryCli.RunAsync(["run", "good.yaml"], _world.Context, interrupt.Token);
        await _world.Client.Watched.Task;
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCodes.Interrupted);
        _world.Client.Requests.ShouldContain($"mark good/{Sample.RunId} failed");
        Directory.Exists(_world.Started[0].DataFolder).ShouldBeFalse();
    }

    private void Play(DagRunState end, TaskInstanceState task)
    {
        var failure = task == TaskInstanceState.Failed ? "exit code 3" : null;
        _world.Client.Updates.Add(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Queued)));
        _world.Client.Updates.Add(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Running)));
        _world.Client.Updates.Add(Sample.Update(end, Sample.Task("a", task, failure: failure)));
        _world.Client.Runs.AddRange([Sample.Run(end, "good"), Sample.Run(end, "s")]);
    }
}
