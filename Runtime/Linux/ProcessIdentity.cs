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
    public static ProcessIdentity? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The second field is the program's name in parentheses and may itself hold any character: count from the last one.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}
