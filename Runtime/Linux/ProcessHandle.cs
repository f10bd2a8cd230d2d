using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Linux;

/// <summary>Refers to one process, whatever becomes of its number.</summary>
internal sealed unsafe class ProcessHandle : IDisposable
{
    private ProcessHandle(int pid, SafeFileHandle file)
    {
        Pid = pid;
        File = file;
    }

    /// <summary>Number of the process.</summary>
    public int Pid { get; }

    /// <summary>The descriptor; readable once the process has ended.</summary>
    public SafeFileHandle File { get; }

    /// <summary>Opens a process; null when there is none with this number.</summary>
    public static ProcessHandle? Open(int pid)
    {
        var file = Native.PidfdOpen(pid);
        return file < 0 ? null : new ProcessHandle(pid, new SafeFileHandle(file, ownsHandle: true));
    }

    /// <summary>Opens a process known from before; null when it has ended, whoever has its number now.</summary>
    public static ProcessHandle? Open(ProcessIdentity identity)
    {
        // Opened first, looked at then: what is found alive under the number now is what was opened.
        var handle = Open(identity.Pid);
        if (handle is not null && ProcessIdentity.Of(identity.Pid) != identity)
        {
            handle.Dispose();
            return null;
        }

        return handle;
    }

    /// <summary>Sends a signal to the process alone.</summary>
    public void Kill(int signal) => _ = Native.PidfdSendSignal(File, signal);

    /// <summary>Sends a signal to the process group that the process leads. To be called only while it has not been reaped.</summary>
    public void KillGroup(int signal) => _ = Native.Kill(-Pid, signal);

    /// <summary>Takes the remains of an ended child away. Waits for this one alone, so that nobody else's child is taken.</summary>
    public void Reap()
    {
        while (Native.WaitPid(Pid, null, Native.WaitNoHang) < 0 && Marshal.GetLastPInvokeError() == Native.ErrInterrupted)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    /// <inheritdoc/>
    public override string ToString() => Pid.ToString(CultureInfo.InvariantCulture);
}
