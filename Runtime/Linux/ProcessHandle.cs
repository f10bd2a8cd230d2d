using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Linux;

/// <summary>Refers to one process, whatever becomes of its number.</summary>
internal sealed unsafe class ProcessHandle : IDisposable
{
    private const int SignalInfoSize = 128;
    private const int SignalInfoCode = 8;
    private const int SignalInfoStatus = 24;
    private const int EndedByItself = 1;

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

    /// <summary>Sends a signal to the process group that the process leads, unless the process is gone.</summary>
    public void KillGroup(int signal)
    {
        // While the leader is there, if only its remains, the number of the group is nobody else's.
        if (Native.PidfdSendSignal(File, 0) == 0)
        {
            _ = Native.Kill(-Pid, signal);
        }
    }

    /// <summary>
    /// Takes the remains of the ended process away if it is a child, and does nothing otherwise. This one alone is waited for, so that
    /// children of other parts of the server, such as <see cref="System.Diagnostics.Process"/>, are not disturbed.
    /// </summary>
    /// <returns>How it ended: its exit code, or the signal that ended it; neither when it was no child.</returns>
    public (int? ExitCode, int? Signal) Reap()
    {
        var info = stackalloc byte[SignalInfoSize];
        int result;
        while ((result = Native.WaitId(Native.WaitForPidfd, File, info, Native.WaitExited | Native.WaitNoHang)) < 0
            && Marshal.GetLastPInvokeError() == Native.ErrInterrupted)
        {
        }

        var status = *(int*)(info + SignalInfoStatus);
        return result < 0 ? (null, null) : *(int*)(info + SignalInfoCode) switch
        {
            0 => (null, null),
            EndedByItself => (status, null),
            _ => (null, status),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    /// <inheritdoc/>
    public override string ToString() => Pid.ToString(CultureInfo.InvariantCulture);
}
