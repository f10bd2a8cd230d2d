using System.Collections.Concurrent;
using System.Diagnostics;
using Orrery.Runtime.Docker;

namespace Orrery.Docker.Tests;

/// <summary>An engine of a test's own, which it may kill: its socket, data and network are apart from those of the machine's engine.</summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-dockerd-").FullName;
    private Process? _process;

    // Launches wait for it as long as the test does: how soon an engine starts is chance.
    public DockerOptions Options => new() { Address = $"unix://{_root}/docker.sock", Network = "none", EngineWait = EngineHost.Limit };

    /// <summary>Starts the engine, anew if it was killed. Containers outlive it.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("unshare") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[
            "--net", "dockerd", "--live-restore", "--shutdown-timeout", "2", "--bridge", "none", "--iptables=false",
            "--host", $"unix://{_root}/docker.sock", "--data-root", $"{_root}/data", "--exec-root", $"{_root}/exec", "--pidfile", $"{_root}/dockerd.pid",
        ])
        {
            start.ArgumentList.Add(argument);
        }

        var said = new ConcurrentQueue<string>();
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.Contains("API listen on", StringComparison.Ordinal) == true)
            {
                answers.TrySetResult();
            }
        };
        _process.Exited += (_, _) => answers.TrySetException(new InvalidOperationException($"dockerd ended before it listened: {string.Join('\n', said.TakeLast(5))}"));
        _ = _process.Start();
        _process.BeginErrorReadLine();
        await answers.Task.WaitAsync(EngineHost.Limit);
        using var client = EngineFixture.NewClient(Options);
        await EngineFixture.LoadAsync(client, EngineFixture.Image);
    }

    /// <summary>Kills the engine, as by kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();

        // The engine's containerd dies with it. Where nobody buries the dead, the next engine would take both for alive.
        File.Delete(Path.Combine(_root, "dockerd.pid"));
        File.Delete(Path.Combine(_root, "exec", "containerd", "containerd.pid"));
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("kill", "-TERM", $"{_process!.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();

        // An engine mounts its data onto itself and leaves it so.
        await RunAsync("umount", "--recursive", "--lazy", $"{_root}/data");
        Directory.Delete(_root, recursive: true);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
    }
}
