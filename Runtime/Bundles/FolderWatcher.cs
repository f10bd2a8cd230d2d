using Microsoft.Extensions.Logging;
using Orrery.Core.Bundles;

namespace Orrery.Runtime.Bundles;

/// <summary>Watches folders with what the system offers for it (on Linux: inotify).</summary>
/// <param name="clock">The clock by which changes are taken together.</param>
/// <param name="logger">Log.</param>
public sealed partial class FolderWatcher(TimeProvider clock, ILogger<FolderWatcher> logger) : IFolderWatcher
{
    /// <summary>Changes that follow each other within this time are told once: editors write a file in several steps.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public IDisposable Watch(string folder, Action changed)
    {
        try
        {
            return new Watching(folder, changed, clock);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(logger, folder, e.Message);
            return new Unwatched();
        }
    }

    [LoggerMessage(EventIds.FolderNotWatched, LogLevel.Information, "The folder {Folder} cannot be watched ({Reason}): changes are seen at the next scan")]
    private static partial void LogNotWatched(ILogger logger, string folder, string reason);

    private sealed class Unwatched : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Watching : IDisposable
    {
        private readonly string _folder;
        private readonly FileSystemWatcher _watcher;
        private readonly ITimer _timer;
        private int _isDue;

        public Watching(string folder, Action changed, TimeProvider clock)
        {
            _folder = folder;
            _watcher = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _timer = clock.CreateTimer(
                _ =>
                {
                    Volatile.Write(ref _isDue, 0);
                    changed();
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _watcher.Created += OnChange;
            _watcher.Changed += OnChange;
            _watcher.Deleted += OnChange;
            _watcher.Renamed += OnChange;

            // More changes than could be told, or a folder that is gone: either way it is worth a look.
            _watcher.Error += (_, _) => Soon();
            _watcher.EnableRaisingEvents = true;
        }

        public void Dispose()
        {
            _watcher.Dispose();
            _timer.Dispose();
        }

        private void OnChange(object sender, FileSystemEventArgs e)
        {
            if (!IsIgnored(e.FullPath) || (e is RenamedEventArgs renamed && !IsIgnored(renamed.OldFullPath)))
            {
                Soon();
            }
        }

        // The data folder of a server may lie in the bundle, and is written all the time.
        private bool IsIgnored(string path) => Path.GetRelativePath(_folder, path).Split(Path.DirectorySeparatorChar).Any(s => IgnoreRules.IsNeverPart(s) && !IgnoreRules.FileNames.Contains(s));

        private void Soon()
        {
            if (Interlocked.Exchange(ref _isDue, 1) == 0)
            {
                try
                {
                    _timer.Change(Debounce, Timeout.InfiniteTimeSpan);
                }
                catch (ObjectDisposedException)
                {
                    // The last event of a watcher that was just ended.
                }
            }
        }
    }
}
