using System.Globalization;

namespace Orrery.Cli.Doctor;

/// <summary>Limits that Linux sets, and that are often too low for a server.</summary>
internal static class LinuxChecks
{
    private const int LeastOpenFiles = 4096;
    private const int LeastWatches = 65_536;
    private const string Limits = "/proc/self/limits";
    private const string Watches = "/proc/sys/fs/inotify/max_user_watches";

    /// <summary>How many files and connections this user's processes may have open.</summary>
    public static CheckResult OpenFiles() => OpenFiles(Read(Limits));

    /// <summary>How many folders may be watched.</summary>
    public static CheckResult FolderWatches() => FolderWatches(Read(Watches));

    internal static CheckResult OpenFiles(string? limits)
    {
        const string Row = "Max open files";
        var row = limits?.Split('\n').FirstOrDefault(l => l.StartsWith(Row, StringComparison.Ordinal));
        if (row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var hard, ..])
        {
            return new("open files", true, "not known on this system", IsNeeded: false);
        }

        // .NET raises the soft limit to the hard one by itself.
        return hard == "unlimited" || (int.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= LeastOpenFiles)
            ? new("open files", true, $"up to {hard}", IsNeeded: false)
            : new("open files", false, $"up to {hard}", $"Allow {LeastOpenFiles} or more, since each task takes some: 'ulimit -Hn 65536', or LimitNOFILE=65536 in the unit of systemd.", IsNeeded: false);
    }

    internal static CheckResult FolderWatches(string? watches) => !int.TryParse(watches, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? new("folder watches", true, "not known on this system", IsNeeded: false)
        : number >= LeastWatches
            ? new("folder watches", true, $"up to {number}", IsNeeded: false)
            : new("folder watches", false, $"up to {number}", "Large bundles are noticed later when they change: sysctl fs.inotify.max_user_watches=524288", IsNeeded: false);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
