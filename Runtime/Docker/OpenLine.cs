using System.Buffers;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Docker;

/// <summary>The line of a stream that has not ended yet: engines send long ones in pieces, and nothing says when the next will come.</summary>
/// <param name="stream">Which stream.</param>
/// <param name="position">How far the stream was taken over before.</param>
internal sealed class OpenLine(LogStream stream, StreamPosition position)
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private long _last = position.Last;
    private long _atLast = position.AtLast;
    private long _toSkip;
    private bool _isCatchingUp;

    /// <summary>Which stream.</summary>
    public LogStream Stream => stream;

    /// <summary>What is there of the line.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>How much that is, in bytes.</summary>
    public int Length => _text.WrittenCount;

    /// <summary>Time of the last piece.</summary>
    public long Time => _last;

    /// <summary>Whether a part of what the stream's open pieces hold is in the log already.</summary>
    public bool IsSplit { get; private set; }

    /// <summary>The pieces come again from some place: those that were seen are known.</summary>
    public void Rewind() => (_isCatchingUp, _toSkip) = (_last > 0, _atLast);

    /// <summary>A piece has come; false when it was seen before.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="taken">How far the stream is taken over.</param>
    public bool TryBegin(long time, ref StreamPosition taken)
    {
        if (_isCatchingUp && (time < _last || (time == _last && _toSkip-- > 0)))
        {
            return false;
        }

        // From here on all is new, also should the engine's clock go back.
        _isCatchingUp = false;
        _atLast = time == _last ? _atLast + 1 : 1;
        _last = time;
        taken.OpenSince = taken.OpenSince == 0 ? time : taken.OpenSince;
        return true;
    }

    /// <summary>The last piece ended with a line: all pieces are taken over.</summary>
    public void End(ref StreamPosition taken) => taken = new StreamPosition { Last = _last, AtLast = _atLast };

    /// <summary>Adds to the line.</summary>
    public void Append(ReadOnlySpan<byte> text) => _text.Write(text);

    /// <summary>The line is in the log.</summary>
    public void Clear()
    {
        _text.ResetWrittenCount();
        IsSplit = false;
    }

    /// <summary>So much of the line is in the log, or all before it that came with the same piece.</summary>
    public void Split(int length)
    {
        var rest = Text[length..].ToArray();
        _text.ResetWrittenCount();
        _text.Write(rest);
        IsSplit = true;
    }
}
