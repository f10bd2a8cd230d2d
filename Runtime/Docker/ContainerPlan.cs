using System.Globalization;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Code;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Loading;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime.Docker;

/// <summary>Makes the settings of a try's container: what it runs, what it sees, and as little right as it can do with.</summary>
internal static class ContainerPlan
{
    /// <summary>The socket at which a try may ask, as it sees it.</summary>
    public const string TaskApiSocket = $"{TaskApiFolder}/{TaskApiServer.SocketName}";

    private const string TaskApiFolder = "/orrery/api";
    private const string FilesFolder = "/orrery/try";
    private const string WorkFolder = "/orrery/work";
    private const string RunFolder = "/orrery/run";
    private const string CodeFolder = "/orrery/code";
    private const string SdkFolder = "/orrery/sdk";
    private const string Nobody = "65534:65534";
    private const string OwnUser = "image";
    private const double Billion = 1e9;

    /// <summary>Runs a script by bash, or where an image has none by its shell.</summary>
    private const string RunScript = """if command -v bash >/dev/null 2>&1; then exec bash "$0"; else exec sh "$0"; fi""";

    /// <summary>The settings of a container.</summary>
    /// <param name="entry">The try.</param>
    /// <param name="image">Its image.</param>
    /// <param name="options">What containers get whose tasks say nothing else.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="runDirectory">The scratch directory that the tasks of the run share, on the host.</param>
    /// <param name="taskApiFolder">Folder of the socket at which it may ask, on the host.</param>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public static ContainerSettings Build(
        DockerTry entry, ImageDetails image, DockerOptions options, IReadOnlyDictionary<string, string> labels, string runDirectory, string? taskApiFolder = null)
    {
        var spec = entry.Spec;
        var wanted = spec.Container!;
        var code = CodeRoot(spec);
        var workingDirectory = code is null ? WorkFolder : Inside(code, spec.WorkingDirectory!);
        var user = User(wanted.User ?? options.User, image.Config?.User);
        var environment = Environment(entry, code, user);
        var memory = wanted.MemoryBytes ?? options.MemoryBytes;
        var network = wanted.Network ?? options.Network;
        var argv = Arguments(spec, workingDirectory);
        return new ContainerSettings
        {
            Image = wanted.Image,
            Entrypoint = argv.Count == 0 ? null : [argv[0]],
            Cmd = argv.Count == 0 ? null : [.. argv.Skip(1)],
            Env = [.. environment.Select(v => $"{v.Key}={v.Value}")],
            WorkingDir = workingDirectory,
            User = user,
            Labels = labels,

            // Quicker than a network of the kind "none", and the same to the task: its own loopback and nothing else.
            NetworkDisabled = network == "none" ? true : null,
            StopTimeout = (int)Math.Min(Math.Ceiling(spec.StopGrace.TotalSeconds), int.MaxValue),
            HostConfig = new HostSettings
            {
                NetworkMode = network,
                Memory = memory,

                // Without this the engine gives as much again to swap to.
                MemorySwap = memory,
                NanoCpus = (wanted.Cpus ?? options.Cpus) is { } cpus ? (long)(cpus * Billion) : null,
                PidsLimit = wanted.Pids ?? options.Pids,
                ReadonlyRootfs = wanted.ReadOnlyRoot ?? options.ReadOnlyRoot,
                CapDrop = ["ALL"],
                CapAdd = wanted.Capabilities is { Length: > 0 } capabilities ? [.. capabilities] : null,
                SecurityOpt = ["no-new-privileges"],
                Init = true,
                Tmpfs = new Dictionary<string, string>(StringComparer.Ordinal) { ["/tmp"] = $"rw,exec,nosuid,nodev,mode=1777,size={options.TmpBytes.ToString(CultureInfo.InvariantCulture)}" },
                Mounts = [.. Mounts(entry, code, runDirectory, taskApiFolder)],
                LogConfig = new LogSettings
                {
                    // The one every engine can be asked for, whatever its default is. Two files: one is full when the other begins.
                    Type = "json-file",
                    Config = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["max-size"] = Math.Max(spec.MaxLogBytes, 1 << 20).ToString(CultureInfo.InvariantCulture),
                        ["max-file"] = "2",
                    },
                },
            },
        };
    }

    private static string? User(string? wanted, string? imageUser) => wanted switch
    {
        OwnUser => null,
        not null => wanted,
        _ when UserIdentity.Effective is { } own => own,
        _ => IsRoot(imageUser) ? Nobody : null,
    };

    private static bool IsRoot(string? user) => user?.Split(':')[0] is null or "" or "0" or "root";

    private static Dictionary<string, string> Environment(DockerTry entry, string? code, string? user)
    {
        var spec = entry.Spec;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (user is not null)
        {
            // A user the image knows nothing of has no home in it.
            environment["HOME"] = WorkFolder;
        }

        TryEnvironment.AddOwn(environment, spec);
        if (code is not null)
        {
            environment[TaskCode.Variable] = CodeFolder;
        }

        if (spec.Code is not null)
        {
            ProgramEnvironment.AddVariables(environment);
            ProgramEnvironment.AddPython(environment, SdkFolder);
        }

        TryEnvironment.AddFacts(environment, spec, DockerTry.FilesIn(FilesFolder, WorkFolder, RunFolder, entry.MayAsk));
        return environment;
    }

    private static IReadOnlyList<string> Arguments(LaunchSpec spec, string workingDirectory)
    {
        IReadOnlyList<string> argv = spec switch
        {
            { Script: not null } => ["/bin/sh", "-c", RunScript, $"{FilesFolder}/script"],
            { Argv: [{ Length: 0 }, ..] } => throw new LaunchException("The command's program is empty. Name the program to run."),
            { Argv: { Length: > 0 } command } => command,
            { Code: { } code } => CodeProgram(code, workingDirectory),

            // What the image runs by itself: an operator as an image.
            _ => [],
        };
        return argv.Any(a => a.Contains('\0'))
            ? throw new LaunchException("An argument of the command holds a NUL character, which no argument can hold. Remove it, or pass the data in a file.")
            : argv;
    }

    private static IReadOnlyList<string> CodeProgram(CodeLaunch code, string workingDirectory)
    {
        var file = $"{workingDirectory}/{code.File}";
        return ProgramKinds.Of(code.File) switch
        {
            ProgramKind.Python => ["python3", "-m", "orrery._task_runner", file, CodeFolder],
            ProgramKind.CSharp => ["dotnet", "run", file],
            ProgramKind.Executable => [file],
            _ => throw new LaunchException($"The DAG's file '{code.File}' is no program whose tasks can be run: its name tells nothing."),
        };
    }

    private static IEnumerable<MountSettings> Mounts(DockerTry entry, string? code, string runDirectory, string? taskApiFolder)
    {
        yield return Bind(entry.FilesPath, FilesFolder, readOnly: false);
        yield return Bind(entry.WorkPath, WorkFolder, readOnly: false);
        yield return Bind(runDirectory, RunFolder, readOnly: false);
        if (code is not null)
        {
            yield return Bind(code, CodeFolder, readOnly: true);
        }

        if (entry.Spec.Code is not null)
        {
            yield return Bind(ProgramEnvironment.PythonSdk, SdkFolder, readOnly: true);
        }

        if (entry.MayAsk && taskApiFolder is not null)
        {
            // It can be spoken to all the same, and a later server's is seen.
            yield return Bind(taskApiFolder, TaskApiFolder, readOnly: true);
        }

        foreach (var mount in entry.Spec.Container!.Mounts)
        {
            yield return Path.IsPathRooted(mount.Source)
                ? Bind(mount.Source, mount.Target, mount.ReadOnly)
                : new MountSettings { Type = "volume", Source = mount.Source, Target = mount.Target, ReadOnly = mount.ReadOnly };
        }
    }

    private static MountSettings Bind(string source, string target, bool readOnly) => new() { Type = "bind", Source = Path.GetFullPath(source), Target = target, ReadOnly = readOnly };

    /// <summary>What is mounted as code: the folder of the snapshot, or else that of the DAG's file.</summary>
    private static string? CodeRoot(LaunchSpec spec) =>
        spec.WorkingDirectory is null ? null : spec.Environment.GetValueOrDefault(TaskCode.Variable) is { } root && IsBelow(root, spec.WorkingDirectory) ? root : spec.WorkingDirectory;

    private static bool IsBelow(string root, string path) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private static string Inside(string root, string path) => Path.GetRelativePath(root, path) is var below and not "." ? $"{CodeFolder}/{below}" : CodeFolder;
}
