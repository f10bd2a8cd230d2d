using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Processes;

/// <summary>
/// How far the raw output was taken over into the log: the one record from which a later server goes on. The log is written first and cut
/// back to <see cref="LogLength"/> when it is opened again, so that a death between the two writes loses nothing and repeats nothing.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TailCheckpoint
{
    /// <summary>Bytes of the log.</summary>
    public long LogLength;

    /// <summary>Lines of the log.</summary>
    public long LogLines;

    /// <summary>Bytes of standard output taken over or dropped.</summary>
    public long Output;

    /// <summary>Bytes of standard error taken over or dropped.</summary>
    public long Error;

    /// <summary>Bytes of both that were dropped, the log being full.</summary>
    public long Dropped;

    /// <summary>Whether the log is full: everything that comes is dropped. One or zero.</summary>
    public long IsFull;

    /// <summary>Reads the record from the start of a try's file; zeros are that of a log not begun.</summary>
    public static TailCheckpoint Read(SafeFileHandle file)
    {
        Span<TailCheckpoint> checkpoint = stackalloc TailCheckpoint[1];
        var bytes = MemoryMarshal.AsBytes(checkpoint);
        return RandomAccess.Read(file, bytes, 0) == bytes.Length ? checkpoint[0] : default;
    }

    /// <summary>Writes the record, in one call: a kill does not interrupt so small a write to a file.</summary>
    public readonly void Write(SafeFileHandle file)
    {
        Span<TailCheckpoint> checkpoint = [this];
        RandomAccess.Write(file, MemoryMarshal.AsBytes(checkpoint), 0);
    }
}
