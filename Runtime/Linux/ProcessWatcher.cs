using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Orrery.Runtime.Linux;

/// <summary>
/// Tells when processes end and when files in folders grow, for any number of them on one thread and without asking again and again:
/// <c>pidfd</c> works for children and for adopted processes alike, <c>inotify</c> for the folders, <c>epoll</c> waits for both.
/// </summary>
internal sealed unsafe class ProcessWatcher : IDisposable
{
    private const long WakeUp = -1;
    private const long Inotify = -2;
    private const int MaxEvents = 64;

    // Sixteen events with the longest names.
    private const int InotifyBufferSize = 16 * (16 + 256);
    private const int InotifyHeader = 16;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly int _inotify;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<long, (ProcessHandle Process, Action OnExit)> _exits = new();
    private readonly ConcurrentDictionary<int, Action> _folders = new();
    private long _lastId;
    private int _disposed;

    public ProcessWatcher()
    {
        _epoll = Opened(Native.EpollCreate(Native.OpenCloseOnExec));
        _wake = Opened(Native.EventFd(0, Native.OpenCloseOnExec));
        _inotify = Opened(Native.InotifyInit(Native.OpenCloseOnExec | Native.OpenNonBlock));
        Register(_wake, WakeUp);
        Register(_inotify, Inotify);
        _thread = new Thread(Run) { IsBackground = true, Name = "orrery-process-watcher" };
        _thread.Start();
    }

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

    /// <summary>Calls back whenever a file right inside the folder was written to.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onModified">Must be quick and must not throw: it runs on the watcher's thread.</param>
    /// <returns>Ends the watch when disposed; null when the system allows no more watches (<c>fs.inotify.max_user_watches</c>).</returns>
    public IDisposable? WatchFolder(string folder, Action onModified)
    {
        // Under a lock, so that an event cannot come before its callback is known.
        lock (_folders)
        {
            var watch = Native.InotifyAddWatch(_inotify, folder, Native.InotifyModify);
            if (watch < 0)
            {
                return null;
            }

            _folders[watch] = onModified;
            return new Watch(() => RemoveFolder(watch));
        }
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
            var watch = *(int*)(buffer + at);
            var mask = *(uint*)(buffer + at + 4);
            at += InotifyHeader + *(int*)(buffer + at + 12);
            if ((mask & Native.InotifyOverflow) != 0)
            {
                // Events were lost, so everybody looks.
                foreach (var callback in _folders.Values)
                {
                    callback();
                }
            }
            else if (Find(watch) is { } onModified)
            {
                onModified();
            }
        }
    }

    private Action? Find(int watch)
    {
        lock (_folders)
        {
            return _folders.GetValueOrDefault(watch);
        }
    }

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

    private void RemoveFolder(int watch)
    {
        lock (_folders)
        {
            if (_folders.TryRemove(watch, out _) && Volatile.Read(ref _disposed) == 0)
            {
                _ = Native.InotifyRemoveWatch(_inotify, watch);
            }
        }
    }

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
