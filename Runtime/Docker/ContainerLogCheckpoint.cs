using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Docker;

/// <summary>How far one stream of a container was taken over. Its pieces have times that do not go back; several may share one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct StreamPosition
{
    /// <summary>Time of the last piece that was taken over, in nanoseconds since 1970; 0: none was.</summary>
    public long Last;

    /// <summary>How many pieces with that time were.</summary>
    public long AtLast;

    /// <summary>Time of the first piece of a line that has not ended yet, which is not taken over; 0: there is none.</summary>
    public long OpenSince;
}

/// <summary>
/// How far the output of a container was taken over into the log: the one record from which a later server, or a new connection, goes on. The
/// log is written first and cut back to <see cref="LogLength"/> when it is opened again: nothing is lost, nothing comes twice.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct ContainerLogCheckpoint
{
    /// <summary>Between streams times may go back a little: two threads of the engine take them and write.</summary>
    private const long Slack = 5_000_000_000;

    /// <summary>Bytes of the log.</summary>
    public long LogLength;

    /// <summary>Lines of the log.</summary>
    public long LogLines;

    /// <summary>Bytes of output that were dropped, the log being full.</summary>
    public long Dropped;

    /// <summary>Whether the log is full: everything that comes is dropped. One or zero.</summary>
    public long IsFull;

    /// <summary>How far standard output was taken over.</summary>
    public StreamPosition Output;

    /// <summary>How far standard error was taken over.</summary>
    public StreamPosition Error;

    /// <summary>From what time on output may be missing; null: from the beginning.</summary>
    public readonly long? Since
    {
        get
        {
            var newest = Math.Max(Output.Last, Error.Last);
            var since = Math.Min(Of(Output, newest), Of(Error, newest));
            return since > 0 ? since : null;

            static long Of(StreamPosition stream, long newest) => stream.OpenSince > 0 ? stream.OpenSince : Math.Max(stream.Last, newest - Slack);
        }
    }

    /// <summary>Reads the record; zeros are that of a log not begun.</summary>
    public static ContainerLogCheckpoint Read(SafeFileHandle file)
    {
        Span<ContainerLogCheckpoint> checkpoint = stackalloc ContainerLogCheckpoint[1];
        var bytes = MemoryMarshal.AsBytes(checkpoint);
        return RandomAccess.Read(file, bytes, 0) == bytes.Length ? checkpoint[0] : default;
    }

    /// <summary>Writes the record, in one call: a kill does not interrupt so small a write to a file.</summary>
    public readonly void Write(SafeFileHandle file)
    {
        Span<ContainerLogCheckpoint> checkpoint = [this];
        RandomAccess.Write(file, MemoryMarshal.AsBytes(checkpoint), 0);
    }
}
