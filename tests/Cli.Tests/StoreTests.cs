using System.Text.Json;
using Orrery.Cli.Tests.Support;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;
using Orrery.Storage.Tests;

namespace Orrery.Cli.Tests;

/// <summary>orrery store.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly World _world = new();

    private string Data => Path.Combine(_world.Folder, ".orrery");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Check_WhenStoreIsSound_SaysSoWhileAServerWorks()
    {
        await StoreSeed.CreateAsync(_world, 3, 2);
        await using var server = await StoreSeed.OpenAsync(Data, _world.Clock);

        (await _world.RunAsync("store", "check")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldStartWith($"{Data}/orrery.db, schema ");
        _world.Out.ShouldContain("2 runs, 2 task instances, ");
        _world.Out.ShouldEndWith("checks, nothing is wrong.\n");
    }

    [Fact]
    public async Task Check_WhenSomethingIsWrong_SaysWhatAndExitsWith1()
    {
        await StoreSeed.CreateAsync(_world, 3);
        await using (var store = await StoreSeed.OpenAsync(Data, _world.Clock))
        {
            await store.CommitAsync([new TaskInstanceRow { RunPk = 7, Ordinal = 0, TaskId = "lost", State = TaskInstanceState.None }]);
        }

        (await _world.RunAsync("store", "check", "--data", ".orrery")).ShouldBe(ExitCodes.Failure);
        _world.Out.ShouldContain("1 thing wrong.\n");
        _world.Out.ShouldContain("run number 7  It does not exist, and has 1 task instances.  Nothing reads it");
    }

    [Fact]
    public async Task Check_WithJson_WritesOneDocument()
    {
        await StoreSeed.CreateAsync(_world, 3);

        await _world.RunAsync("store", "check", "--output", "json");

        using var json = JsonDocument.Parse(_world.Out);
        json.RootElement.GetProperty("rows").GetProperty("dag_run").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("findings").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("checks").GetInt32().ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("store check", ExitCodes.Failure, "orrery.db' cannot be used now")]
    [InlineData("store backup x.db", ExitCodes.Failure, "orrery.db' cannot be used now")]
    [InlineData("store prune --older-than 1d", ExitCodes.Failure, "orrery.db' cannot be used now")]
    [InlineData("store restore x.db", ExitCodes.Failure, "x.db' cannot be used now")]
    [InlineData("store migrate-to there", ExitCodes.Failure, "orrery.db' cannot be used now")]
    [InlineData("store migrate-to .orrery", ExitCodes.BadInput, "is the store itself")]
    [InlineData("store prune --older-than long", ExitCodes.BadInput, "--older-than 'long' is not a duration")]
    [InlineData("store prune --older-than 1d --keep-runs -1", ExitCodes.BadInput, "--keep-runs must be at least 0")]
    [InlineData("store prune", ExitCodes.BadInput, "'--older-than' is required")]
    [InlineData("store check --store postgres://host", ExitCodes.BadInput, "--store: The address of the store names no database")]
    [InlineData("store migrate-to postgres://host", ExitCodes.BadInput, "TARGET: The address of the store names no database")]
    public async Task Command_WhenItCannotBeDone_SaysWhyAndMakesNothing(string line, int exitCode, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(exitCode);
        _world.Error.ShouldStartWith("orrery: ");
        _world.Error.ShouldContain(expected);
        Directory.GetFileSystemEntries(_world.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Prune_WhenRunsAreOld_TakesThemWithTheirFolders()
    {
        await StoreSeed.CreateAsync(_world, 50, 40, 20, 1);
        var now = _world.Clock.GetUtcNow();
        var old = StoreSeed.AddFolders(Data, "manual__40", now.AddDays(-40));
        var stray = StoreSeed.AddFolders(Data, "manual__60", now.AddDays(-60));
        var fresh = StoreSeed.AddFolders(Data, "manual__1", now.AddDays(-35));
        var begun = StoreSeed.AddFolders(Data, "manual__0", now);

        (await _world.RunAsync("store", "prune", "--older-than", "30d", "--dry-run")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("would go: 2 runs with 2 task instances, 1 audit entry, and what only they need. Nothing was done.");
        Directory.Exists(old).ShouldBeTrue();
        (await _world.RunAsync("store", "prune", "--older-than", "30d")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldContain("is gone: 2 runs with 2 task instances, 1 audit entry, 0 backfills, 0 releases, 0 asset events, 0 snapshots of bundles, 0 files of code.\n");
        _world.Out.ShouldContain("4 folders removed");
        new[] { old, stray, fresh, begun }.Select(Directory.Exists).ShouldBe([false, false, true, true]);
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        (await store.ListDagRunsAsync(new DagRunFilter())).Select(r => r.RunId).ShouldBe(["manual__1", "manual__20"]);
    }

    [Fact]
    public async Task Prune_WithKeepRunsDagAndJson_DoesThat()
    {
        await StoreSeed.CreateAsync(_world, 50, 40, 35);

        (await _world.RunAsync("store", "prune", "--older-than", "30d", "--keep-runs", "2", "--dag", "etl", "-o", "json")).ShouldBe(ExitCodes.Success, _world.Error);
        (await _world.RunAsync("store", "prune", "--older-than", "30d", "--dag", "none")).ShouldBe(ExitCodes.BadInput);

        using var json = JsonDocument.Parse(_world.Out);
        json.RootElement.GetProperty("runs").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("audit_entries").GetInt64().ShouldBe(0);
        json.RootElement.GetProperty("dry_run").GetBoolean().ShouldBeFalse();
        _world.Error.ShouldContain("There is no DAG 'none'");
    }

    [Theory]
    [InlineData("store prune --older-than 30d")]
    [InlineData("store restore backup.db --force")]
    [InlineData("store migrate-to other")]
    public async Task Command_WhenAServerRuns_RefusesAndSaysWhich(string line)
    {
        await StoreSeed.CreateAsync(_world, 50, 40);
        (await _world.RunAsync("store", "backup", "backup.db")).ShouldBe(ExitCodes.Success, _world.Error);
        await using var server = await StoreSeed.OpenAsync(Data, _world.Clock);

        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);

        _world.Error.ShouldContain("is in use by 'orrery up' (pid ");
        (await server.ListDagRunsAsync(new DagRunFilter())).Count.ShouldBe(2);
        Directory.Exists(Path.Combine(_world.Folder, "other")).ShouldBeFalse();
    }

    [Fact]
    public async Task Backup_WhenRestoredElsewhere_HasTheSame()
    {
        await StoreSeed.CreateAsync(_world, 50, 40);

        (await _world.RunAsync("store", "backup", "backup.db")).ShouldBe(ExitCodes.Success, _world.Error);
        (await _world.RunAsync("store", "restore", "backup.db", "--data", "new")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldStartWith("Backed up: 2 runs, 2 task instances, ");
        _world.Out.ShouldContain($"\n  from  {Data}/orrery.db\n  to    {_world.Folder}/backup.db\nRestored: 2 runs, 2 task instances, ");
        (await _world.RunAsync("store", "backup", "backup.db")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("backup.db' exists already");
        (await _world.RunAsync("store", "check", "--data", "new")).ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Restore_WhenStoreIsNotEmpty_NeedsForce()
    {
        await StoreSeed.CreateAsync(_world, 50);
        await _world.RunAsync("store", "backup", "backup.db");
        await using (var store = await StoreSeed.OpenAsync(Data, _world.Clock))
        {
            await store.CommitAsync([new AuditRow { At = _world.Clock.GetUtcNow(), Actor = "a", Event = "late" }]);
        }

        (await _world.RunAsync("store", "restore", "backup.db")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("is not empty: its table audit has 2 rows. Add --force to replace it");
        (await _world.RunAsync("store", "restore", "backup.db", "--force")).ShouldBe(ExitCodes.Success, _world.Error);

        await using var restored = await StoreSeed.OpenAsync(Data, _world.Clock);
        (await restored.ListAuditAsync(9)).Select(a => a.Event).ShouldBe(["trigger_dag_run"]);
    }

    [Fact]
    public async Task Commands_OnPostgres_DoTheSame()
    {
        var address = PostgresCluster.Shared.CreateDatabase();
        await StoreSeed.CreateAsync(_world, 50, 40, 1);

        (await RunAsync("store", "migrate-to", address)).ShouldBe(ExitCodes.Success, _world.Error);
        (await RunAsync("store", "migrate-to", address)).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("is not empty");
        _world.Error.ShouldContain("Name an empty folder or database.");
        (await RunAsync("store", "check", "--store", address)).ShouldBe(ExitCodes.Success, _world.Error);
        (await RunAsync("store", "backup", "pg.db", "--store", address)).ShouldBe(ExitCodes.Success, _world.Error);
        (await RunAsync("store", "prune", "--older-than", "30d", "--store", address)).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("is gone: 2 runs");
        _world.Out.ShouldContain("name their data folder with --data");
        (await RunAsync("store", "migrate-to", "back", "--store", address)).ShouldBe(ExitCodes.Success, _world.Error);
        (await RunAsync("store", "restore", "pg.db", "--store", address, "--force")).ShouldBe(ExitCodes.Success, _world.Error);

        PostgresCluster.Shared.Query(address, "SELECT count(*) FROM dag_run").ShouldBe("3");
        await using var back = await StoreSeed.OpenAsync(Path.Combine(_world.Folder, "back"), _world.Clock);
        (await back.ListDagRunsAsync(new DagRunFilter())).Select(r => r.RunId).ShouldBe(["manual__1"]);
    }

    /// <summary>A database has a clock of its own, which no test moves.</summary>
    private Task<int> RunAsync(params string[] args) => OrreryCli.RunAsync(args, _world.Context with { Clock = new Offset(_world.Clock.GetUtcNow()) });

    private sealed class Offset(DateTimeOffset start) : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_began);
    }
}
