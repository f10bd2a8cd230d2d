using System.Globalization;

namespace Orrery.Runtime.Linux;

/// <summary>Which process, for good: a number alone is given to another one sooner or later.</summary>
/// <param name="Pid">Number of the process.</param>
/// <param name="StartTime">When it started, in clock ticks since the machine did (field 22 of <c>/proc/PID/stat</c>).</param>
internal readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    /// <summary>The boot the machine is in; process numbers and start times of another one mean nothing.</summary>
    public static string BootId { get; } = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    /// <summary>The process that has this number now; null when there is none, or only its remains.</summary>
    public static ProcessIdentity? Of(int pid) =>
        Stat(pid) is [not ("Z" or "X"), ..] stat ? new ProcessIdentity(pid, long.Parse(stat[19], CultureInfo.InvariantCulture)) : null;

    /// <summary>Whether the process leads a session.</summary>
    public static bool IsSessionLeader(int pid) => Stat(pid) is [not ("Z" or "X"), _, _, var session, ..] && session == pid.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of <c>/proc/PID/stat</c> from the third on, the state; none when there is no such process.</summary>
    private static string[] Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");

            // The second field is the program's name in parentheses and may itself hold any character: count from the last one.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
