using System.Text.Json;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Processes;

/// <summary>
/// A try in the spool, from before its launch until its report was acknowledged: <c>&lt;lease&gt;.try</c> with its intention and what became
/// of it, its output beside it, and <c>&lt;lease&gt;/</c>, its scratch directory, there or on another disk.
/// </summary>
/// <remarks>
/// Few files, for on a file system each costs a try more than anything else does. They are not forced to the disk: they are to survive any
/// death of processes, and what the machine's own death loses is told by <see cref="BootMark"/>.
/// <para>The file of a try: a <see cref="TailCheckpoint"/> in the first 64 bytes, the intention as a line of JSON, then what the launcher adds.</para>
/// </remarks>
internal sealed class SpoolEntry
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string Extension = ".try";
    private const int IntentStart = 64;
    private const int BlockSize = 4096;

    /// <summary>Room for what the launcher adds, in a block that the file has already: no disk is too full for an exit code.</summary>
    private const int RoomForRecord = 512;

    /// <summary>Files that a try may have beside its own.</summary>
    private static readonly string[] Beside = [".out", ".err", ".script", ".call.json", ".event", ".xcom", ".xcom-keys", ".outlets", ".defer", ".stop", ".launch-failure", ".task-api", ".secrets"];

    private readonly string _path;
    private readonly int _recordStart;

    private SpoolEntry(SpoolFolders spool, SpoolIntent intent, int recordStart) =>
        (_path, ScratchPath, Intent, _recordStart) = (spool.PathOf(intent.Spec.LeaseId), spool.ScratchOf(intent.Spec.LeaseId), intent, recordStart);

    /// <summary>What was to be launched.</summary>
    public SpoolIntent Intent { get; }

    /// <summary>What was to be launched.</summary>
    public LaunchSpec Spec => Intent.Spec;

    /// <summary>The try's own scratch directory.</summary>
    public string ScratchPath { get; }

    /// <summary>Its file, to which the launcher adds; see <see cref="SpoolRecord"/>.</summary>
    public string RecordPath => _path + Extension;

    /// <summary>The try's script, if it has one.</summary>
    public string ScriptPath => _path + ".script";

    /// <summary>Standard output, as it is written.</summary>
    public string OutputPath => _path + ".out";

    /// <summary>Standard error, as it is written.</summary>
    public string ErrorPath => _path + ".err";

    /// <summary>Where the try leaves its return value.</summary>
    public string XComPath => _path + ".xcom";

    /// <summary>Where the try leaves what it pushes beside its return value.</summary>
    public string XComKeysPath => _path + ".xcom-keys";

    /// <summary>What the code of a DAG's own file is given.</summary>
    public string CallPath => _path + ".call.json";

    /// <summary>Where the try says what its outlets are news of.</summary>
    public string OutletsPath => _path + ".outlets";

    /// <summary>Where the process says that it wants to be started again once something is there.</summary>
    public string DeferPath => _path + ".defer";

    /// <summary>What came of that, for a process that was started again.</summary>
    public string EventPath => _path + ".event";

    /// <summary>Where and with which token the try may ask while it runs, as JSON; not there: it may not.</summary>
    public string TaskApiPath => _path + ".task-api";

    /// <summary>Secrets the try was told while it ran, a JSON text each line.</summary>
    public string SecretsPath => _path + ".secrets";

    private string LaunchFailurePath => _path + ".launch-failure";

    private string StopPath => _path + ".stop";

    /// <summary>Its files, as the try knows them.</summary>
    /// <param name="runDirectory">The scratch directory that the tasks of its run share; only what runs asks for it.</param>
    public TryFiles Files(string runDirectory = "") => new()
    {
        XCom = XComPath,
        XComKeys = XComKeysPath,
        Outlets = OutletsPath,
        Defer = DeferPath,
        Event = EventPath,
        Call = CallPath,
        TaskApi = File.Exists(TaskApiPath) ? TaskApiPath : null,
        Scratch = ScratchPath,
        Run = runDirectory,
    };

    /// <summary>When the launcher last wrote: once it has written the exit code, when the command ended. Known for a try that was found.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>Prepares a try for its launch. When this returns, its intention is written.</summary>
    /// <exception cref="InvalidOperationException">The lease is in the spool already.</exception>
    public static SpoolEntry Create(SpoolFolders spool, SpoolIntent intent)
    {
        if (File.Exists(spool.PathOf(intent.Spec.LeaseId) + Extension))
        {
            throw new InvalidOperationException($"The lease {intent.Spec.LeaseId} of {intent.Spec.Task} is in the spool already: recover what is there before launching.");
        }

        var content = ContentOf(intent, out var recordStart);
        var entry = new SpoolEntry(spool, intent, recordStart);
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

        entry.CreateOutputs();
        File.WriteAllBytes(entry.RecordPath, content);
        return entry;
    }

    /// <summary>Reads an entry; null when its intention is not there or torn, in which case nothing was launched, or all is done.</summary>
    public static SpoolEntry? Open(SpoolFolders spool, Guid lease)
    {
        try
        {
            var file = spool.PathOf(lease) + Extension;
            var recordedAt = File.GetLastWriteTimeUtc(file);
            var content = File.ReadAllBytes(file);
            return content.Length > IntentStart && content.AsSpan(IntentStart).IndexOf((byte)'\n') is >= 0 and var length
                && JsonSerializer.Deserialize(content.AsSpan(IntentStart, length), SpoolJson.Default.SpoolIntent) is { } intent
                ? new SpoolEntry(spool, intent, IntentStart + length + 1) { RecordedAt = new DateTimeOffset(recordedAt, TimeSpan.Zero) }
                : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

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

    /// <summary>Creates a folder that every user may write to who comes that far: into containers that is any.</summary>
    public static void CreateOpenFolder(string path)
    {
        CreateFolder(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Everybody);
        }
    }

    /// <summary>Removes what is left of a lease. The intention goes first: without it the rest is rubbish.</summary>
    public static void Delete(SpoolFolders spool, Guid lease)
    {
        var path = spool.PathOf(lease);
        File.Delete(path + Extension);
        foreach (var extension in Beside)
        {
            File.Delete(path + extension);
        }

        var scratch = spool.ScratchOf(lease);
        try
        {
            Directory.Delete(scratch);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed before, by the task itself perhaps.
        }
        catch (IOException)
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Creates the files of the output, as far as they are missing: before anybody reads them.</summary>
    public void CreateOutputs()
    {
        foreach (var path in (ReadOnlySpan<string>)[OutputPath, ErrorPath])
        {
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
    }

    /// <summary>What the launcher has written so far.</summary>
    public SpoolRecord ReadRecord() => SpoolRecord.Read(RecordPath, _recordStart);

    /// <summary>The recorded intention to end the try, if there is one.</summary>
    public SpoolStop? ReadStop()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(StopPath), SpoolJson.Default.SpoolStop);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Records the intention to end the try.</summary>
    public void WriteStop(SpoolStop stop) => File.WriteAllBytes(StopPath, JsonSerializer.SerializeToUtf8Bytes(stop, SpoolJson.Default.SpoolStop));

    /// <summary>Why the try could not be started, if it could not.</summary>
    public string? ReadLaunchFailure() => File.Exists(LaunchFailurePath) ? File.ReadAllText(LaunchFailurePath) : null;

    /// <summary>Records that the try could not be started: a later server would take it for lost.</summary>
    public void WriteLaunchFailure(string message) => File.WriteAllText(LaunchFailurePath, message);

    private static byte[] ContentOf(SpoolIntent intent, out int recordStart)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(intent, SpoolJson.Default.SpoolIntent);
        recordStart = IntentStart + json.Length + 1;
        var room = BlockSize - (recordStart % BlockSize);
        var content = new byte[room < RoomForRecord ? recordStart + room + 1 : recordStart];
        json.CopyTo(content, IntentStart);
        content.AsSpan(IntentStart + json.Length).Fill((byte)'\n');
        return content;
    }
}
