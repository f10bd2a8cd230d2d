using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Silo;
using Orrery.Storage;

namespace Orrery.Rest.Tests.Support;

/// <summary>A whole server with a little of everything in it, on a free port of this machine.</summary>
public sealed class SeededServer : IAsyncLifetime
{
    /// <summary>Id of a run that has ended, with results.</summary>
    public const string RunId = "manual__seed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-rest-").FullName;
    private OrreryServer? _server;

    /// <summary>A client with the owner's credential, whose base address is that of the API.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The client in the server's process.</summary>
    public Client.IOrreryClient Client => _server!.Client;

    public async Task InitializeAsync()
    {
        var bundle = Directory.CreateDirectory(Path.Combine(_folder, "dags")).FullName;
        foreach (var (name, text) in SeedFiles.All)
        {
            await File.WriteAllTextAsync(Path.Combine(bundle, name), text);
        }

        var data = Path.Combine(_folder, "data");
        _server = await OrreryServer.StartAsync(new ServerOptions
        {
            DataFolder = data,
            Bundles = new Dictionary<string, string>(StringComparer.Ordinal) { ["seed"] = bundle },
            Listen = new Uri("http://127.0.0.1:0"),
            Dashboard = false,
            Durability = Durability.Off,
            StopTasksOnShutdown = true,
            TestConnections = true,
            Holder = "tests",
        });
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "credential"))).Trim();
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(_server.Url!, "api/v2/"), Timeout = Patience };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await SeedAsync();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a request to the API.</summary>
    public async Task<(HttpStatusCode Status, string? MediaType, string Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads JSON from the API.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        var (status, _, body) = await SendAsync("GET", path);
        status.ShouldBe(HttpStatusCode.OK, $"{path}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>Waits until an answer of the API is as it must become by itself.</summary>
    public async Task UntilAsync(string path, Func<JsonNode, bool> holds)
    {
        using var time = new CancellationTokenSource(Patience);
        for (var answer = await GetAsync(path); !holds(answer); answer = await GetAsync(path))
        {
            time.IsCancellationRequested.ShouldBeFalse($"{path} is still {answer}");
            await Task.Yield();
        }
    }

    private async Task SeedAsync()
    {
        await DoAsync("dags/etl/dagRuns", $$"""{"dag_run_id":"{{RunId}}","logical_date":"2026-01-05T00:00:00Z","conf":{"day":5},"note":"a seed"}""");
        await DoAsync("dags/ask/dagRuns", $$"""{"dag_run_id":"{{RunId}}","logical_date":null}""");
        await DoAsync("dags/broken/dagRuns", $$"""{"dag_run_id":"{{RunId}}","logical_date":null}""");
        var asset = (await GetAsync("assets?name_pattern=orders"))["assets"]![0]!["id"]!;
        await DoAsync("assets/events", $$$"""{"asset_id":{{{asset}}},"extra":{"rows":2}}""");
        using var time = new CancellationTokenSource(Patience);
        await UntilAsync("etl", u => u.Run.State == DagRunState.Success, time.Token);
        await UntilAsync("broken", u => u.Run.State == DagRunState.Failed, time.Token);
        await UntilAsync("ask", u => u.Tasks.Any(t => t.State == TaskInstanceState.Deferred), time.Token);
    }

    private async Task DoAsync(string path, string body)
    {
        var (status, _, answer) = await SendAsync("POST", path, body);
        ((int)status).ShouldBeLessThan(300, $"{path}: {answer}; {(status == HttpStatusCode.NotFound ? await GetAsync("importErrors") : "")}");
    }

    private async Task UntilAsync(string dagId, Func<RunUpdate, bool> holds, CancellationToken cancelled)
    {
        RunUpdate? last = null;
        await foreach (var update in Client.WatchRunAsync(dagId, RunId, cancelled))
        {
            last = update;
            if (holds(update))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The run of '{dagId}' ended otherwise: {last?.Run}");
    }
}
