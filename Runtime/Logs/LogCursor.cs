using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Logs;

/// <summary>A place in a log file from which whole lines are read.</summary>
internal sealed class LogCursor(SafeFileHandle log, LogIndexEntry start) : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private int _from;
    private int _to;

    /// <summary>How many lines lie before this place.</summary>
    public long Line { get; private set; } = start.Line;

    /// <summary>The place in bytes.</summary>
    public long Offset { get; private set; } = start.Offset;

    /// <summary>Goes forward to a line, or to the end of what there is.</summary>
    /// <returns>Whether the line is reached.</returns>
    public bool SkipTo(long line)
    {
        while (Line < line && TryRead(out _))
        {
        }

        return Line >= line;
    }

    /// <summary>Reads the next line without its end; false when there is no further whole line (yet).</summary>
    /// <param name="line">The line; valid until the next call.</param>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        int end;
        while ((end = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n')) < 0)
        {
            searched = _to - _from;
            MakeRoom();
            var read = RandomAccess.Read(log, _buffer.AsSpan(_to), Offset + searched);
            if (read == 0)
            {
                line = default;
                return false;
            }

            _to += read;
        }

        line = _buffer.AsSpan(_from, searched + end);
        _from += line.Length + 1;
        Offset += line.Length + 1;
        Line++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom()
    {
        var kept = _buffer.AsSpan(_from, _to - _from);
        if (kept.Length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            kept.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            kept.CopyTo(_buffer);
        }

        (_from, _to) = (0, kept.Length);
    }
}
