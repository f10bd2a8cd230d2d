using System.Globalization;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Tests.Support;

/// <summary>Waits for processes by events.</summary>
internal static class Waiting
{
    /// <summary>Waits until a process has ended, which need not be a child.</summary>
    public static async Task UntilGoneAsync(int pid)
    {
        using var watcher = new ProcessWatcher();
        using var process = ProcessHandle.Open(pid);
        if (process is null)
        {
            return;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = watcher.WatchExit(process, ended.SetResult);
        await ended.Task.WaitAsync(ProcessHost.Limit);
    }

    public static bool IsAlive(int pid) => ProcessIdentity.Of(pid) is not null;

    /// <summary>The number in a line such as <c>pid 123</c>.</summary>
    public static int Pid(string line) => int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
}
