using System.Diagnostics;
using System.Text;
using Orrery.Client.Http;
using Orrery.Storage.Sqlite;

namespace Orrery.Faults.Tests;

/// <summary>A real server in a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output;

    private ServerProcess(Process process, StringBuilder output, HttpOrreryClient client)
    {
        _process = process;
        _output = output;
        Client = client;
    }

    public HttpOrreryClient Client { get; }

    public int Pid => _process.Id;

    /// <summary>Starts a server and waits until it says where it is.</summary>
    public static async Task<ServerProcess> StartAsync(string data, string bundle)
    {
        var output = new StringBuilder();
        var isUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Launch(data, bundle);
        void Read(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }

            if (line?.Contains(" is up at ", StringComparison.Ordinal) == true)
            {
                isUp.TrySetResult();
            }
        }

        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Exited += (_, _) => isUp.TrySetException(new InvalidOperationException($"The server ended by itself: {output}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await isUp.Task.WaitAsync(Patience);
        var address = SqliteStore.FindHolder(data)?.Address ?? throw new InvalidOperationException("The server did not write down its address.");
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "credential"))).Trim();
        return new ServerProcess(process, output, new HttpOrreryClient(new Uri(address), token));
    }

    /// <summary>Starts a server that is expected to refuse; answers its exit code and everything it said.</summary>
    public static async Task<(int ExitCode, string Output)> StartRefusedAsync(string data, string bundle)
    {
        using var process = Launch(data, bundle);
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>kill -9, and waits until it is gone. Its tasks are not touched.</summary>
    public async Task KillAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    public override string ToString() => _output.ToString();

    private static Process Launch(string data, string bundle)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "orrery.dll"), "up", "--data", data, "--bundle", bundle, "--port", "0", "--no-dashboard",
        })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
