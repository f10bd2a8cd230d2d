using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Cli.Server;
using Orrery.Core.Secrets;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Doctor;

/// <summary>Checks whether a machine has what a server needs, by using it rather than by asking for versions.</summary>
internal static class MachineChecks
{
    private const int MinimumRuntime = 10;
    private const long MinimumFreeBytes = 1L << 30;
    private const string SampleZone = "Europe/Berlin";

    /// <summary>Runs all checks.</summary>
    /// <param name="context">The world.</param>
    /// <param name="dataFolder">Absolute path of the data folder a server would use.</param>
    /// <param name="store">Address of the PostgreSQL database it would use; null: it keeps everything in the folder.</param>
    /// <param name="port">Port it would use.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(CliContext context, string dataFolder, string? store, int port, CancellationToken cancellationToken) =>
    [
        Runtime(Environment.Version),
        Bash(context.Environment("PATH")),
        await ToolChecks.PythonAsync(context.Clock, cancellationToken),
        await ToolChecks.DockerAsync(context.Environment, cancellationToken),
        Zones(),
        Clock(context.Clock.GetUtcNow()),
        await SqliteAsync(context.Clock),
        Port(port, SqliteStore.FindHolder(dataFolder)),
        DataFolder(dataFolder),
        SecretKeys(SecretSettings.OfEnvironment(context), dataFolder),
        StoreChecks.FilePermissions(dataFolder),
        await StoreChecks.SchemaAsync(dataFolder, store, cancellationToken),
        Disk(dataFolder),
        LinuxChecks.OpenFiles(),
        LinuxChecks.FolderWatches(),
    ];

    /// <summary>Whether the clock is not before this program was built: schedules, tokens and certificates depend on it.</summary>
    internal static CheckResult Clock(DateTimeOffset now)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"{typeof(MachineChecks).Assembly.GetName().Name}.dll");
        return now >= new DateTimeOffset(File.GetLastWriteTimeUtc(program), TimeSpan.Zero).AddDays(-1)
            ? new("clock", true, $"{now:yyyy-MM-dd HH:mm:ss}Z")
            : new("clock", false, $"{now:yyyy-MM-dd HH:mm:ss}Z, before this program was built", "Set the clock and keep it right: timedatectl set-ntp true");
    }

    internal static CheckResult Runtime(Version version) => version.Major >= MinimumRuntime
        ? new(".NET", true, RuntimeInformation.FrameworkDescription)
        : new(".NET", false, $"version {version}", $"Install .NET {MinimumRuntime} or newer: https://dotnet.microsoft.com/download");

    internal static CheckResult Bash(string? path)
    {
        var found = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "bash"))
            .FirstOrDefault(File.Exists);
        return found is not null
            ? new("bash", true, found)
            : new("bash", false, "not in PATH", "Install bash: tasks with 'bash:' need it, those with 'command:' do not.");
    }

    internal static CheckResult Port(int port, StoreHolder? holder)
    {
        var name = $"port {port}";
        if (holder?.Address is { } address && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Port == port)
        {
            return new(name, true, $"held by this folder's server ({holder.Holder}, process {holder.Pid})");
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return new(name, true, "free");
        }
        catch (SocketException e)
        {
            return new(name, false, e.Message, "Choose another: orrery up --port 0 takes any that is free.");
        }
    }

    internal static CheckResult DataFolder(string folder)
    {
        try
        {
            var existing = Existing(folder);
            var probe = Path.Combine(existing, $".orrery-doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new("data folder", true, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("data folder", false, e.Message, "Choose a folder you may write to: --data FOLDER");
        }
    }

    /// <summary>Whether a server could use its keys; whether they are the right ones only its store knows.</summary>
    internal static CheckResult SecretKeys(SecretSettings settings, string dataFolder)
    {
        const string Name = "secret keys";
        const string Right = "; whether they are all that are in use says: orrery secrets check";
        try
        {
            if (settings.Keys is { } given)
            {
                var keys = KeyRingText.Parse(given, out var wrong);
                return wrong.IsEmpty
                    ? new(Name, true, $"${SecretSettings.KeysVariable}: {string.Join(", ", keys.Select(k => k.Id))}{Right}")
                    : new(Name, false, $"${SecretSettings.KeysVariable}: {string.Join(' ', wrong)}", "Correct it, or unset it to use the file in the data folder.");
            }

            var path = settings.KeysFile ?? Path.Combine(dataFolder, "secret-keys");
            if (!File.Exists(path))
            {
                return settings.KeysFile is null
                    ? new(Name, true, "none yet: the first start makes them")
                    : new(Name, false, $"'{path}' does not exist", $"Make it: orrery secrets new-key > '{path}' && chmod 600 '{path}'");
            }

            var found = KeyRingText.Parse(File.ReadAllText(path), out var problems);
            return problems.IsEmpty
                ? new(Name, true, $"{string.Join(", ", found.Select(k => k.Id))}{Right}")
                : new(Name, false, $"'{path}': {string.Join(' ', problems)}", "Restore the file from a copy: without its keys what they sealed is lost.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Name, false, e.Message, "Give the file to the user the server runs as.");
        }
    }

    private static CheckResult Zones() => TimeZoneInfo.TryFindSystemTimeZoneById(SampleZone, out _)
        ? new("time zones", true, $"{SampleZone} is known")
        : new("time zones", false, $"{SampleZone} is not known", "Install the time zone database: apt-get install tzdata");

    private static async Task<CheckResult> SqliteAsync(TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-doctor-").FullName;
        try
        {
            var options = new SqliteStoreOptions { Folder = folder, Holder = "orrery doctor" };
            await using var store = await SqliteStore.OpenAsync(options, clock, NullLoggerFactory.Instance);
            return new("SQLite", true, "a store can be opened");
        }
        catch (Exception e)
        {
            return new("SQLite", false, e.Message, "Install SQLite 3.38 or newer: apt-get install libsqlite3-0");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CheckResult Disk(string folder)
    {
        var drive = new DriveInfo(Existing(folder));
        var detail = $"{drive.AvailableFreeSpace >> 20:N0} MiB free";
        return drive.AvailableFreeSpace >= MinimumFreeBytes
            ? new("disk", true, detail)
            : new("disk", false, detail, $"Make room: at least {MinimumFreeBytes >> 20:N0} MiB for store and logs.");
    }

    /// <summary>The folder, or the nearest one above it that exists.</summary>
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }
}
