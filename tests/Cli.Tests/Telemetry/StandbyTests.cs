using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Orrery.Silo;
using Orrery.Storage.Tests;

namespace Orrery.Cli.Tests.Telemetry;

/// <summary>Probes of a server that waits for another one to end.</summary>
public sealed class StandbyTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-standby-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Probes_WhileAnotherServerHoldsTheLease_SayAliveAndNotReady()
    {
        var store = PostgresCluster.Shared.CreateDatabase();
        var port = FreePort();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var first = await StartAsync("first", store, 0);
        var waiting = StartAsync("second", store, port);
        try
        {
            var (status, body) = await UntilItAnswersAsync(http, "/ready", _ => true);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            body["reason"]!.GetValue<string>().ShouldContain("Another server holds the store's lease");
            body["components"]!["store"]!.GetValue<string>().ShouldBe("standby");
            (await http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await http.GetAsync(new Uri("/api/v2/dags", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            waiting.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            await first.DisposeAsync();
        }

        await using var second = await waiting.WaitAsync(Limit);
        await UntilItAnswersAsync(http, "/ready", s => s == HttpStatusCode.OK);
        var health = await second.Client.GetHealthAsync();
        health.Components.Select(c => c.Name).ShouldBe(["store", "scheduler", "queue", "runtime", "triggerer", "dag_processor", "secrets", "disk"]);
        health.Components.Where(c => c.Name is "store" or "scheduler" or "disk").ShouldAllBe(c => c.IsHealthy);
    }

    private static async Task<(HttpStatusCode Status, JsonObject Body)> UntilItAnswersAsync(HttpClient http, string path, Func<HttpStatusCode, bool> isWanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
                if (isWanted(response.StatusCode))
                {
                    return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(limit.Token))!);
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<OrreryServer> StartAsync(string name, string store, int port) => OrreryServer.StartAsync(new ServerOptions
    {
        DataFolder = Path.Combine(_folder, name),
        Store = store,
        Listen = new Uri($"http://127.0.0.1:{port}"),
        Dashboard = false,
        Engine = "noop",
        Holder = $"a test ({name})",
    });
}
