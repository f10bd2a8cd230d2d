using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Linux;

/// <summary>Opens files whose place is under the control of user code, which may have put a link or a pipe there.</summary>
internal static unsafe class SafeFile
{
    private const int MaxPath = 4096;

    /// <summary>Opens a file; never waits for the other end of a pipe, and does not follow a link.</summary>
    /// <param name="path">The file.</param>
    /// <param name="forWriting">Whether it is also to be written to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path, bool forWriting = false)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, forWriting ? FileAccess.ReadWrite : FileAccess.Read);
        }

        var access = forWriting ? Native.OpenReadWrite : Native.OpenReadOnly;
        var file = Native.Open(path, access | Native.OpenNonBlock | Native.OpenNoFollow | Native.OpenCloseOnExec, 0);
        if (file >= 0)
        {
            return new SafeFileHandle(file, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        var message = $"'{path}' cannot be opened: {new Win32Exception(error).Message}.";
        throw error == Native.ErrNoEntry ? new FileNotFoundException(message, path) : new IOException(message, error);
    }

    /// <summary>How many names a file has; 0 when that cannot be said.</summary>
    public static int CountLinks(string path)
    {
        const int SizeOfStatx = 256;
        const int OffsetOfLinks = 16;
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var facts = stackalloc byte[SizeOfStatx];
        return Native.StatX(Native.AtWorkingDirectory, path, Native.AtSymlinkNoFollow, Native.StatXLinks, facts) == 0 ? *(int*)(facts + OffsetOfLinks) : 0;
    }

    /// <summary>The path without any link in it; null when it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var resolved = stackalloc byte[MaxPath];
        return Native.RealPath(path, resolved) == 0 ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved));
    }

    /// <summary>Where the open file is.</summary>
    public static string? RealPath(SafeFileHandle file) => RealPath($"/proc/self/fd/{file.DangerousGetHandle()}");
}
