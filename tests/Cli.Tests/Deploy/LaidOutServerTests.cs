using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Tests.Deploy;

/// <summary>A server started as its unit starts it, from a machine the install script laid out: served, probed, backed up, stopped, restored.</summary>
public sealed partial class LaidOutServerTests : IDisposable
{
    private const string Dag = "dag_id: nightly\nschedule: null\ntasks:\n  - task_id: a\n    empty: true\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StagedMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Server_OfALaidOutMachine_ServesIsBackedUpStopsAndIsRestored()
    {
        await _machine.InstallAsync();
        await File.WriteAllTextAsync(_machine.At("/var/lib/orrery/dags/nightly.yaml"), Dag);
        var settings = _machine.Settings();
        settings["ORRERY_PORT"] = "0";
        settings["ORRERY_BACKUP_KEYS"] = "yes";

        using var server = Shell.Start(Started("orrery.service"), [], settings);
        var port = await UpAsync(server);
        var probe = await Shell.RunAsync(_machine.At("/opt/orrery/current/bin/probe"), ["/ready"], new Dictionary<string, string>(StringComparer.Ordinal) { ["ORRERY_PORT"] = port });
        probe.ExitCode.ShouldBe(0, probe.Error);

        var backup = await Shell.RunAsync(Started("orrery-backup.service"), [], settings);
        backup.ExitCode.ShouldBe(0, backup.Out + backup.Error);
        var file = Directory.EnumerateFiles(_machine.At("/var/backups/orrery"), "orrery-*Z.db").ShouldHaveSingleItem();
        var keys = Path.ChangeExtension(file, null) + "-keys.tar";
        File.Exists(keys).ShouldBeTrue();

        using (var term = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await term.WaitForExitAsync();
        }

        await server.WaitForExitAsync().WaitAsync(Patience);
        server.ExitCode.ShouldBe(0);

        var here = _machine.At("/settings");
        await File.WriteAllLinesAsync(here, settings.Select(s => $"{s.Key}={s.Value}"));
        var restore = await Shell.RunAsync(
            _machine.At("/opt/orrery/current/bin/restore"), [file, "--keys", keys], new Dictionary<string, string>(StringComparer.Ordinal) { ["ORRERY_SETTINGS"] = here });
        restore.ExitCode.ShouldBe(0, restore.Out + restore.Error);
        restore.Out.ShouldContain("Restored");
    }

    [Fact]
    public async Task Backup_WhenThereAreMoreThanAreKept_RemovesTheOldest()
    {
        await _machine.InstallAsync();
        var settings = _machine.Settings();
        settings["ORRERY_BACKUPS_KEPT"] = "2";
        await using (await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = settings["ORRERY_DATA"], Holder = "a test" }, TimeProvider.System, NullLoggerFactory.Instance))
        {
            // An empty store is a store.
        }

        foreach (var day in new[] { "01", "02", "03" })
        {
            await File.WriteAllTextAsync(_machine.At($"/var/backups/orrery/orrery-202001{day}T000000Z.db"), "");
        }

        var backup = await Shell.RunAsync(Started("orrery-backup.service"), [], settings);

        backup.ExitCode.ShouldBe(0, backup.Out + backup.Error);
        var left = Directory.EnumerateFiles(_machine.At("/var/backups/orrery")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        left.Count.ShouldBe(2);
        left[0].ShouldBe("orrery-20200103T000000Z.db");
    }

    [Fact]
    public async Task Serve_WithoutADataFolder_SaysWhichSettingIsMissing()
    {
        var result = await Shell.RunAsync(Checkout.PathOf("deploy", "bin", "serve"), []);
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("ORRERY_DATA is not set");
    }

    /// <summary>What a unit starts, on this machine.</summary>
    private string Started(string unit) =>
        _machine.At(File.ReadLines(_machine.At("/etc/systemd/system/" + unit)).Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..]);

    /// <summary>Waits until it says that it is up; its port.</summary>
    private static async Task<string> UpAsync(Process server)
    {
        var error = server.StandardError.ReadToEndAsync();
        while (await server.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                _ = server.StandardOutput.ReadToEndAsync();
                return match.Groups["port"].Value;
            }
        }

        throw new InvalidOperationException($"The server ended without being up: {await error}");
    }

    [GeneratedRegex(@"is up at http://127\.0\.0\.1:(?<port>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
