using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Code;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Processes;

/// <summary>Makes the command and environment of a try from its launch specification.</summary>
internal static class TaskCommandBuilder
{
    /// <summary>As <see cref="TryEnvironment.Marker"/>.</summary>
    public const string Marker = TryEnvironment.Marker;

    private static readonly Lazy<string> Python = new(() => LoadingSettings.Read().Python);

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // Not the whole environment of the server: it may hold secrets, and tasks would come to depend on how it was started.
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ", "USER"];

    /// <summary>The command for a try.</summary>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public static TaskCommand Build(SpoolEntry entry, string runDirectory)
    {
        var environment = Environment(entry, runDirectory);
        var workingDirectory = WorkingDirectory(entry);
        IReadOnlyList<string> argv = entry.Spec switch
        {
            { Script: not null } => [ResolveBash(environment["PATH"]), entry.ScriptPath],
            { Argv: [var program, .. var arguments] } => [Resolve(program, environment["PATH"], workingDirectory), .. arguments],
            { Code: { } code } => CodeProgram(code, environment, workingDirectory),
            _ => throw new LaunchException("The task has neither a script nor a command: give it one of 'bash' or 'command'."),
        };
        return argv.Any(a => a.Contains('\0'))
            ? throw new LaunchException("An argument of the command holds a NUL character, which no argument can hold. Remove it, or pass the data in a file.")
            : new TaskCommand(argv, [.. environment.Select(v => $"{v.Key}={v.Value}")], workingDirectory);
    }

    private static Dictionary<string, string> Environment(SpoolEntry entry, string runDirectory)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        TryEnvironment.AddOwn(environment, entry.Spec);
        if (entry.Spec.Code is not null)
        {
            ProgramEnvironment.AddVariables(environment);
            ProgramEnvironment.AddPython(environment);
        }

        TryEnvironment.AddFacts(environment, entry.Spec, entry.Files(runDirectory));
        return environment;
    }

    /// <summary>The DAG's own file, run so that it finds the task's code.</summary>
    private static string[] CodeProgram(CodeLaunch code, Dictionary<string, string> environment, string workingDirectory)
    {
        var file = Path.Combine(workingDirectory, code.File);
        if (!File.Exists(file))
        {
            throw new LaunchException($"The DAG's file '{file}' does not exist on host '{System.Environment.MachineName}'. Deploy the bundle again.");
        }

        return ProgramKinds.Of(code.File) switch
        {
            ProgramKind.Python =>
                PythonInterpreter.Command(
                    Resolve(PythonInterpreter.Resolve(Python.Value), environment["PATH"], workingDirectory),
                    environment,
                    "orrery._task_runner",
                    file,
                    environment.GetValueOrDefault(TaskCode.Variable, workingDirectory)),
            ProgramKind.CSharp => [Resolve("dotnet", environment["PATH"], workingDirectory), "run", file],
            ProgramKind.Executable => [Resolve(file, environment["PATH"], workingDirectory)],
            _ => throw new LaunchException($"The DAG's file '{file}' is no program whose tasks can be run: its name tells nothing."),
        };
    }

    private static string WorkingDirectory(SpoolEntry entry)
    {
        var directory = entry.Spec.WorkingDirectory;
        if (directory is null)
        {
            return entry.ScratchPath;
        }

        if (Directory.Exists(directory))
        {
            return directory;
        }

        throw new LaunchException(File.Exists(directory)
            ? $"The working directory '{directory}' is a file. Name a folder."
            : $"The working directory '{directory}' does not exist on host '{System.Environment.MachineName}'. Create it, or deploy the bundle again.");
    }

    private static string ResolveBash(string path) => Find("bash", path)
        ?? throw new LaunchException($"The task is a bash script and 'bash' was not found in PATH ({path}). Install bash on the host, or use 'command' with a shell it has.");

    private static string Resolve(string program, string path, string workingDirectory)
    {
        if (program.Length == 0)
        {
            throw new LaunchException("The command's program is empty. Name the program to run.");
        }

        if (!program.Contains('/'))
        {
            return Find(program, path)
                ?? throw new LaunchException($"The program '{program}' was not found in PATH ({path}). Install it on the host, or name it by its full path.");
        }

        // Relative to where the command will be, not to where the server is.
        var full = Path.Combine(workingDirectory, program);
        if (Directory.Exists(full))
        {
            throw new LaunchException($"The program '{full}' is a folder. Name a file that can be run.");
        }

        return (File.Exists(full), IsExecutable(full)) switch
        {
            (true, true) => full,
            (true, false) => throw new LaunchException($"The program '{full}' is not executable. Make it so with: chmod +x '{full}'"),
            _ => throw new LaunchException($"The program '{full}' does not exist. Correct the path, or deploy the file with the bundle."),
        };
    }

    private static string? Find(string program, string path) => path
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
    }
}
