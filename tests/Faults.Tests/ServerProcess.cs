using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orrery.Client.Http;
using Orrery.Storage.Sqlite;

namespace Orrery.Faults.Tests;

/// <summary>A real server in a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string IsUp = " is up at ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _data;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];

    private ServerProcess(Process process, string data)
    {
        (_process, _data) = (process, data);
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Exited += (_, _) => Fail();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Speaks to it; once it is up.</summary>
    public HttpOrreryClient Client { get; private set; } = null!;

    public int Pid => _process.Id;

    /// <summary>Starts a server and waits until it says where it is.</summary>
    public static async Task<ServerProcess> StartAsync(string data, string bundle, string? store = null, params string[] options)
    {
        var server = Launch(data, bundle, store, options);
        await server.UpAsync();
        return server;
    }

    /// <summary>Starts a server on a store that another one holds, and waits until it says that it waits.</summary>
    public static async Task<ServerProcess> StartWaitingAsync(string data, string bundle, string store)
    {
        var server = Launch(data, bundle, store, "--verbose");
        await server.WaitsAsync();
        return server;
    }

    /// <summary>Starts a server by a program and variables of its environment, as the unit of a machine does.</summary>
    /// <param name="program">The program, which becomes the server.</param>
    /// <param name="settings">The variables.</param>
    /// <param name="data">The server's data folder.</param>
    public static ServerProcess Launch(string program, IReadOnlyDictionary<string, string> settings, string data)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!, data);
    }

    /// <summary>Starts a server that is expected to refuse; answers its exit code and everything it said.</summary>
    public static async Task<(int ExitCode, string Output)> StartRefusedAsync(string data, string bundle)
    {
        await using var server = Launch(data, bundle, store: null);
        return (await server.EndAsync(), server.ToString());
    }

    /// <summary>Waits until it is up.</summary>
    public async Task UpAsync()
    {
        await SaysAsync(IsUp);
        var address = SqliteStore.FindHolder(_data)?.Address ?? throw new InvalidOperationException("The server did not write down its address.");
        var token = (await File.ReadAllTextAsync(Path.Combine(_data, "credential"))).Trim();
        Client = new HttpOrreryClient(new Uri(address), token);
    }

    /// <summary>Waits until it says that it waits for the store another one holds; it must be <c>--verbose</c>.</summary>
    public Task WaitsAsync() => SaysAsync("waits until it is free");

    /// <summary>Waits until it has said this, on either output.</summary>
    public async Task SaysAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            _awaited.Add((text, said));
        }

        if (_process.HasExited)
        {
            await EndAsync();
            Fail();
        }

        try
        {
            await said.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The server has not said '{text}' within {Patience}, but: {this}", e);
        }
    }

    /// <summary>kill -9, and waits until it is gone. Its tasks are not touched.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGSTOP: it does nothing any more, and does not know it.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if nothing had been.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>SIGTERM: stops it as an operator does; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Waits until it has ended by itself and all it said has been read; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client?.Dispose();
        _process.Dispose();
    }

    /// <summary>All it has said.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _output.ToString();
        }
    }

    private static ServerProcess Launch(string data, string bundle, string? store, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] fixedArguments = [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), "up", "--data", data, "--bundle", bundle, "--port", "0", "--no-dashboard"];
        string[] storeArguments = store is null ? [] : ["--store", store];
        foreach (var argument in fixedArguments.Concat(storeArguments).Concat(more))
        {
            start.ArgumentList.Add(argument);
        }

        return new ServerProcess(Process.Start(start)!, data);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Patience);
        kill.ExitCode.ShouldBe(0);
    }

    private void Read(string? line)
    {
        lock (_lock)
        {
            _output.AppendLine(line);
            foreach (var (_, said) in _awaited.Where(a => line?.Contains(a.Text, StringComparison.Ordinal) == true))
            {
                said.TrySetResult();
            }
        }
    }

    private void Fail()
    {
        lock (_lock)
        {
            foreach (var (text, said) in _awaited)
            {
                said.TrySetException(new InvalidOperationException($"The server ended by itself and had not said '{text}': {_output}"));
            }
        }
    }
}
