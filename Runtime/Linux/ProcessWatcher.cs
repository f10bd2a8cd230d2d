using System.Buffers.Text;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Orrery.Runtime.Linux;

/// <summary>
/// Tells when processes end and when they write, for any number of them on one thread and without asking again and again: <c>pidfd</c> works
/// for children and for adopted processes alike, one <c>inotify</c> watch for the spool with all their output, <c>epoll</c> waits for both.
/// </summary>
internal sealed unsafe class ProcessWatcher : IDisposable
{
    private const long WakeUp = -1;
    private const long Inotify = -2;
    private const int MaxEvents = 64;

    // Sixteen events with the longest names.
    private const int InotifyBufferSize = 16 * (16 + 256);
    private const int InotifyHeader = 16;
    private const int LeaseLength = 36;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly int _inotify;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<long, (ProcessHandle Process, Action OnExit)> _exits = new();
    private readonly ConcurrentDictionary<Guid, Action> _outputs = new();
    private long _lastId;
    private int _disposed;

    /// <param name="spool">The folder in which the output of tries is, in <c>&lt;lease&gt;.out</c> and <c>&lt;lease&gt;.err</c>; null: only ends are watched.</param>
    public ProcessWatcher(string? spool = null)
    {
        _epoll = Opened(Native.EpollCreate(Native.OpenCloseOnExec));
        _wake = Opened(Native.EventFd(0, Native.OpenCloseOnExec));
        _inotify = Opened(Native.InotifyInit(Native.OpenCloseOnExec | Native.OpenNonBlock));
        Register(_wake, WakeUp);
        SeesOutput = spool is not null && Native.InotifyAddWatch(_inotify, spool, Native.InotifyModify) >= 0;
        Register(_inotify, Inotify);
        _thread = new Thread(Run) { IsBackground = true, Name = "orrery-process-watcher" };
        _thread.Start();
    }

    /// <summary>Whether output is seen as it is written; not when the system allows no more watches (<c>fs.inotify.max_user_watches</c>).</summary>
    public bool SeesOutput { get; }

    /// <summary>Calls back once when the process has ended, at once if it already has.</summary>
    /// <param name="process">The process.</param>
    /// <param name="onExit">Must be quick and must not throw: it runs on the watcher's thread.</param>
    /// <returns>Ends the watch when disposed, which must happen before the handle is closed.</returns>
    public IDisposable WatchExit(ProcessHandle process, Action onExit)
    {
        var id = Interlocked.Increment(ref _lastId);
        _exits[id] = (process, onExit);
        Register((int)process.File.DangerousGetHandle(), id);
        return new Watch(() => _ = RemoveExit(id));
    }

    /// <summary>Calls back whenever a process wrote to the files of its output.</summary>
    /// <param name="lease">Lease of its try.</param>
    /// <param name="onWritten">Must be quick and must not throw: it runs on the watcher's thread.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public IDisposable WatchOutput(Guid lease, Action onWritten)
    {
        _outputs[lease] = onWritten;
        return new Watch(() => _ = _outputs.TryRemove(lease, out _));
    }

    /// <summary>Stops watching; callbacks that were not made yet are not made any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        var one = 1L;
        _ = Native.Write(_wake, (byte*)&one, sizeof(long));
        _thread.Join();
        _ = Native.Close(_inotify);
        _ = Native.Close(_wake);
        _ = Native.Close(_epoll);
    }

    private static int Opened(int file) => file >= 0 ? file : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private void Register(int file, long data)
    {
        var change = stackalloc byte[EpollEvents.Size];
        EpollEvents.Write(new Span<byte>(change, EpollEvents.Size), Native.EpollIn, data);
        if (Native.EpollControl(_epoll, Native.EpollAdd, file, change) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private void Run()
    {
        var events = stackalloc byte[MaxEvents * EpollEvents.Size];
        var notifications = stackalloc byte[InotifyBufferSize];
        while (true)
        {
            var count = Native.EpollWait(_epoll, events, MaxEvents, -1);
            for (var i = 0; i < count; i++)
            {
                switch (EpollEvents.Data(new ReadOnlySpan<byte>(events, MaxEvents * EpollEvents.Size), i))
                {
                    case WakeUp:
                        return;
                    case Inotify:
                        ReadNotifications(notifications);
                        break;
                    case var id:
                        RemoveExit(id)?.Invoke();
                        break;
                }
            }
        }
    }

    private void ReadNotifications(byte* buffer)
    {
        var length = (int)Native.Read(_inotify, buffer, InotifyBufferSize);
        for (var at = 0; at < length;)
        {
            var mask = *(uint*)(buffer + at + 4);
            var name = new ReadOnlySpan<byte>(buffer + at + InotifyHeader, *(int*)(buffer + at + 12));
            at += InotifyHeader + name.Length;
            if ((mask & Native.InotifyOverflow) != 0)
            {
                // Events were lost, so everybody looks.
                foreach (var callback in _outputs.Values)
                {
                    callback();
                }
            }
            else if (IsOutput(name) && Utf8Parser.TryParse(name[..LeaseLength], out Guid lease, out _, 'D') && _outputs.TryGetValue(lease, out var onWritten))
            {
                onWritten();
            }
        }
    }

    /// <summary>Whether a name, which is filled up with zeros, is that of a lease's output.</summary>
    private static bool IsOutput(ReadOnlySpan<byte> name) =>
        name.Length > LeaseLength && name[LeaseLength..].TrimEnd((byte)0) is var extension && (extension.SequenceEqual(".out"u8) || extension.SequenceEqual(".err"u8));

    private Action? RemoveExit(long id)
    {
        if (!_exits.TryRemove(id, out var exit))
        {
            return null;
        }

        if (Volatile.Read(ref _disposed) == 0)
        {
            _ = Native.EpollControl(_epoll, Native.EpollDelete, (int)exit.Process.File.DangerousGetHandle(), null);
        }

        return exit.OnExit;
    }

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
