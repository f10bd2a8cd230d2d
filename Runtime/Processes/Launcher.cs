using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>
/// The small shell script that stands between the server and a try: it outlives the server, says who it is, waits for the command and
/// writes down how it ended.
/// </summary>
internal static class Launcher
{
    /// <summary>The shell that runs it; every Linux has it, and it starts faster than others.</summary>
    public const string Shell = "/bin/sh";

    private const string FileName = "launcher-1.sh";

    /// <summary>
    /// Built of shell builtins alone: each further process would cost as much again. Records go to descriptor 2, which appends to the try's
    /// file, so each is one write to a block that the file already has: a disk that the task has filled cannot swallow the exit code. It is not
    /// forced to the disk: it survives any death of processes; after a crash of the whole machine the try is lost, and reported as that.
    /// </summary>
    private const string Script = """
        # Orrery starts each try through this, in a session of its own. Arguments: program and its arguments.
        # 0: nothing, 1: output, 2: the record, 3: error output.
        # A signal to the whole group is for the command; caught, not ignored, for what is ignored would be so in the command too.
        trap : TERM INT HUP QUIT
        read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/$$/stat
        printf '%s %s .\n' "$$" "$start" >&2
        # A new server that did not find this one yet has given the task back, and removed its directory.
        [ -d "$ORRERY_TASK_DIR" ] || exit
        (exec "$@" 2>&3 3>&-)
        printf '%s .\n' "$?" >&2
        # What the command left behind in the group ends with it, and so does this.
        kill -KILL 0

        """;

    /// <summary>Puts the script into the spool. A new version gets a new name: a running shell still reads the old one.</summary>
    public static string Install(string spool)
    {
        var path = Path.Combine(spool, FileName);
        if (!File.Exists(path) || File.ReadAllText(path) != Script)
        {
            var temporary = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(temporary, Script);
            File.Move(temporary, path, overwrite: true);
        }

        return path;
    }

    /// <summary>Starts a try.</summary>
    /// <returns>The number of the launcher's process, session and process group.</returns>
    public static int Start(string launcher, SpoolEntry entry, TaskCommand command) => ProcessSpawner.Spawn(
        Shell,
        [Shell, launcher, .. command.Argv],
        command.Environment,
        command.WorkingDirectory,
        [
            new SpawnFile(0, "/dev/null", ForAppending: false),
            new SpawnFile(1, entry.OutputPath, ForAppending: true),
            new SpawnFile(2, entry.RecordPath, ForAppending: true),
            new SpawnFile(3, entry.ErrorPath, ForAppending: true),
        ]);

    /// <summary>What the shell had to say when it could not run the program at all; null when the program ran.</summary>
    /// <remarks>Codes 126 and 127 alone prove nothing: a script ends with them when one of its own commands is missing.</remarks>
    public static string? CannotRun(string launcher, SpoolEntry entry, int exitCode)
    {
        if (exitCode is not (126 or 127))
        {
            return null;
        }

        using var error = SafeFile.Open(entry.ErrorPath);
        Span<byte> start = stackalloc byte[1024];
        var said = System.Text.Encoding.UTF8.GetString(start[..RandomAccess.Read(error, start, 0)]);
        return said.StartsWith(launcher + ": ", StringComparison.Ordinal) ? said[(launcher.Length + 2)..].Trim() : null;
    }
}
