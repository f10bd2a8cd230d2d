using System.Text.Json;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Docker;

/// <summary>
/// A try in a container, on disk from before the container is made until its report was acknowledged: a folder named by the lease. In it
/// <c>files</c> and <c>work</c>, which the container sees and may do with as it likes; what is beside them it cannot reach.
/// </summary>
internal sealed class DockerTry
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string TaskApiName = "task-api";

    private readonly string _folder;

    private DockerTry(string folder, SpoolIntent intent) => (_folder, Intent) = (folder, intent);

    /// <summary>What was to be launched.</summary>
    public SpoolIntent Intent { get; }

    /// <summary>What was to be launched.</summary>
    public LaunchSpec Spec => Intent.Spec;

    /// <summary>Name of the container: of the lease, so that asking twice for it makes one.</summary>
    public string ContainerName => $"orrery-{Spec.LeaseId:N}";

    /// <summary>The folder of the files by which task and engine speak, on the host.</summary>
    public string FilesPath => Path.Combine(_folder, "files");

    /// <summary>The try's own scratch directory, on the host.</summary>
    public string WorkPath => Path.Combine(_folder, "work");

    /// <summary>How far its output was taken over.</summary>
    public string CheckpointPath => Path.Combine(_folder, "log.at");

    /// <summary>Secrets it was told while it ran.</summary>
    public string SecretsPath => Path.Combine(_folder, "secrets");

    /// <summary>Whether it may ask while it runs.</summary>
    public bool MayAsk => File.Exists(PassPath);

    private string IntentPath => Path.Combine(_folder, "intent.json");

    private string ContainerPath => Path.Combine(_folder, "container");

    private string StopPath => Path.Combine(_folder, "stop.json");

    // What the container is given it can change: who it is decides this copy.
    private string PassPath => Path.Combine(_folder, "pass.json");

    private string FailurePath => Path.Combine(_folder, "failure.json");

    /// <summary>Prepares a try for its launch. When this returns, its intention is written.</summary>
    /// <param name="spool">Where the tries are.</param>
    /// <param name="intent">The intention.</param>
    /// <param name="pass">Where and with which token it may ask while it runs; null: it may not.</param>
    public static DockerTry Create(string spool, SpoolIntent intent, string? pass = null)
    {
        var entry = new DockerTry(PathOf(spool, intent.Spec.LeaseId), intent);
        SpoolEntry.CreateFolder(entry._folder);

        // The container's user may be any; who is on the host comes no further than the folder above.
        SpoolEntry.CreateOpenFolder(entry.FilesPath);
        SpoolEntry.CreateOpenFolder(entry.WorkPath);
        entry.Give("script", intent.Spec.Script);
        entry.Give("call.json", intent.Spec.Code?.CallJson);
        entry.Give("event", intent.Spec.EventJson);
        if (pass is not null)
        {
            entry.Give(TaskApiName, pass);
            File.WriteAllText(entry.PassPath, pass);
        }

        File.WriteAllBytes(entry.IntentPath, JsonSerializer.SerializeToUtf8Bytes(intent, SpoolJson.Default.SpoolIntent));
        return entry;
    }

    /// <summary>Reads a try; null when its intention is not there or torn, in which case no container was made, or all is done.</summary>
    public static DockerTry? Open(string spool, Guid lease)
    {
        var folder = PathOf(spool, lease);
        return Read(Path.Combine(folder, "intent.json"), SpoolJson.Default.SpoolIntent) is { } intent ? new DockerTry(folder, intent) : null;
    }

    /// <summary>Leases of which anything is there.</summary>
    public static IEnumerable<Guid> List(string spool) => (Directory.Exists(spool) ? Directory.GetDirectories(spool) : [])
        .Select(f => Guid.TryParseExact(Path.GetFileName(f), "D", out var lease) ? lease : Guid.Empty)
        .Where(l => l != Guid.Empty);

    /// <summary>The folder of a lease.</summary>
    public static string PathOf(string spool, Guid lease) => Path.Combine(spool, lease.ToString("D"));

    /// <summary>Removes what is left of a lease. The intention goes first: without it the rest is rubbish.</summary>
    public static void Delete(string spool, Guid lease)
    {
        var folder = PathOf(spool, lease);
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, "intent.json"));
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The files by which task and engine speak.</summary>
    /// <param name="files">Where <see cref="FilesPath"/> is: there, or where the container sees it.</param>
    /// <param name="work">Where <see cref="WorkPath"/> is.</param>
    /// <param name="run">The scratch directory that the tasks of the run share.</param>
    /// <param name="mayAsk">Whether it may ask while it runs.</param>
    public static TryFiles FilesIn(string files, string work, string run, bool mayAsk) => new()
    {
        XCom = Path.Combine(files, "xcom"),
        XComKeys = Path.Combine(files, "xcom-keys"),
        Outlets = Path.Combine(files, "outlets"),
        Defer = Path.Combine(files, "defer"),
        Event = Path.Combine(files, "event"),
        Call = Path.Combine(files, "call.json"),
        TaskApi = mayAsk ? Path.Combine(files, TaskApiName) : null,
        Scratch = work,
        Run = run,
    };

    /// <summary>Where and with which token it was told to ask; null: it may not.</summary>
    public string? ReadPass() => MayAsk ? File.ReadAllText(PassPath) : null;

    /// <summary>Records the id of the container that was made; from here on it may have been started.</summary>
    public void WriteContainer(string id) => File.WriteAllText(ContainerPath, id);

    /// <summary>Id of the container that was made; null when none is known to be.</summary>
    public string? ReadContainer() => File.Exists(ContainerPath) && File.ReadAllText(ContainerPath) is { Length: > 0 } id ? id : null;

    /// <summary>Records that the container could not be started: it may leave nothing by which a later server could tell.</summary>
    public void WriteFailure(LaunchFailure failure) => File.WriteAllBytes(FailurePath, JsonSerializer.SerializeToUtf8Bytes(failure, DockerSpoolJson.Default.LaunchFailure));

    /// <summary>Why it could not be started, if it could not.</summary>
    public LaunchFailure? ReadFailure() => Read(FailurePath, DockerSpoolJson.Default.LaunchFailure);

    /// <summary>Records the intention to end it.</summary>
    public void WriteStop(SpoolStop stop) => File.WriteAllBytes(StopPath, JsonSerializer.SerializeToUtf8Bytes(stop, SpoolJson.Default.SpoolStop));

    /// <summary>The recorded intention to end it, if there is one.</summary>
    public SpoolStop? ReadStop() => Read(StopPath, SpoolJson.Default.SpoolStop);

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
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

    private void Give(string name, string? content)
    {
        if (content is not null)
        {
            var path = Path.Combine(FilesPath, name);
            File.WriteAllText(path, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, Everybody);
            }
        }
    }
}

/// <summary>A container could not be started.</summary>
internal sealed record LaunchFailure
{
    /// <summary>Which kind of failure.</summary>
    public required TaskFailureReason Reason { get; init; }

    /// <summary>What happened, and the remedy.</summary>
    public required string Message { get; init; }
}
