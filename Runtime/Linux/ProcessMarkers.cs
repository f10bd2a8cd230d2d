using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Linux;

/// <summary>Finds processes by a variable that they inherited in their environment, whatever session, group or parent they have now.</summary>
/// <remarks>Not found are processes that were given another environment, that overwrote their own, or that run as another user.</remarks>
/// <param name="variable">Name of the variable; its value is a GUID.</param>
internal sealed class ProcessMarkers(string variable)
{
    private const int GuidLength = 36;
    private const int InitialBuffer = 16 * 1024;

    private readonly byte[] _assignment = Encoding.ASCII.GetBytes(variable + "=");

    /// <summary>Looks at all processes of the machine.</summary>
    /// <returns>Number and mark of each that has one, but this process.</returns>
    public IReadOnlyList<(int Pid, Guid Mark)> Scan()
    {
        var found = new List<(int, Guid)>();
        var buffer = new byte[InitialBuffer];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && Read(pid, ref buffer) is { } mark)
            {
                found.Add((pid, mark));
            }
        }

        return found;
    }

    /// <summary>The mark of one process; null when it has none, has ended, or may not be looked at.</summary>
    public Guid? Read(int pid)
    {
        var buffer = new byte[InitialBuffer];
        return Read(pid, ref buffer);
    }

    private Guid? Read(int pid, ref byte[] buffer)
    {
        var descriptor = Native.Open($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/environ", Native.OpenReadOnly | Native.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return null;
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        var length = 0;
        try
        {
            for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0;)
            {
                length += read;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return null;
        }

        return Find(buffer.AsSpan(0, length));
    }

    private Guid? Find(ReadOnlySpan<byte> environment)
    {
        for (var at = 0; at < environment.Length;)
        {
            var rest = environment[at..];
            var next = rest.IndexOf(_assignment);
            if (next < 0)
            {
                return null;
            }

            var value = rest[(next + _assignment.Length)..];
            if ((at + next == 0 || environment[at + next - 1] == 0)
                && value.Length >= GuidLength
                && Guid.TryParseExact(Encoding.ASCII.GetString(value[..GuidLength]), "D", out var mark))
            {
                return mark;
            }

            at += next + _assignment.Length;
        }

        return null;
    }
}
