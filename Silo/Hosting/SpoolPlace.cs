using System.Security.Cryptography;
using Orrery.Runtime.Linux;

namespace Orrery.Silo.Hosting;

/// <summary>
/// Where a server keeps what is written of running processes. It stays where it is while tasks run: two servers that shared a spool would take each
/// other's tasks for their own, and one that was moved would run its tasks again.
/// </summary>
/// <param name="dataFolder">Absolute path of the server's data folder.</param>
/// <param name="memory">A file system in memory that outlives processes, but not the machine; null: there is none.</param>
/// <param name="boot">What names this start of the machine.</param>
internal sealed class SpoolPlace(string dataFolder, string? memory, string boot)
{
    private const string OwnerFile = "owner";
    private const string Prefix = "orrery-";
    private const long LeastMemory = 1L << 30;

    private readonly string _standard = Path.Combine(dataFolder, "spool");

    /// <summary>The file that says where the spool is; its second line, that it was chosen and in which start of the machine.</summary>
    private string RecordPath => Path.Combine(_standard, "elsewhere");

    /// <summary>The place of the server of a data folder on this machine.</summary>
    public static SpoolPlace Of(string dataFolder) =>
        new(dataFolder, MemoryOfMachine(), OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "");

    /// <summary>Takes the spool for this server.</summary>
    /// <param name="asked">Absolute path of the folder that was asked for; null: in memory if there is room for it, else in the data folder.</param>
    /// <returns>Absolute path of the spool.</returns>
    /// <exception cref="ServerStartException">It is that of another server, or cannot be used, or there are still tasks in the one before.</exception>
    public string Claim(string? asked)
    {
        try
        {
            _ = Directory.CreateDirectory(_standard);
            var (before, isChosen) = Before();
            if (asked is null && isChosen)
            {
                Own(before);
                return before;
            }

            var place = asked ?? (HoldsTasks(_standard) || memory is null ? _standard : Path.Combine(memory, Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true)));
            if (place != before && HoldsTasks(before))
            {
                throw new ServerStartException(
                    $"There are tasks in the spool '{before}', and this server is to use '{place}': it would run them again. Start it {(isChosen || before == _standard ? "without --spool" : $"with --spool {before}")} until they have ended, or remove that folder if none of them runs.");
            }

            RemoveAbandoned();
            Own(place);
            File.WriteAllLines(RecordPath, asked is null ? [place, boot] : [place]);
            return place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The spool '{asked ?? _standard}' cannot be used: {e.Message} Give a local folder that this user may write to with --spool.");
        }
    }

    /// <summary>Leaves nothing in memory once the server has stopped, unless tasks still run.</summary>
    public void Release()
    {
        if (Before() is (var place, true) && !HoldsTasks(place))
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>
    /// Removes what servers left in memory that were killed and whose data folders are gone, such as those of tests. What others have put there is not even
    /// looked into: it may be a pipe that nobody writes to.
    /// </summary>
    private void RemoveAbandoned()
    {
        var self = SafeFile.OwnerOf(_standard);
        foreach (var place in memory is null ? [] : Directory.GetDirectories(memory, Prefix + "*").Where(p => SafeFile.OwnerOf(p) == self))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(place, OwnerFile)) is var owner && !Directory.Exists(owner) && !HoldsTasks(place))
                {
                    Directory.Delete(place, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is something else, or another server removes it too.
            }
        }
    }

    private static bool HoldsTasks(string place) => Directory.Exists(place) && Directory.EnumerateFiles(place, "*.try").Any();

    /// <summary>Only for root: what others have in memory is removed by some systems when they sign out.</summary>
    private static string? MemoryOfMachine()
    {
        const string Shared = "/dev/shm";
        return OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.Exists(Shared)
            && new DriveInfo(Shared) is { DriveFormat: "tmpfs", AvailableFreeSpace: >= LeastMemory }
            ? Shared
            : null;
    }

    private (string Place, bool IsChosen) Before() => (File.Exists(RecordPath) ? File.ReadAllLines(RecordPath) : []) switch
    {
        // Everybody may write to what is in memory: what has this name after a restart of the machine is not ours. Nor is that of the folder this one is a copy of.
        [var place, var of] => of == boot && Directory.Exists(place) && OtherOwnerOf(place) is null ? (place, place != _standard) : (_standard, false),
        [var place] => (place, false),
        _ => (_standard, false),
    };

    private void Own(string place)
    {
        if (place == _standard)
        {
            return;
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(place) : Directory.CreateDirectory(place, OwnerOnly);
        if (OtherOwnerOf(place) is { } owner)
        {
            throw new ServerStartException($"The spool '{place}' is that of the server with the data folder '{owner}': give this one another with --spool.");
        }

        File.WriteAllText(Path.Combine(place, OwnerFile), dataFolder);
    }

    /// <summary>The data folder of another server whose spool it is; null: it is nobody's, ours, or that of a folder that has gone, as when ours was moved.</summary>
    private string? OtherOwnerOf(string place)
    {
        var path = Path.Combine(place, OwnerFile);
        return File.Exists(path) && File.ReadAllText(path) is var owner && owner != dataFolder && Directory.Exists(owner) ? owner : null;
    }
}
