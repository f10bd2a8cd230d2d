using System.Text.Json;
using Orrery.Cli.Server;
using Orrery.Cli.Tests.Support;
using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests;

/// <summary>Commands against a running server.</summary>
public sealed class RemoteTests : IDisposable
{
    private readonly World _world = new();

    public RemoteTests()
    {
        _world.Client.Runs.Add(Sample.Run(DagRunState.Failed));
        _world.Client.Tasks.AddRange([Sample.Task("extract", TaskInstanceState.Success), Sample.Task("load", TaskInstanceState.Failed, 1, 2, "exit code 1")]);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("dags")]
    [InlineData("dags list")]
    public async Task Dags_WithMoreThanAPage_ListsAll(string line)
    {
        _world.Client.Dags.AddRange([Sample.Dag("a"), Sample.Dag("b"), Sample.Dag("c") with { IsPaused = true }]);
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        var lines = _world.Out.TrimEnd().Split('\n');
        lines.Length.ShouldBe(4);
        lines[0].ShouldStartWith("DAG  STATE");
        lines[3].ShouldStartWith("c    paused");
    }

    [Fact]
    public async Task Dags_WhenACandidateIsOut_ShowWithWhatShare()
    {
        _world.Client.Dags.AddRange(
        [
            Sample.Dag("a") with { LatestVersionNumber = 2, CandidateVersionNumber = 3, CandidatePercent = 5 },
            Sample.Dag("b") with { LatestVersionNumber = 2, CandidateVersionNumber = 4, CandidateNext = 1 },
            Sample.Dag("c") with { LatestVersionNumber = 7 },
        ]);

        await _world.RunAsync("dags", "list");

        var lines = _world.Out.TrimEnd().Split('\n');
        lines[1].ShouldContain("  2, 3 for 5 %  ");
        lines[2].ShouldContain("  2, 4 for 1 run  ");
        lines[3].ShouldContain("  7  ");
    }

    [Fact]
    public async Task Dags_WithJson_WritesTheFieldsOfTheApi()
    {
        _world.Client.Dags.Add(Sample.Dag("a"));
        await _world.RunAsync("dags", "list", "--output", "json");
        using var document = JsonDocument.Parse(_world.Out);
        document.RootElement[0].GetProperty("dag_id").GetString().ShouldBe("a");
        document.RootElement[0].GetProperty("is_paused").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Clear_WithoutYes_ShowsTheTasksAndClearsNone()
    {
        (await _world.RunAsync("clear", "etl")).ShouldBe(ExitCodes.BadInput);
        _world.Client.Requests[^1].ShouldBe("clear etl manual__2026-01-01T00:00:00+00:00 [] dry");
        _world.Out.ShouldContain("extract");
        _world.Error.ShouldContain("--yes");
    }

    [Fact]
    public async Task Clear_WithRunsAndARange_IsRefused()
    {
        (await _world.RunAsync("clear", "etl", "--run", "latest", "--from", "2026-01-01", "--yes")).ShouldBe(ExitCodes.BadInput);
        _world.Client.Requests.ShouldBeEmpty();
        _world.Error.ShouldContain("one or the other");
    }

    [Fact]
    public async Task DagsShow_WhenThereIsNone_SaysSo()
    {
        (await _world.RunAsync("dags", "show", "nope")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldBe("orrery: There is no DAG 'nope'. See: orrery dags list\n");
    }

    [Theory]
    [InlineData("dags pause etl", "pause etl")]
    [InlineData("dags unpause etl", "unpause etl")]
    [InlineData("runs clear etl latest", "clear etl/manual__2026-01-01T00:00:00+00:00 []")]
    [InlineData("runs clear etl latest --task a -t b", "clear etl/manual__2026-01-01T00:00:00+00:00 [a b]")]
    [InlineData("runs note etl latest repaired", "note etl manual__2026-01-01T00:00:00+00:00  repaired")]
    [InlineData("tasks note etl latest load late", "note etl manual__2026-01-01T00:00:00+00:00 load late")]
    [InlineData("clear etl --yes", "clear etl manual__2026-01-01T00:00:00+00:00 []")]
    [InlineData("clear etl --dry-run -t a -t b[2] --upstream --downstream", "clear etl manual__2026-01-01T00:00:00+00:00 [a,b2] up down dry")]
    [InlineData("clear etl --run manual__2026-01-01T00:00:00+00:00 --only-failed --prevent-running --past --future --keep-run-state -y", "clear etl manual__2026-01-01T00:00:00+00:00 past future [] failed prevent keep")]
    [InlineData("clear etl --from 2026-01-01 --to 2026-01-31 --yes", "clear etl  2026-01-01 00:00:00Z2026-01-31 00:00:00Z[]")]
    [InlineData("clear etl --note again --yes", "clear etl manual__2026-01-01T00:00:00+00:00 [] note again")]
    [InlineData("tasks mark etl latest load skipped --downstream --dry-run", "mark etl Skipped manual__2026-01-01T00:00:00+00:00 [load] down dry")]
    [InlineData("runs mark etl manual__2026-01-01T00:00:00+00:00 success", "mark etl/manual__2026-01-01T00:00:00+00:00 success")]
    [InlineData("tasks approve etl latest ok", "answer etl/manual__2026-01-01T00:00:00+00:00/ok[-1] Approve")]
    [InlineData("tasks reject etl latest ok --map-index 3", "answer etl/manual__2026-01-01T00:00:00+00:00/ok[3] Reject")]
    [InlineData("tasks answer etl latest ok a b", "answer etl/manual__2026-01-01T00:00:00+00:00/ok[-1] a+b")]
    [InlineData("bundle refresh examples --force", "parse examples force=True")]
    [InlineData("runs etl --state failed --limit 3", "runs of etl in [failed] up to 3")]
    [InlineData("runs list --limit 5", "runs of all in [] up to 5")]
    public async Task Command_WhenGranted_AsksForIt(string line, string request)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.Requests.ShouldContain(request);
    }

    [Theory]
    [InlineData(ActionStatus.Conflict, ExitCodes.Failure)]
    [InlineData(ActionStatus.NotFound, ExitCodes.Failure)]
    [InlineData(ActionStatus.Invalid, ExitCodes.BadInput)]
    public async Task Command_WhenRefused_SaysWhy(ActionStatus status, int exitCode)
    {
        _world.Client.Answer = ActionResult.Refuse(status, "Not now.", "And not then.");
        (await _world.RunAsync("trigger", "etl")).ShouldBe(exitCode);
        _world.Error.ShouldBe("orrery: Not now.\norrery: And not then.\n");
        _world.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trigger_WithAnIntervalAndAMoment_AsksForThem()
    {
        (await _world.RunAsync("trigger", "etl", "--interval-start", "2026-01-01", "--interval-end", "2026-01-02T00:00+02:00", "--run-after", "2026-01-03")).ShouldBe(ExitCodes.Success, _world.Error);

        var request = _world.Client.Triggered.ShouldNotBeNull();
        (request.IntervalStart, request.IntervalEnd, request.RunAfter).ShouldBe(
            (new DateTimeOffset(2026, 1, 1, 0, 0, 0, default), new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.FromHours(2)), new DateTimeOffset(2026, 1, 3, 0, 0, 0, default)));
    }

    [Theory]
    [InlineData("--interval-start")]
    [InlineData("--interval-end")]
    [InlineData("--run-after")]
    public async Task Trigger_WithWhatIsNoDate_SaysWhich(string option)
    {
        (await _world.RunAsync("trigger", "etl", option, "soon")).ShouldBe(ExitCodes.BadInput);

        _world.Error.ShouldContain($"{option} 'soon' is not a date");
        _world.Client.Triggered.ShouldBeNull();
    }

    [Fact]
    public async Task Trigger_WithWait_ExitsAsTheRunEnds()
    {
        _world.Client.Updates.Add(Sample.Update(DagRunState.Failed, Sample.Task("a", TaskInstanceState.Failed)));
        (await _world.RunAsync("trigger", "etl", "--wait")).ShouldBe(ExitCodes.Failure);
        _world.Out.ShouldContain("etl: failed");
    }

    [Theory]
    [InlineData("tasks etl")]
    [InlineData("tasks list etl latest")]
    public async Task Tasks_OfTheNewestRun_AreListed(string line)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("load     failed   2");
        _world.Out.ShouldContain("exit code 1");
    }

    [Fact]
    public async Task TasksApprovals_WhenSomethingWaits_SaysWhatAndForWhom()
    {
        _world.Client.Approvals.Add(new ApprovalInfo
        {
            DagId = "etl", DagRunId = "r", TaskId = "ok", MapIndex = 2, TryNumber = 1, Subject = "Release?", Options = ["Yes", "No"], AssignedUsers = ["ann"], CreatedAt = Sample.Start,
        });
        (await _world.RunAsync("tasks", "approvals")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("ok[2]");
        _world.Out.ShouldContain("Release?  Yes, No  ann");
    }

    [Fact]
    public async Task Pools_WhenSetAndListed_ShowTheirSlots()
    {
        (await _world.RunAsync("pools", "set", "warehouse", "--slots", "-1", "--description", "Queries", "--include-deferred", "true")).ShouldBe(ExitCodes.Success, _world.Error);
        (await _world.RunAsync("pools")).ShouldBe(ExitCodes.Success);

        var lines = _world.Out.TrimEnd().Split('\n');
        lines[0].ShouldBe("Pool 'warehouse' is set.");
        lines[1].ShouldStartWith("POOL          SLOTS      OPEN");
        lines[2].ShouldStartWith("default_pool  128        125");
        lines[3].ShouldStartWith("warehouse     unlimited  unlimited");
    }

    [Fact]
    public async Task PoolsDelete_OfTheDefaultPool_IsRefused()
    {
        (await _world.RunAsync("pools", "delete", "default_pool")).ShouldBe(ExitCodes.BadInput);
        (await _world.RunAsync("pools", "get", "none")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("cannot be deleted");
        _world.Error.ShouldContain("There is no pool 'none'. See: orrery pools list");
    }

    [Fact]
    public async Task TasksWhy_WhenItWaits_GivesEachReason()
    {
        _world.Client.Reasons.AddRange(["It waits for extract.", "The DAG is paused."]);
        await _world.RunAsync("tasks", "why", "etl", "latest", "load");
        _world.Out.ShouldBe("It waits for extract.\nThe DAG is paused.\n");
    }

    [Fact]
    public async Task TasksWhy_WhenThereIsNoSuchTask_SaysSo()
    {
        (await _world.RunAsync("tasks", "why", "etl", "latest", "nope")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("has no task 'nope'");
    }

    [Theory]
    [InlineData("logs etl latest load")]
    [InlineData("logs etl latest load --follow")]
    public async Task Logs_OverSeveralPages_AreWrittenWhole(string line)
    {
        _world.Client.Log.AddRange(Enumerable.Range(1, 8).Select(n => new LogLine(n, Sample.Start, LogSource.Stdout, $"{n}")));
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe("1\n2\n3\n4\n5\n6\n7\n8\n");
    }

    [Fact]
    public async Task Logs_WithoutATry_AreThoseOfTheLast()
    {
        (await _world.RunAsync("logs", "etl", "latest", "load")).ShouldBe(ExitCodes.Failure);
        _world.Client.Requests.ShouldContain("log of load try 2 from 1");
        _world.Error.ShouldContain("has no log");
    }

    [Fact]
    public async Task Logs_OfATryThatIsNone_AreRefused()
    {
        (await _world.RunAsync("logs", "etl", "latest", "load", "--try", "3")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("has no try 3; its last is 2");
    }

    [Fact]
    public async Task Runs_WhenThereIsNone_SaysHowToStartOne()
    {
        _world.Client.Runs.Clear();
        (await _world.RunAsync("runs", "show", "etl")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("orrery trigger etl");
    }

    [Fact]
    public async Task ImportErrors_WithSeveralLines_KeepThem()
    {
        _world.Client.ImportErrors.Add(new ImportErrorInfo { BundleName = "b", Filename = "x.yaml", StackTrace = "x.yaml:1:1: one\nx.yaml:2:1: two", FirstSeen = Sample.Start, Timestamp = Sample.Start });
        await _world.RunAsync("import-errors");
        _world.Out.ShouldContain("b/x.yaml");
        _world.Out.ShouldContain("  x.yaml:2:1: two\n");
    }

    [Fact]
    public async Task BundleRefresh_WhenAFileIsBroken_ExitsWith2()
    {
        _world.Client.Report = new ParseReport { FilesSeen = 2, FilesParsed = 1, Errors = ["x.yaml:1:1: no"] };
        (await _world.RunAsync("bundle", "refresh", "b")).ShouldBe(ExitCodes.BadInput);
        _world.Out.ShouldContain("x.yaml:1:1: no");
    }

    [Fact]
    public async Task SignIn_PrintsOnlyTheLink()
    {
        await _world.RunAsync("sign-in");
        _world.Out.ShouldBe("http://127.0.0.1:1/sign-in?token=t\n");
    }

    [Fact]
    public async Task Command_WhenNoServerRuns_SaysWhatToDo()
    {
        _world.Environment.Clear();
        (await _world.RunAsync("dags")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain($"No server runs in '{_world.Folder}/.orrery'. Start one with 'orrery up'");
    }

    [Fact]
    public async Task Command_WhenTheAddressIsNone_SaysHowItLooks()
    {
        (await _world.RunAsync("dags", "--server", "localhost:7788")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("http://127.0.0.1:7788");
    }

    [Fact]
    public async Task Command_WhenAServerHoldsTheDataFolder_IsSentThereWithItsCredential()
    {
        _world.Environment.Clear();
        Hold("http://127.0.0.1:4711/");
        await _world.RunAsync("dags", "--data", "data");
        _world.Connected.ShouldBe(new ServerAddress(new Uri("http://127.0.0.1:4711/"), "secret"));
    }

    [Theory]
    [InlineData("https://orrery.example.org", null)]
    [InlineData("http://127.0.0.1:4711", "secret")]
    public async Task Credential_OfThisMachine_IsNeverSentToAnother(string server, string? expected)
    {
        Hold("http://127.0.0.1:4711/");
        await _world.RunAsync("dags", "--data", "data", "--server", server);
        _world.Connected!.Credential.ShouldBe(expected);
    }

    [Fact]
    public async Task Token_OfTheEnvironment_GoesToAnyServer()
    {
        _world.Environment[ServerLocator.TokenVariable] = "token";
        await _world.RunAsync("dags", "--server", "https://orrery.example.org");
        _world.Connected!.Credential.ShouldBe("token");
        _world.Connected.ToString().ShouldNotContain("token");
    }

    private void Hold(string address)
    {
        _world.Write("data/server.json", $$"""{"holder": "orrery up", "pid": 1, "host": "h", "since": "2026-01-01T00:00:00+00:00", "address": "{{address}}"}""");
        _world.Write("data/credential", "secret\n");
    }
}
