using Microsoft.Win32.SafeHandles;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Processes;

/// <summary>A file into which a process writes one of its streams, always at the end.</summary>
internal sealed class RawOutput : IDisposable
{
    // Freeing blocks one by one would cost more than they are worth.
    private const long FreeStep = 1 << 20;

    private readonly SafeFileHandle _file;
    private long _freed;

    public RawOutput(string path, LogStream stream)
    {
        _file = SafeFile.Open(path, forWriting: true);
        Stream = stream;
    }

    /// <summary>Which stream.</summary>
    public LogStream Stream { get; }

    /// <summary>Bytes written so far.</summary>
    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Reads from a place.</summary>
    public int Read(Span<byte> buffer, long position) => RandomAccess.Read(_file, buffer, position);

    /// <summary>
    /// Gives back the disk space before a place. The writer notices nothing: places and length stay what they are, so that what is
    /// written meanwhile is neither lost nor miscounted, as it would be by truncation.
    /// </summary>
    /// <returns>False when the file system cannot do that.</returns>
    public bool TryFree(long position)
    {
        if (position - _freed < FreeStep)
        {
            return true;
        }

        var done = Native.Fallocate(_file, Native.FallocateKeepSize | Native.FallocatePunchHole, _freed, position - _freed) == 0;
        _freed = done ? position : _freed;
        return done;
    }

    /// <summary>Empties the file, where space cannot be given back otherwise.</summary>
    public void Truncate()
    {
        RandomAccess.SetLength(_file, 0);
        _freed = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
