using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Processes;

/// <summary>A try in the spool: one folder, from before its launch until its report was acknowledged.</summary>
internal sealed class SpoolEntry
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private SpoolEntry(string folder, SpoolIntent intent) => (Folder, Intent) = (folder, intent);

    /// <summary>Its folder, named after the lease.</summary>
    public string Folder { get; }

    /// <summary>What was to be launched.</summary>
    public SpoolIntent Intent { get; }

    /// <summary>What was to be launched.</summary>
    public LaunchSpec Spec => Intent.Spec;

    /// <summary>The try's script, if it has one.</summary>
    public string ScriptPath => Path.Combine(Folder, "script");

    /// <summary>What the launcher writes; see <see cref="SpoolRecord"/>.</summary>
    public string RecordPath => Path.Combine(Folder, "record");

    /// <summary>Standard output, as it is written.</summary>
    public string OutputPath => Path.Combine(Folder, "out");

    /// <summary>Standard error, as it is written.</summary>
    public string ErrorPath => Path.Combine(Folder, "err");

    /// <summary>Where the try leaves its return value.</summary>
    public string XComPath => Path.Combine(Folder, "xcom");

    /// <summary>Where the try leaves what it pushes beside its return value.</summary>
    public string XComKeysPath => Path.Combine(Folder, "xcom-keys");

    /// <summary>What the code of a DAG's own file is given.</summary>
    public string CallPath => Path.Combine(Folder, "call.json");

    /// <summary>Where the try says what its outlets are news of.</summary>
    public string OutletsPath => Path.Combine(Folder, "outlets");

    /// <summary>Where the process says that it wants to be started again once something is there.</summary>
    public string DeferPath => Path.Combine(Folder, "defer");

    /// <summary>What came of that, for a process that was started again.</summary>
    public string EventPath => Path.Combine(Folder, "event");

    /// <summary>How far the output is in the log.</summary>
    public string CheckpointPath => Path.Combine(Folder, "tail");

    /// <summary>The try's own scratch directory.</summary>
    public string ScratchPath => Path.Combine(Folder, "scratch");

    private string LaunchFailurePath => Path.Combine(Folder, "launch-failure");

    private string StopPath => Path.Combine(Folder, "stop.json");

    /// <summary>When the launcher last wrote: once it has written the exit code, when the command ended.</summary>
    public DateTimeOffset RecordedAt => new(File.GetLastWriteTimeUtc(RecordPath), TimeSpan.Zero);

    /// <summary>Prepares a try for its launch. When this returns, its intention is on the disk.</summary>
    /// <exception cref="InvalidOperationException">The lease is in the spool already.</exception>
    public static SpoolEntry Create(string spool, SpoolIntent intent)
    {
        var entry = new SpoolEntry(FolderOf(spool, intent.Spec.LeaseId), intent);
        if (Directory.Exists(entry.Folder))
        {
            throw new InvalidOperationException($"The lease {intent.Spec.LeaseId} of {intent.Spec.Task} is in the spool already: recover what is there before launching.");
        }

        CreateFolder(entry.Folder);
        CreateFolder(entry.ScratchPath);
        if (intent.Spec.Script is { } script)
        {
            File.WriteAllText(entry.ScriptPath, script);
        }

        if (intent.Spec.Code is { } code)
        {
            File.WriteAllText(entry.CallPath, code.CallJson);
        }

        if (intent.Spec.EventJson is { } happened)
        {
            File.WriteAllText(entry.EventPath, happened);
        }

        entry.CreateFiles();
        Write(IntentPath(entry.Folder), intent, SpoolJson.Default.SpoolIntent, toDisk: true);
        return entry;
    }

    /// <summary>The folder of a lease.</summary>
    public static string FolderOf(string spool, Guid lease) => Path.Combine(spool, lease.ToString("D"));

    /// <summary>Reads an entry; null when its intention is not there or torn, in which case nothing was launched, or all is done.</summary>
    public static SpoolEntry? Open(string folder) =>
        Read(IntentPath(folder), SpoolJson.Default.SpoolIntent) is { } intent ? new SpoolEntry(folder, intent) : null;

    /// <summary>Folders of all entries.</summary>
    public static IEnumerable<string> List(string spool) =>
        Directory.Exists(spool) ? Directory.EnumerateDirectories(spool).Where(d => Guid.TryParseExact(Path.GetFileName(d), "D", out _)) : [];

    /// <summary>Creates a folder that only this user may read.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path);
        }
        else
        {
            _ = Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    /// <summary>Removes what is left of an entry. The intention goes first: without it an entry is rubbish, whatever else remains.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(IntentPath(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Creates the files that the process writes, as far as they are missing: before anybody watches or reads them. The record gets its block
    /// now, so that no disk is too full for an exit code.
    /// </summary>
    public void CreateFiles()
    {
        foreach (var path in (ReadOnlySpan<string>)[OutputPath, ErrorPath])
        {
            if (!File.Exists(path))
            {
                File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
            }
        }

        if (!File.Exists(RecordPath))
        {
            File.WriteAllText(RecordPath, "\n");
        }
    }

    /// <summary>What the launcher has written so far.</summary>
    public SpoolRecord ReadRecord() => SpoolRecord.Read(RecordPath);

    /// <summary>The recorded intention to end the try, if there is one.</summary>
    public SpoolStop? ReadStop() => Read(StopPath, SpoolJson.Default.SpoolStop);

    /// <summary>Records the intention to end the try.</summary>
    public void WriteStop(SpoolStop stop) => Write(StopPath, stop, SpoolJson.Default.SpoolStop, toDisk: false);

    /// <summary>Why the try could not be started, if it could not.</summary>
    public string? ReadLaunchFailure() => File.Exists(LaunchFailurePath) ? File.ReadAllText(LaunchFailurePath) : null;

    /// <summary>Records that the try could not be started: a later server would take it for lost.</summary>
    public void WriteLaunchFailure(string message) => File.WriteAllText(LaunchFailurePath, message);

    private static string IntentPath(string folder) => Path.Combine(folder, "intent.json");

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type, bool toDisk)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(value, type), 0);
        if (toDisk)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
