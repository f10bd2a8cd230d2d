using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Migrations;
using Orrery.Storage.Sqlite;

namespace Orrery.Storage.Tests;

/// <summary>Backups, restores and the way from one database to the other.</summary>
public sealed class StoreCopierTests : IDisposable
{
    private static readonly int Newest = Migration.Load().Count;
    private readonly TempFolder _source = new();
    private readonly TempFolder _target = new();
    private readonly PostgresDatabase _sourceDatabase = new();
    private readonly PostgresDatabase _targetDatabase = new();
    private readonly StoreCopier _copier = new(TimeProvider.System, NullLoggerFactory.Instance);

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
        _sourceDatabase.Dispose();
        _targetDatabase.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Copy_WhenTargetIsEmpty_HasEveryRowAndServesOn(bool fromPostgres, bool toPostgres)
    {
        var (source, target) = (await BuildAsync(fromPostgres, Newest), Target(toPostgres));
        var tables = StoreSchema.Tables(Migration.Load());
        var before = await StoreFixture.ReadAsync(source, tables);

        var report = await CopyAsync(source, target);

        report.Findings.ShouldBeEmpty();
        report.Schema.ShouldBe(Newest);
        report.Rows.ShouldAllBe(table => table.Value == before[table.Key].Count);
        await ShouldHaveAsync(target, tables, before);
        await ShouldHaveAsync(source, tables, before);
        await using IStore store = toPostgres ? await _targetDatabase.OpenAsync() : await _target.OpenAsync();
        (await store.CommitAsync([Sample.Audit("goes on"), Sample.Backfill(2)])).ShouldBe(CommitOutcome.Committed);
        (await store.ListAuditAsync(1))[0].Event.ShouldBe("goes on");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Copy_WhenSourceIsOfAnEarlierSchema_BringsTheCopyUpAndLeavesTheSource(bool fromPostgres, bool toPostgres)
    {
        var (source, target) = (await BuildAsync(fromPostgres, 4), Target(toPostgres));
        var tables = StoreSchema.Tables(Migration.Load().Take(4));
        var before = await StoreFixture.ReadAsync(source, tables);

        (await CopyAsync(source, target)).Schema.ShouldBe(Newest);

        await ShouldHaveAsync(target, tables, before);
        await using var snapshot = await source.OpenSnapshotAsync(CancellationToken.None);
        snapshot.Applied.Count.ShouldBe(4);
        (await StoreVerifier.CheckAsync(target)).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BackUp_WhileAServerWrites_HasOneMomentAndRestoresWhatWasThere(bool postgres)
    {
        var location = await BuildAsync(postgres, Newest);
        Directory.CreateDirectory(_source.Path);
        var backup = Path.Combine(_source.Path, "backup.db");
        await using (IStore server = postgres ? await _sourceDatabase.OpenAsync() : await _source.OpenAsync())
        {
            await server.CommitAsync([Sample.Audit("before")]);
            var report = await _copier.BackUpAsync(location, backup);
            report.Rows["audit"].ShouldBe(2);
            await server.CommitAsync([Sample.Audit("after")]);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(backup).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.GetFiles(_source.Path, "backup*").ShouldBe([backup]);
        (await CopyAsync(StoreLocation.InFile(backup), location, overwrite: true, holdsSource: false)).Findings.ShouldBeEmpty();
        await using IStore restored = postgres ? await _sourceDatabase.OpenAsync() : await _source.OpenAsync();
        (await restored.ListAuditAsync(9)).Select(a => a.Event).ShouldBe(["before", "trigger_dag_run"]);
    }

    [Fact]
    public async Task BackUp_WhenFileExists_LeavesItAlone()
    {
        var source = await BuildAsync(postgres: false, Newest);
        var file = Path.Combine(_source.Path, "notes.txt");
        await File.WriteAllTextAsync(file, "mine");

        (await Should.ThrowAsync<IOException>(() => _copier.BackUpAsync(source, file))).Message.ShouldContain("exists already");

        (await File.ReadAllTextAsync(file)).ShouldBe("mine");
    }

    [Fact]
    public async Task BackUp_WhenStoreIsOfAnEarlierSchema_KeepsIt()
    {
        var report = await _copier.BackUpAsync(await BuildAsync(postgres: false, 3), Path.Combine(_source.Path, "backup.db"));

        report.Schema.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_WhenTargetHasRows_RefusesAndReplacesThemOnlyWhenTold(bool postgres)
    {
        var source = await BuildAsync(postgres: false, Newest);
        var target = Target(postgres);
        await using (IStore store = postgres ? await _targetDatabase.OpenAsync() : await _target.OpenAsync())
        {
            await store.CommitAsync([Sample.Run(77)]);
        }

        (await Should.ThrowAsync<StoreNotEmptyException>(() => CopyAsync(source, target))).Message.ShouldContain("its table dag_run has 1 rows");
        await CopyAsync(source, target, overwrite: true);

        await using IStore after = postgres ? await _targetDatabase.OpenAsync() : await _target.OpenAsync();
        (await after.GetDagRunAsync("etl", "manual__77")).ShouldBeNull();
        (await after.GetDagRunAsync("etl", "manual__2")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task Copy_WhenAServerWorksOnOneOfThem_RefusesAndSaysWhich(bool postgres, bool onSource)
    {
        var source = await BuildAsync(postgres, Newest);
        var target = Target(postgres);
        await using IStore server = (postgres, onSource) switch
        {
            (true, true) => await _sourceDatabase.OpenAsync("orrery up"),
            (true, false) => await _targetDatabase.OpenAsync("orrery up"),
            (false, true) => await _source.OpenAsync(),
            _ => await _target.OpenAsync(),
        };

        var message = (await Should.ThrowAsync<StoreInUseException>(() => CopyAsync(source, target))).Message;

        message.ShouldContain(postgres ? (onSource ? source : target).Name : (onSource ? _source : _target).Path);
        message.ShouldContain("Stop that server");
        (await server.CommitAsync([Sample.Audit("still here")])).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Copy_WhenThereIsNoSource_SaysSoAndMakesNothing()
    {
        var empty = StoreLocation.At(_sourceDatabase.Address);

        (await Should.ThrowAsync<StoreSchemaException>(() => CopyAsync(empty, _target.Location))).Message.ShouldContain("There is no store of Orrery in");
        await Should.ThrowAsync<StoreUnavailableException>(() => CopyAsync(_source.Location, empty));

        Directory.Exists(_target.Path).ShouldBeFalse();
        _sourceDatabase.Cluster.Query(_sourceDatabase.Address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").ShouldBe("0");
    }

    [Fact]
    public async Task Copy_WhenSourceIsNewer_SaysSo()
    {
        var source = await BuildAsync(postgres: false, Newest);
        using (var session = _source.Connect())
        {
            new SqliteMigrator([.. Migration.Load(), NextSchema.Compatible], TimeProvider.System, NullLogger.Instance).Migrate(session);
        }

        (await Should.ThrowAsync<StoreSchemaException>(() => CopyAsync(source, _target.Location))).Message.ShouldContain("Use the version that upgraded it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_WhenItIsBrokenOff_LeavesTheTargetAsItWas(bool postgres)
    {
        var source = await BuildAsync(postgres: false, Newest);
        var target = Target(postgres);
        await using (IStore store = postgres ? await _targetDatabase.OpenAsync() : await _target.OpenAsync())
        {
            await store.CommitAsync([Sample.Run(77)]);
        }

        // What no index takes: it is found when most has been copied.
        using (var session = _source.Connect())
        {
            session.Execute("DROP INDEX dag_run_slot; UPDATE dag_run SET slot_date = 1");
        }

        await Should.ThrowAsync<StoreUnavailableException>(() => CopyAsync(source, target, overwrite: true));

        await using IStore after = postgres ? await _targetDatabase.OpenAsync() : await _target.OpenAsync();
        (await after.GetDagRunAsync("etl", "manual__77")).ShouldNotBeNull();
        if (!postgres)
        {
            Directory.GetFiles(_target.Path, "*.partial").ShouldBeEmpty();
        }
    }

    private static async Task ShouldHaveAsync(StoreLocation location, IReadOnlyList<StoreTable> tables, Dictionary<string, List<string>> rows)
    {
        foreach (var (table, found) in await StoreFixture.ReadAsync(location, tables))
        {
            found.ShouldBe(rows[table], table);
        }
    }

    private Task<CopyReport> CopyAsync(StoreLocation source, StoreLocation target, bool overwrite = false, bool holdsSource = true) =>
        _copier.CopyAsync(source, target, overwrite, holdsSource, "a test");

    private async Task<StoreLocation> BuildAsync(bool postgres, int schema)
    {
        if (!postgres)
        {
            StoreFixture.Build(_source, schema);
            return _source.Location;
        }

        await StoreFixture.BuildAsync(_sourceDatabase.Address, schema);
        return StoreLocation.At(_sourceDatabase.Address);
    }

    private StoreLocation Target(bool postgres) => postgres ? StoreLocation.At(_targetDatabase.Address) : _target.Location;
}
