using System.Globalization;
using System.Text;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>
/// What the launcher of a try left in its file: first <c>pid start .</c>, last <c>code .</c>, between them whatever its shell had to say.
/// A line without its final dot is torn and counts as not written; empty lines are no part of it.
/// </summary>
/// <param name="Identity">The launcher, if it got as far as to say so.</param>
/// <param name="ExitCode">What the command's end looked like to the shell: its exit code, or 128 plus a signal.</param>
/// <param name="ShellSaid">What the shell reported, such as "Terminated" for a command that a signal ended.</param>
internal readonly record struct SpoolRecord(ProcessIdentity? Identity, int? ExitCode, string ShellSaid)
{
    private const int MaxLength = 64 * 1024;
    private const int SignalBase = 128;

    /// <summary>
    /// The signal that ended the command. A shell gives 143 both for a command that SIGTERM ended and for one that ended with 143, but
    /// says "Terminated" of the first alone; only of SIGINT and SIGPIPE it never says anything, so these count as exit codes.
    /// </summary>
    public int? Signal => ExitCode > SignalBase && ShellSaid.Length > 0 ? ExitCode - SignalBase : null;

    /// <summary>Reads a record; a missing one is empty.</summary>
    /// <param name="path">The file of the try.</param>
    /// <param name="start">Where in it the record begins.</param>
    public static SpoolRecord Read(string path, int start)
    {
        try
        {
            using var file = SafeFile.Open(path);
            var bytes = new byte[Math.Clamp(RandomAccess.GetLength(file) - start, 0, MaxLength)];
            return Parse(Encoding.UTF8.GetString(bytes.AsSpan(0, RandomAccess.Read(file, bytes, start))));
        }
        catch (FileNotFoundException)
        {
            return default(SpoolRecord) with { ShellSaid = "" };
        }
    }

    /// <summary>Reads the text of a record.</summary>
    public static SpoolRecord Parse(string text)
    {
        ProcessIdentity? identity = null;
        int? exitCode = null;
        var said = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line.Split(' '))
            {
                case [var pid, var start, "."] when identity is null && TryNumber(pid, out var p) && TryNumber(start, out var s):
                    identity = new ProcessIdentity((int)p, s);
                    break;
                case [var code, "."] when identity is not null && TryNumber(code, out var c):
                    exitCode = (int)c;
                    break;
                default:
                    said.Add(line);
                    break;
            }
        }

        return new SpoolRecord(identity, exitCode, string.Join(' ', said));
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
