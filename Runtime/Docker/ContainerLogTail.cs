using Microsoft.Win32.SafeHandles;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Logs;

namespace Orrery.Runtime.Docker;

/// <summary>
/// Takes what a container writes over into the try's log, line by line, with the engine's times. It may be read from the same place again as
/// often as connections break or servers die: what was taken over is passed over. Not for use by several threads at once.
/// </summary>
internal sealed class ContainerLogTail : IDisposable
{
    private const int CommitBytes = 256 << 10;

    private readonly SafeFileHandle _checkpointFile;
    private readonly TaskLogWriter _log;
    private readonly long _maxLogBytes;
    private readonly TimeProvider _timeProvider;
    private readonly OpenLine _output;
    private readonly OpenLine _error;
    private ContainerLogCheckpoint _at;
    private long _committed;

    /// <summary>Opens the tail of a try, to go on where an earlier one stopped.</summary>
    public ContainerLogTail(DockerTry entry, FileTaskLogStore logs, TimeProvider timeProvider)
    {
        (_maxLogBytes, _timeProvider) = (entry.Spec.MaxLogBytes, timeProvider);
        Secrets = new TrySecrets(entry.SecretsPath, entry.Spec.Secrets);
        _checkpointFile = File.OpenHandle(entry.CheckpointPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _at = ContainerLogCheckpoint.Read(_checkpointFile);
        if (_at == default && logs.EndOf(TaskLogKey.Of(entry.Spec.Task)) is { Length: > 0 } end)
        {
            // An earlier process of the same try has written: this one goes on after it. Recorded first, so that an adoption cuts back to here.
            (_at.LogLength, _at.LogLines) = end;
            _at.Write(_checkpointFile);
        }

        _log = logs.OpenWriter(TaskLogKey.Of(entry.Spec.Task), _at.LogLength, _at.LogLines);
        (_output, _error) = (new OpenLine(LogStream.Output, _at.Output), new OpenLine(LogStream.Error, _at.Error));
        _committed = _log.Length;
    }

    /// <summary>What is hidden in the log.</summary>
    public TrySecrets Secrets { get; }

    /// <summary>Whether much was taken over that is not written yet.</summary>
    public bool IsDue => _log.Length - _committed > CommitBytes;

    /// <summary>Begins to read anew; says from what time on, and null for everything.</summary>
    public long? Rewind()
    {
        _output.Rewind();
        _error.Rewind();
        return _at.Since;
    }

    /// <summary>Takes a piece.</summary>
    public void Take(OutputFrame frame)
    {
        if (frame.Kind == OutputKind.Error)
        {
            Take(_error, ref _at.Error, frame.Data.Span);
        }
        else
        {
            Take(_output, ref _at.Output, frame.Data.Span);
        }
    }

    /// <summary>Adds a line of Orrery's own.</summary>
    public void WriteSystem(string text) => _log.AppendSystem(_timeProvider.GetUtcNow(), Secrets.Mask(text));

    /// <summary>Writes what was taken over, and then that it was.</summary>
    /// <exception cref="IOException">It cannot be written, as to a full disk; nothing is lost, it is to be tried again.</exception>
    public void Commit()
    {
        _log.Flush();
        _committed = _log.Length;
        if (_output.IsSplit || _error.IsSplit)
        {
            // A part of a line is in the log that cannot be told from the rest of it when it comes again: only whole lines are taken over.
            return;
        }

        (_at.LogLength, _at.LogLines) = (_log.Length, _log.Lines);
        _at.Write(_checkpointFile);
    }

    /// <summary>Takes over lines without an end, says what was dropped, adds a last line and ends the log.</summary>
    public void Complete(string lastLine)
    {
        foreach (var line in (ReadOnlySpan<OpenLine>)[_output, _error])
        {
            Append(line, default, isWhole: true);
            if (line.Length > 0)
            {
                Add(line.Stream, line.Time, line.Text);
                line.Clear();
            }
        }

        if (_at.IsFull != 0)
        {
            _log.AppendSystem(_timeProvider.GetUtcNow(), $"{_at.Dropped} bytes of output were dropped: the log had reached its limit of {_maxLogBytes} bytes.");
        }

        // Not recorded in the checkpoint: if the server dies before the report is acknowledged, the next one writes these lines anew.
        _log.Complete(_timeProvider.GetUtcNow(), Secrets.Mask(lastLine));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _checkpointFile.Dispose();
    }

    private void Take(OpenLine line, ref StreamPosition position, ReadOnlySpan<byte> entry)
    {
        if (!LogEntryTime.TryTake(ref entry, out var time))
        {
            // Never seen of an engine: at least it is not lost.
            time = line.Time;
        }

        if (!line.TryBegin(time, ref position))
        {
            return;
        }

        var rest = entry;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            Append(line, rest[..end], isWhole: true);
            Add(line.Stream, time, line.Text);
            line.Clear();
        }

        Append(line, rest, isWhole: false);
        if (line.Length == 0 && !line.IsSplit)
        {
            line.End(ref position);
        }
        else if (rest.Length < entry.Length)
        {
            line.Split(0);
        }
    }

    /// <summary>Adds to a line, and to the log what of it is more than a line of the log holds.</summary>
    private void Append(OpenLine line, ReadOnlySpan<byte> text, bool isWhole)
    {
        line.Append(text);
        while (line.Length > LogFormat.MaxLineLength && Secrets.CutAround(line.Text, CharacterStart(line.Text, LogFormat.MaxLineLength), isWhole) is >= 0 and var length)
        {
            Add(line.Stream, line.Time, line.Text[..length]);
            line.Split(length);
        }
    }

    private void Add(LogStream stream, long time, ReadOnlySpan<byte> text)
    {
        text = Secrets.Mask(text.EndsWith("\r"u8) ? text[..^1] : text);
        if (_at.IsFull != 0)
        {
            _at.Dropped += text.Length + 1;
        }
        else if (_log.Length + LogFormat.PrefixLength + text.Length + 1 > _maxLogBytes)
        {
            _at.IsFull = 1;
            _at.Dropped += text.Length + 1;
            _log.AppendSystem(_timeProvider.GetUtcNow(), $"The log has reached its limit of {_maxLogBytes} bytes; further output is counted and dropped.");
        }
        else
        {
            _log.Append(LogEntryTime.ToTime(time), stream, text);
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
