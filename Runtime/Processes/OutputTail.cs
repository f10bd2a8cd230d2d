using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Orrery.Runtime.Linux;
using Orrery.Core.Secrets;
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
    private readonly HashSet<string> _secrets;
    private readonly string _secretsPath;
    private SecretMask _mask;
    private TailCheckpoint _at;

    /// <summary>Opens the tail of a try, to go on where an earlier one stopped.</summary>
    public OutputTail(SpoolEntry entry, FileTaskLogStore logs, TimeProvider timeProvider)
    {
        (_maxLogBytes, _timeProvider, _secretsPath) = (entry.Spec.MaxLogBytes, timeProvider, entry.SecretsPath);
        _secrets = [.. entry.Spec.Secrets, .. ReadSecrets(_secretsPath)];
        _mask = SecretMask.Of(_secrets);
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

    /// <summary>Hides secrets from now on, also after a restart of the server; to be called before the try is told them.</summary>
    /// <exception cref="IOException">They cannot be written down.</exception>
    public void Hide(IReadOnlyCollection<string> secrets)
    {
        lock (_lock)
        {
            var more = secrets.Where(s => s.Length >= SecretMask.MinLength && !_secrets.Contains(s)).ToList();
            if (more.Count > 0)
            {
                File.AppendAllLines(_secretsPath, more.Select(s => JsonValue.Create(s).ToJsonString()));
                _secrets.UnionWith(more);
                _mask = SecretMask.Of(_secrets);
            }
        }
    }

    /// <summary>A text about the try without its secrets.</summary>
    public string Mask(string text)
    {
        lock (_lock)
        {
            return _mask.Mask(text);
        }
    }

    /// <summary>Adds a line of Orrery's own.</summary>
    public void WriteSystem(string text)
    {
        lock (_lock)
        {
            _log.AppendSystem(_timeProvider.GetUtcNow(), _mask.Mask(text));
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
            _log.Complete(_timeProvider.GetUtcNow(), _mask.Mask(lastLine));
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
                end = CharacterStart(rest, LogFormat.MaxLineLength);
                if (!_mask.IsEmpty && (end = CutAroundSecrets(rest, end, isLast)) < 0)
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
        text = text.EndsWith("\r"u8) ? text[..^1] : text;
        if (!_mask.IsEmpty)
        {
            text = Encoding.UTF8.GetBytes(_mask.Mask(Encoding.UTF8.GetString(text)));
        }

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

    private static List<string> ReadSecrets(string path) =>
        File.Exists(path) ? File.ReadLines(path).Where(l => l.EndsWith('"')).Select(l => JsonNode.Parse(l)!.GetValue<string>()).ToList() : [];

    /// <summary>Where a line that is too long may be cut without cutting through a secret; −1: what follows has to be read first.</summary>
    private int CutAroundSecrets(ReadOnlySpan<byte> rest, int cut, bool isLast)
    {
        const int LookAhead = 4 * SecretMask.MaxPiece;
        var ahead = rest[cut..Math.Min(rest.Length, cut + LookAhead)];
        if (ahead.Length < LookAhead && !isLast && !ahead.Contains((byte)'\n'))
        {
            return -1;
        }

        var before = Encoding.UTF8.GetString(rest[..cut]);
        var safe = _mask.CutBefore(before + Encoding.UTF8.GetString(ahead), before.Length);
        return safe == before.Length ? cut : Encoding.UTF8.GetByteCount(before.AsSpan(0, safe));
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
