using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Processes;

/// <summary>
/// Takes what a process writes over into its log, line by line, with the time at which it was read. Within a stream the order is the
/// process's; between the two streams it is that of reading. While no server runs, output gathers in the raw files without a limit.
/// </summary>
/// <remarks>
/// A script that writes to <c>/dev/stdout</c> or <c>/dev/stderr</c> with <c>&gt;</c> empties the raw file, as it would any file its
/// output goes to; that is noticed when the file is shorter than what was read, and reading begins anew.
/// </remarks>
internal sealed class OutputTail : IDisposable
{
    private const int BufferSize = 4 * LogFormat.MaxLineLength;

    private readonly Lock _lock = new();
    private readonly RawOutput _output;
    private readonly RawOutput _error;
    private readonly SafeFileHandle _checkpointFile;
    private readonly TaskLogWriter _log;
    private readonly long _maxLogBytes;
    private readonly TimeProvider _timeProvider;
    private TailCheckpoint _at;

    /// <summary>Opens the tail of a try, to go on where an earlier one stopped.</summary>
    public OutputTail(SpoolEntry entry, FileTaskLogStore logs, TimeProvider timeProvider)
    {
        (_maxLogBytes, _timeProvider) = (entry.Spec.MaxLogBytes, timeProvider);
        Secrets = new TrySecrets(entry.SecretsPath, entry.Spec.Secrets);
        _checkpointFile = SafeFile.Open(entry.RecordPath, forWriting: true);
        _at = TailCheckpoint.Read(_checkpointFile);
        if (_at == default && logs.EndOf(TaskLogKey.Of(entry.Spec.Task)) is { Length: > 0 } end)
        {
            // An earlier process of the same try has written: this one goes on after it. Recorded first, so that an adoption cuts back to here.
            (_at.LogLength, _at.LogLines) = end;
            _at.Write(_checkpointFile);
        }

        _output = new RawOutput(entry.OutputPath, LogStream.Output);
        _error = new RawOutput(entry.ErrorPath, LogStream.Error);
        _log = logs.OpenWriter(TaskLogKey.Of(entry.Spec.Task), _at.LogLength, _at.LogLines);
    }

    /// <summary>What is hidden in the log.</summary>
    public TrySecrets Secrets { get; }

    /// <summary>Whether nothing was written to the log yet.</summary>
    public bool IsNew => _at.LogLength == 0;

    /// <summary>Takes over what there is by now, as far as lines are complete.</summary>
    public void Pump()
    {
        lock (_lock)
        {
            PumpAll(atEnd: false);
        }
    }

    /// <summary>Adds a line of Orrery's own.</summary>
    public void WriteSystem(string text)
    {
        lock (_lock)
        {
            _log.AppendSystem(_timeProvider.GetUtcNow(), Secrets.Mask(text));
            Commit();
        }
    }

    /// <summary>Takes over everything, says what was dropped, adds a last line and ends the log.</summary>
    public void Complete(string lastLine)
    {
        lock (_lock)
        {
            PumpAll(atEnd: true);
            if (_at.IsFull != 0)
            {
                _log.AppendSystem(_timeProvider.GetUtcNow(), $"{_at.Dropped} bytes of output were dropped: the log had reached its limit of {_maxLogBytes} bytes.");
            }

            // Not recorded in the checkpoint: if the server dies before the report is acknowledged, the next one writes these lines anew.
            _log.Complete(_timeProvider.GetUtcNow(), Secrets.Mask(lastLine));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _log.Dispose();
            _output.Dispose();
            _error.Dispose();
            _checkpointFile.Dispose();
        }
    }

    private void PumpAll(bool atEnd)
    {
        // What could not be written, as to a full disk, is tried again before more is read.
        _log.Flush();

        // Only what is there now: somebody may be writing faster than this reads, and what comes later wakes it again.
        var outputEnd = _output.Length;
        var errorEnd = _error.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            bool more;
            do
            {
                more = PumpOnce(_output, ref _at.Output, outputEnd, buffer, atEnd) | PumpOnce(_error, ref _at.Error, errorEnd, buffer, atEnd);
                if (more)
                {
                    Commit();
                }
            }
            while (more);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Commit()
    {
        _log.Flush();
        (_at.LogLength, _at.LogLines) = (_log.Length, _log.Lines);
        _at.Write(_checkpointFile);

        // Only now: what the checkpoint says was taken over is not needed any more.
        Free(_output, ref _at.Output);
        Free(_error, ref _at.Error);
    }

    private void Free(RawOutput raw, ref long position)
    {
        if (!raw.TryFree(position) && _at.IsFull != 0 && position > 0)
        {
            // What comes between the last look and this is dropped without being counted; the log is full and the disk must not be.
            raw.Truncate();
            position = 0;
            _at.Write(_checkpointFile);
        }
    }

    private bool PumpOnce(RawOutput raw, ref long position, long end, Span<byte> buffer, bool atEnd)
    {
        if (raw.Length < position)
        {
            position = 0;
        }

        if (position >= end)
        {
            return false;
        }

        if (_at.IsFull != 0)
        {
            _at.Dropped += end - position;
            position = end;
            return true;
        }

        var read = raw.Read(buffer[..(int)Math.Min(buffer.Length, end - position)], position);
        var taken = Take(raw.Stream, buffer[..read], isLast: atEnd && position + read >= end);
        position += taken;
        return taken > 0;
    }

    /// <summary>Takes the lines in the data; what follows the last end of a line waits for its own, unless it is too long or the last.</summary>
    private int Take(LogStream stream, ReadOnlySpan<byte> data, bool isLast)
    {
        var now = _timeProvider.GetUtcNow();
        var taken = 0;
        while (taken < data.Length && _at.IsFull == 0)
        {
            var rest = data[taken..];
            var end = rest[..Math.Min(rest.Length, LogFormat.MaxLineLength + 1)].IndexOf((byte)'\n');
            int consumed;
            if (end >= 0)
            {
                consumed = end + 1;
            }
            else if (rest.Length > LogFormat.MaxLineLength)
            {
                end = Secrets.CutAround(rest, CharacterStart(rest, LogFormat.MaxLineLength), isLast);
                if (end < 0)
                {
                    break;
                }

                consumed = end;
            }
            else if (isLast)
            {
                consumed = end = rest.Length;
            }
            else
            {
                break;
            }

            Add(stream, now, rest[..end], consumed);
            taken += consumed;
        }

        return taken;
    }

    private void Add(LogStream stream, DateTimeOffset now, ReadOnlySpan<byte> text, int raw)
    {
        text = Secrets.Mask(text.EndsWith("\r"u8) ? text[..^1] : text);
        if (_log.Length + LogFormat.PrefixLength + text.Length + 1 > _maxLogBytes)
        {
            _at.IsFull = 1;
            _at.Dropped += raw;
            _log.AppendSystem(now, $"The log has reached its limit of {_maxLogBytes} bytes; further output is counted and dropped.");
        }
        else
        {
            _log.Append(now, stream, text);
        }
    }

    /// <summary>The last place at or before this one where a UTF-8 character begins.</summary>
    private static int CharacterStart(ReadOnlySpan<byte> text, int at)
    {
        for (var back = 0; back < 4; back++)
        {
            if ((text[at - back] & 0xC0) != 0x80)
            {
                return at - back;
            }
        }

        return at;
    }
}
