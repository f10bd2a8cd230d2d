using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace Orrery.Runtime.Logs;

/// <summary>Writes the log of one try, and once it is long its index. Not for use by several threads at once.</summary>
internal sealed class TaskLogWriter : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly SafeFileHandle _log;
    private readonly Action _onWritten;
    private readonly ArrayBufferWriter<byte> _pending = new(4096);
    private readonly List<LogIndexEntry> _pendingEntries = [];
    private SafeFileHandle? _index;
    private long _indexLength;
    private long _lastIndexed;
    private long _length;

    /// <summary>Opens a log to go on after a known place. What was written after it, by a writer that died before it could record that, goes away.</summary>
    /// <param name="path">The log file.</param>
    /// <param name="length">Bytes to keep; 0 for a new log.</param>
    /// <param name="lines">Lines in them.</param>
    /// <param name="onWritten">Called when readers would find more.</param>
    public TaskLogWriter(string path, long length, long lines, Action onWritten)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (_path, _onWritten) = (path, onWritten);
        _log = Open(path);
        try
        {
            _index = File.Exists(LogIndex.PathOf(path)) ? Open(LogIndex.PathOf(path)) : null;
        }
        catch
        {
            _log.Dispose();
            throw;
        }

        if (RandomAccess.GetLength(_log) < length)
        {
            // Somebody removed or cut the log: its lines are gone, and what follows starts a new one.
            (length, lines) = (0, 0);
        }

        RandomAccess.SetLength(_log, length);
        if (_index is not null)
        {
            var kept = LogIndex.Read(_index).Entries.Where(e => e.Offset <= length).ToList();
            _indexLength = kept.Count * LogIndexEntry.Size;
            _lastIndexed = kept.Count > 0 ? kept[^1].Offset : 0;
            RandomAccess.SetLength(_index, _indexLength);
        }

        (_length, Lines) = (length, lines);
    }

    /// <summary>Bytes of the log, with what is not flushed yet.</summary>
    public long Length => _length + _pending.WrittenCount;

    /// <summary>Lines of the log, with what is not flushed yet.</summary>
    public long Lines { get; private set; }

    /// <summary>Adds a line of Orrery's own.</summary>
    public void AppendSystem(DateTimeOffset timestamp, string text) =>
        Append(timestamp, LogStream.System, Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ")));

    /// <summary>Adds a line.</summary>
    /// <param name="timestamp">When it was read.</param>
    /// <param name="stream">Where it comes from.</param>
    /// <param name="text">The line without its end. What is no UTF-8 is replaced by U+FFFD, and NUL by its picture U+2400.</param>
    public void Append(DateTimeOffset timestamp, LogStream stream, ReadOnlySpan<byte> text) => Append(timestamp, stream, text, isLast: false);

    /// <summary>Writes what was added and a last line of Orrery's own, after which nothing will follow.</summary>
    public void Complete(DateTimeOffset timestamp, string text)
    {
        // Cut to fewer bytes than there may be, for half a character becomes a longer one.
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ").Replace('\0', '\u2400'));
        Append(timestamp, LogStream.System, bytes.Length <= LogFormat.MaxLastLineLength ? bytes : bytes.AsSpan(0, LogFormat.MaxLastLineLength - 2), isLast: true);
        Flush();
    }

    /// <summary>Writes what was added. Does not wait for the disk: this is to survive the death of the server, not of the machine.</summary>
    public void Flush()
    {
        if (_pending.WrittenCount == 0)
        {
            return;
        }

        RandomAccess.Write(_log, _pending.WrittenSpan, _length);
        _length += _pending.WrittenCount;
        _pending.ResetWrittenCount();
        WriteEntries();
        _onWritten();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _index?.Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, OwnerOnly);
        }

        return handle;
    }

    private void Append(DateTimeOffset timestamp, LogStream stream, ReadOnlySpan<byte> text, bool isLast)
    {
        if (Length - _lastIndexed >= LogIndex.Stride)
        {
            _lastIndexed = Length;
            _pendingEntries.Add(new LogIndexEntry(Lines, Length));
        }

        LogFormat.WritePrefix(_pending.GetSpan(LogFormat.PrefixLength), timestamp, stream, isLast);
        _pending.Advance(LogFormat.PrefixLength);
        if (Utf8.IsValid(text) && !text.Contains((byte)0))
        {
            _pending.Write(text);
        }
        else
        {
            _pending.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace('\0', '\u2400')));
        }

        _pending.Write("\n"u8);
        Lines++;
    }

    private void WriteEntries()
    {
        if (_pendingEntries.Count > 0)
        {
            _index ??= Open(LogIndex.PathOf(_path));
            var bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_pendingEntries));
            RandomAccess.Write(_index, bytes, _indexLength);
            _indexLength += bytes.Length;
            _pendingEntries.Clear();
        }
    }
}
