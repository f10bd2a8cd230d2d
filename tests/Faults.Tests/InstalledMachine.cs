using Orrery.Cli.Tests.Deploy;

namespace Orrery.Faults.Tests;

/// <summary>A machine that the install script has laid out below a folder of its own, and the server on it.</summary>
internal sealed class InstalledMachine : IAsyncDisposable
{
    private readonly StagedMachine _machine = new();
    private Dictionary<string, string> _settings = [];
    private ServerProcess? _server;

    /// <summary>Its server, once one was started.</summary>
    public ServerProcess Server => _server ?? throw new InvalidOperationException("No server was started on this machine.");

    private string Data => _machine.At("/var/lib/orrery");

    /// <summary>Lays it out.</summary>
    /// <param name="settings">What its settings say other than as they are installed.</param>
    public static async Task<InstalledMachine> InstallAsync(IReadOnlyDictionary<string, string> settings)
    {
        var machine = new InstalledMachine();
        await machine._machine.InstallAsync();
        machine._settings = machine._machine.Settings();
        foreach (var (name, value) in settings)
        {
            machine._settings[name] = value;
        }

        return machine;
    }

    /// <summary>Puts another version in the place of the one it has; the server that runs goes on with its own.</summary>
    public async Task UpgradeAsync(NewerVersion version)
    {
        var before = _machine.Current;
        var result = await _machine.InstallAsync("install", version.Folder);
        result.ExitCode.ShouldBe(0, result.Error);
        _machine.Current.ShouldNotBe(before);
    }

    /// <summary>Starts the server as its unit does.</summary>
    public async Task StartAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = ServerProcess.Launch(_machine.At("/opt/orrery/current/bin/serve"), _settings, Data);
    }

    /// <summary>Starts the server while another one holds the store; returns when it waits.</summary>
    public async Task StartWaitingAsync()
    {
        await StartAsync();
        await Server.WaitsAsync();
    }

    /// <summary>Waits until its server is up.</summary>
    public async Task<InstalledMachine> UpAsync()
    {
        await Server.UpAsync();
        return this;
    }

    /// <summary>What its servers said, for messages.</summary>
    public override string ToString() => $"{_machine.Root}: {_server}";

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _machine.Dispose();
    }
}
