using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>
/// Ends what a try left behind outside its process group, as by <c>setsid</c> or a double fork. One look at the machine's processes serves
/// all tries that ended before it began, and there are a few looks a second at most, so that many short tasks cost no more than one.
/// </summary>
internal sealed class StraySweeper(ProcessWatcher watcher, TimeProvider timeProvider)
{
    // A killed process that has not gone by then hangs in the kernel and is out of reach.
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(2);
    private const int MaxRounds = 10;

    // A look reads of every process of the machine. Nobody waits for it but what is removed from the spool.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly ProcessMarkers _markers = new(TaskCommandBuilder.Marker);
    private readonly Lock _lock = new();
    private HashSet<Guid> _waiting = [];
    private Task? _next;
    private Task _current = Task.CompletedTask;

    /// <summary>Ends every process of an ended try. Completes when none is left.</summary>
    public Task SweepAsync(Guid lease)
    {
        lock (_lock)
        {
            _ = _waiting.Add(lease);
            return _next ??= _current = RunAfterAsync(_current);
        }
    }

    /// <summary>Completes when nothing is being swept.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _current;
        }
    }

    /// <summary>The process of a try that leads a session, as its launcher does; null when there is none.</summary>
    public ProcessHandle? FindLauncher(Guid lease)
    {
        foreach (var (pid, mark) in _markers.Scan())
        {
            if (mark == lease && ProcessHandle.Open(pid) is { } process)
            {
                if (ProcessIdentity.IsSessionLeader(pid) && _markers.Read(pid) == lease)
                {
                    return process;
                }

                process.Dispose();
            }
        }

        return null;
    }

    private async Task RunAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await Task.Delay(Gathering, timeProvider);
        HashSet<Guid> leases;
        lock (_lock)
        {
            (leases, _waiting, _next) = (_waiting, [], null);
        }

        // What is killed may have had children a moment before: look until nothing is found.
        for (var round = 0; round < MaxRounds && await KillAsync(leases); round++)
        {
        }
    }

    private async Task<bool> KillAsync(HashSet<Guid> leases)
    {
        var opened = new List<IDisposable>();
        var gone = new List<Task>();
        try
        {
            foreach (var (pid, mark) in _markers.Scan())
            {
                // Opened and then read again: the number may have passed on to another process since.
                if (leases.Contains(mark) && ProcessHandle.Open(pid) is { } process)
                {
                    opened.Add(process);
                    if (_markers.Read(pid) == mark)
                    {
                        process.Kill(Native.SigKill);
                        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        opened.Add(watcher.WatchExit(process, ended.SetResult));
                        gone.Add(ended.Task);
                    }
                }
            }

            await Task.WhenAll(gone).WaitAsync(KillWait, timeProvider);
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            // Watches before the handles they watch.
            opened.Reverse();
            opened.ForEach(o => o.Dispose());
        }

        return gone.Count > 0;
    }
}
