using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Linux;

/// <summary>Files where others may be at work too: user code, which may have put a link or a pipe there, or another server.</summary>
public static unsafe class SafeFile
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

    /// <summary>Moves a file to a place where none is yet: of many who try at once, one succeeds.</summary>
    /// <remarks><see cref="File.Move(string, string)"/> looks first and then renames, so that on Linux a later one replaces an earlier one.</remarks>
    /// <exception cref="IOException">There is a file already, or it cannot be moved.</exception>
    public static void MoveNew(string path, string to)
    {
        if (!OperatingSystem.IsLinux())
        {
            File.Move(path, to);
        }
        else if (Native.Link(path, to) == 0)
        {
            File.Delete(path);
        }
        else
        {
            throw new IOException($"'{path}' cannot be moved to '{to}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }
    }

    /// <summary>How many names a file has; 0 when that cannot be said.</summary>
    public static int CountLinks(string path) => Fact(path, Native.StatXLinks, offset: 16) ?? 0;

    /// <summary>The number of the user who owns a file or folder, not what a link leads to; null when that cannot be said.</summary>
    public static int? OwnerOf(string path) => Fact(path, Native.StatXOwner, offset: 20);

    /// <summary>The path without any link in it; null when it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var resolved = stackalloc byte[MaxPath];
        return Native.RealPath(path, resolved) == 0 ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved));
    }

    /// <summary>Where the open file is.</summary>
    public static string? RealPath(SafeFileHandle file) => RealPath($"/proc/self/fd/{file.DangerousGetHandle()}");

    /// <param name="path">The file.</param>
    /// <param name="fact">What is asked for.</param>
    /// <param name="offset">Where it is in what the kernel answers (<c>struct statx</c>).</param>
    private static int? Fact(string path, uint fact, int offset)
    {
        const int SizeOfStatx = 256;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var facts = stackalloc byte[SizeOfStatx];
        return Native.StatX(Native.AtWorkingDirectory, path, Native.AtSymlinkNoFollow, fact, facts) == 0 ? *(int*)(facts + offset) : null;
    }
}
