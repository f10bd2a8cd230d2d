using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Silo;

namespace Orrery.Cli.Tests.Security;

/// <summary>Every address of the running server, asked by somebody who may know of one DAG and not of the other.</summary>
public sealed class HiddenDagTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-hidden-test-").FullName;
    private OrreryServer _server = null!;
    private string _token = "";
    private string _runId = "";
    private string _version = "";

    public async Task InitializeAsync()
    {
        var bundle = Directory.CreateDirectory(Path.Combine(_folder, "bundle")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bundle, "seen.yaml"), "dag_id: seen\ntasks: [{task_id: a, bash: a}]");
        await File.WriteAllTextAsync(
            Path.Combine(bundle, "veiled.yaml"), "dag_id: veiled\ndescription: hush words\ntags: [hush_tag]\ntasks: [{task_id: hush_task, bash: echo hush, outlets: [hush_asset]}]");
        await File.WriteAllTextAsync(Path.Combine(bundle, "broken.yaml"), "dag_id: hush_broken\ntasks: [{task_id: x, bash: hush, depends_on: nothing}]");
        _server = await OrreryServer.StartAsync(new ServerOptions
        {
            DataFolder = Path.Combine(_folder, "data"),
            Listen = new Uri("http://127.0.0.1:0"),
            Bundles = new Dictionary<string, string> { ["bundle"] = bundle },
            Engine = "noop",
            Holder = "a test",
        });
        foreach (var dagId in new[] { "veiled", "seen" })
        {
            var run = await _server.Client.TriggerAsync(dagId, new TriggerRequest { ConfJson = dagId == "veiled" ? """{"why": "hush"}""" : null });
            run.Outcome.Problems.ShouldBeEmpty();
            await foreach (var _ in _server.Client.WatchRunAsync(dagId, run.RunId!))
            {
            }

            _runId = dagId == "veiled" ? run.RunId! : _runId;
        }

        _version = (await _server.Client.GetDagAsync("veiled"))!.Version;
        var made = await _server.Client.Tokens.CreateAsync(new TokenRequest { Name = "narrow", Role = ApiRoles.None, Grants = [new GrantInfo("seen", ApiRoles.Admin)] });
        _token = made.Token.ShouldNotBeNull();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Address_AskedForAHiddenDag_TellsNothingOfIt()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        var told = new List<string>();
        foreach (var (method, path) in Requests())
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_server.Url!, path));
            request.Content = method is "GET" or "DELETE" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{method} {path}");

            // What a stream tells is a test of its own: here it would be waited for.
            var text = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
            var isAboutIt = path.Contains("/veiled", StringComparison.Ordinal);
            if (text.Contains("hush", StringComparison.Ordinal)
                || (isAboutIt ? response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden) : text.Contains("veiled", StringComparison.Ordinal)))
            {
                told.Add($"{method} {path}: {(int)response.StatusCode} {(text.Length > 200 ? text[..200] : text)}");
            }
        }

        told.ShouldBeEmpty();
        (await _server.Client.GetDagAsync("veiled"))!.IsPaused.ShouldBeFalse();
    }

    [Fact]
    public async Task List_OfTheOwner_TellsOfBoth()
    {
        (await _server.Client.ListDagsAsync(new())).Items.Select(d => d.DagId).ShouldBe(["seen", "veiled"]);
        (await _server.Client.ListImportErrorsAsync()).ShouldNotBeEmpty();
        (await _server.Client.Audit.ListAsync(new AuditQuery { DagId = "veiled" })).Items.ShouldNotBeEmpty();
    }

    /// <summary>Every route and method, with the hidden DAG's ids in it, and once more with '~' in their place.</summary>
    private IEnumerable<(string Method, string Path)> Requests() =>
        from endpoint in _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = endpoint.RoutePattern
        where !route.RawText!.StartsWith("/_", StringComparison.Ordinal) && !route.RawText.StartsWith("/auth", StringComparison.Ordinal) && !route.RawText.StartsWith("/sign", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        from any in new[] { false, true }
        select (method, '/' + string.Join('/', route.PathSegments.Select(s => string.Concat(s.Parts.Select(p => Text(p, any))))));

    private string Text(RoutePatternPart part, bool any) => part switch
    {
        RoutePatternParameterPart { Name: "dagId" } => any ? "~" : "veiled",
        RoutePatternParameterPart { Name: "runId" or "dagRunId" } => any ? "~" : _runId,
        RoutePatternParameterPart { Name: "taskId" } => any ? "~" : "hush_task",
        RoutePatternParameterPart { Name: "version" } => _version,
        RoutePatternParameterPart { Name: "mapIndex" } => "-1",
        RoutePatternParameterPart { Name: "bundle" } => "bundle",
        RoutePatternParameterPart => "1",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new System.Diagnostics.UnreachableException(part.GetType().Name),
    };
}
