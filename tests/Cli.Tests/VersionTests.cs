using Orrery.Cli.Tests.Support;
using Orrery.Core.States;

namespace Orrery.Cli.Tests;

/// <summary>Releases on the command line.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Versions_WhenThereAreSome_SayHowTheyStand()
    {
        (await _world.RunAsync("dags", "versions", "etl")).ShouldBe(ExitCodes.Success, _world.Error);

        var lines = _world.Out.TrimEnd().Split('\n');
        lines[0].ShouldBe("RELEASE  STANDING   PUBLISHED             VERSION       BUNDLE VERSION  RUNS  SUCCEEDED  FAILED");
        lines[1].ShouldBe("3        candidate  2026-03-01 11:00:00Z  dddddddddddd  333333333333    30    29         1");
        lines[3].ShouldBe("1        previous   2026-03-01 09:00:00Z  bbbbbbbbbbbb  -               10    9          1");
        (await _world.RunAsync("dags", "versions", "none")).ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task Diff_WhenNothingIsNamed_ComparesTheCandidateWithTheLiveRelease()
    {
        (await _world.RunAsync("dags", "diff", "etl")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldBe("etl: release 2 (live) -> 3 (candidate)\n~ task load\n    retries: default -> 3\n");
    }

    [Fact]
    public async Task Diff_WhenTheSourceIsWanted_ShowsItsLinesToo()
    {
        (await _world.RunAsync("dags", "diff", "etl", "1", "2", "--source")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldEndWith("--- etl.yaml (release 1)\n+++ etl.yaml (release 2)\n@@ -1,3 +1,3 @@\n dag_id: etl\n tasks:\n-- {task_id: load, bash: one}\n+- {task_id: load, bash: two}\n");
        (await _world.RunAsync("dags", "diff", "etl", "1", "9")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("See: orrery dags versions etl");
    }

    [Fact]
    public async Task Diff_AsJson_IsOneDocument()
    {
        (await _world.RunAsync("dags", "diff", "etl", "--output", "json")).ShouldBe(ExitCodes.Success, _world.Error);

        using var json = System.Text.Json.JsonDocument.Parse(_world.Out);
        json.RootElement.GetProperty("structure").GetProperty("tasks")[0].GetProperty("task_id").GetString().ShouldBe("load");
        json.RootElement.GetProperty("to_standing").GetString().ShouldBe("candidate");
    }

    [Fact]
    public async Task Source_WhenAReleaseIsNamed_PrintsItsFile()
    {
        (await _world.RunAsync("dags", "source", "etl", "--release", "1")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldBe(_world.Client.MemoryVersions.Sources[0]);
    }

    [Theory]
    [InlineData("dags rollout etl --percent 5 --promote-after 20 --rollback-after 2", "rollout 5  20 2  False")]
    [InlineData("dags rollout etl --next 3 --release 1", "rollout  3   1 False")]
    [InlineData("dags rollout etl --off", "rollout      True")]
    [InlineData("dags promote etl", "promote ")]
    [InlineData("dags promote etl --release 1", "promote 1")]
    [InlineData("dags rollback etl", "rollback ")]
    [InlineData("dags rollback etl --to 1", "rollback 1")]
    public async Task Rollout_WhenChanged_AsksForExactlyThat(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Client.MemoryVersions.Asked.ShouldBe([expected]);
        _world.Out.ShouldStartWith("live");
    }

    [Theory]
    [InlineData("bundle rollout main --percent 5 --rollback-after 2", "bundle Set 5   2 False")]
    [InlineData("bundle promote main", "bundle Promote     False")]
    [InlineData("bundle rollback main", "bundle RollBack     False")]
    public async Task BundleRollout_WhenChanged_AsksForExactlyThat(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Client.MemoryVersions.Asked.ShouldBe([expected]);
        _world.Out.ShouldBe("7 DAGs of bundle 'main' changed.\n");
        (await _world.RunAsync("bundle", "promote", "none")).ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task Rollout_WithoutOptions_ShowsHowTheReleasesStand()
    {
        (await _world.RunAsync("dags", "rollout", "etl")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Client.MemoryVersions.Asked.ShouldBeEmpty();
        _world.Out.ShouldBe(
            """
            live          release 2
            previous      release 1
            candidate     release 3, since 2026-03-01 11:00:00Z
            new releases  take 20 % of new runs first
            rolled back   after 2 failed runs in a row

            """);
        (await _world.RunAsync("dags", "rollout", "none")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("dags", "promote", "none")).ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task Clear_OnTheLatestVersion_SaysSo()
    {
        _world.Client.Runs.Add(Sample.Run(DagRunState.Failed));
        await _world.RunAsync("clear", "etl", "--latest-version", "--yes");

        _world.Client.Requests[^1].ShouldEndWith(" latest");
    }
}
