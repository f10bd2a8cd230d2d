using Orrery.Silo;

namespace Orrery.Cli.Tests.Security;

/// <summary>The whole server as it runs, dashboard and all, on a free port of this machine.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-access-test-").FullName;
    private OrreryServer? _server;

    internal OrreryServer Server => _server!;

    public async Task InitializeAsync() => _server = await OrreryServer.StartAsync(new ServerOptions
    {
        DataFolder = _folder,
        Listen = new Uri("http://127.0.0.1:0"),
        Engine = "noop",
        Holder = "a test",
    });

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
