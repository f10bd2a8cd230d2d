using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http;

/// <summary>Talks to a server over its REST API.</summary>
/// <remarks>
/// Besides <see cref="OrreryUnavailableException"/> every member throws <see cref="OrreryApiException"/> when the server does not accept the
/// token (401), refuses (403) or failed (500).
/// </remarks>
public sealed partial class HttpOrreryClient : IOrreryClient, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ApiConnection _api;

    /// <summary>Connects nothing yet: the first request does.</summary>
    /// <param name="address">Address of the server, as in <c>http://127.0.0.1:7788</c>.</param>
    /// <param name="token">What is in the server's credential file.</param>
    /// <param name="handler">Sends the requests, and is disposed with the client; null: an ordinary one.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The HttpClient owns its handler and disposes it.")]
    public HttpOrreryClient(Uri address, string token, HttpMessageHandler? handler = null)
    {
        _http = new HttpClient(handler ?? HandlerFor(address))
        {
            BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),

            // Reading a large bundle takes as long as it takes; the caller's token ends it.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token.Trim()) },
        };
        _api = new ApiConnection(_http);
        Assets = new HttpAssetClient(_api);
        Pools = new HttpPoolClient(_api);
        Variables = new HttpVariableClient(_api);
        Connections = new HttpConnectionClient(_api);
        SecretKeys = new HttpSecretKeyClient(_api);
        Bundles = new HttpBundleClient(_api);
        Tokens = new HttpTokenClient(_api);
        Users = new HttpUserClient(_api);
        Audit = new HttpAuditClient(_api);
        Versions = new HttpVersionClient(_api);
        Dags = new HttpDagClient(_api);
        Runs = new HttpRunClient(_api);
        XComs = new HttpXComClient(_api);
        Runtimes = new HttpRuntimeClient(_api);
    }

    /// <inheritdoc/>
    public IAssetClient Assets { get; }

    /// <inheritdoc/>
    public IPoolClient Pools { get; }

    /// <inheritdoc/>
    public IVariableClient Variables { get; }

    /// <inheritdoc/>
    public IConnectionClient Connections { get; }

    /// <inheritdoc/>
    public ISecretKeyClient SecretKeys { get; }

    /// <inheritdoc/>
    public IBundleClient Bundles { get; }

    /// <inheritdoc/>
    public ITokenClient Tokens { get; }

    /// <inheritdoc/>
    public IUserClient Users { get; }

    /// <inheritdoc/>
    public IAuditClient Audit { get; }

    /// <inheritdoc/>
    public IVersionClient Versions { get; }

    /// <inheritdoc/>
    public IDagClient Dags { get; }

    /// <inheritdoc/>
    public IRunClient Runs { get; }

    /// <inheritdoc/>
    public IXComClient XComs { get; }

    /// <inheritdoc/>
    public IRuntimeClient Runtimes { get; }

    /// <inheritdoc/>
    public async Task<Page<DagInfo>> ListDagsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            $"{ApiPaths.Root}dags",
            ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))),
            ("cursor", query.Cursor),
            ("dag_id_pattern", query.Search),
            ("latest_runs", "true"));
        var page = await _api.GetRequiredAsync(path, OrreryJson.Wire.DagCollectionWire, cancellationToken);
        return new Page<DagInfo> { Items = [.. page.Dags.Select(d => d.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<DagInfo?> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId) is null
            ? (await _api.GetAsync($"{ApiPaths.Dag(dagId)}?latest_runs=true", OrreryJson.Wire.DagWire, cancellationToken))?.ToInfo()
            : null;

    /// <inheritdoc/>
    public async Task<JsonObject?> GetDocumentAsync(string version, CancellationToken cancellationToken = default) =>
        IdCheck.IsVersion(version) ? await _api.GetAsync($"{ApiPaths.Root}dagVersions/{version}/document", OrreryJson.Wire.JsonObject, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<DagStructure?> GetStructureAsync(string version, CancellationToken cancellationToken = default) =>
        IdCheck.IsVersion(version)
        && await _api.GetAsync($"{ApiPaths.Root}dagVersions/{version}/structure", OrreryJson.Wire.StructureWire, cancellationToken) is { } structure
            ? structure.ToStructure()
            : null;

    /// <inheritdoc/>
    public async Task<Page<DagRunInfo>> ListDagRunsAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        if (query.DagId is { } dagId && IdCheck.Problem(dagId) is not null)
        {
            return new Page<DagRunInfo> { Items = [] };
        }

        var path = ApiPaths.WithQuery(
            ApiPaths.Runs(query.DagId),
            [("limit", ApiPaths.Number(Math.Max(query.Limit, 1))), ("cursor", query.Cursor), ("order_by", "-run_after"), .. query.States.Select(s => ("state", (string?)s))]);
        var page = await _api.GetAsync(path, OrreryJson.Wire.DagRunCollectionWire, cancellationToken);
        return new Page<DagRunInfo> { Items = [.. (page?.DagRuns ?? []).Select(r => r.ToInfo())], NextCursor = page?.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<DagRunInfo?> GetDagRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? (await _api.GetAsync(ApiPaths.Run(dagId, runId), OrreryJson.Wire.DagRunWire, cancellationToken))?.ToInfo()
            : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<TaskInstanceInfo>> ListTaskInstancesAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
        && await _api.GetAsync($"{ApiPaths.Tasks(dagId, runId)}?limit={ApiPaths.Number(int.MaxValue)}", OrreryJson.Wire.TaskInstanceCollectionWire, cancellationToken) is { } tasks
            ? [.. tasks.TaskInstances.Select(t => t.ToInfo())]
            : [];

    /// <inheritdoc/>
    public async Task<RunCells?> ReadCellsAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? (await _api.GetAsync(ApiPaths.Cells(dagId, runId), OrreryJson.Wire.RunCellsWire, cancellationToken))?.ToCells()
            : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<TaskTryInfo>> ListTriesAsync(
        string dagId, string runId, string taskId, int mapIndex = -1, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId, taskId) is null
        && await _api.GetAsync(
            ApiPaths.WithQuery($"{ApiPaths.Task(dagId, runId, taskId)}/tries", ("map_index", ApiPaths.Number(mapIndex))),
            OrreryJson.Wire.TaskTryCollectionWire,
            cancellationToken) is { } tries
            ? [.. tries.TaskInstances.Select(t => t.ToInfo())]
            : [];

    /// <inheritdoc/>
    public async Task<ImmutableArray<ImportErrorInfo>> ListImportErrorsAsync(CancellationToken cancellationToken = default)
    {
        var errors = await _api.GetRequiredAsync($"{ApiPaths.Root}importErrors", OrreryJson.Wire.ImportErrorCollectionWire, cancellationToken);
        return [.. errors.ImportErrors.Select(e => e.ToInfo())];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> WhyAsync(string dagId, string runId, string taskId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId, taskId) is null
        && await _api.GetAsync($"{ApiPaths.Task(dagId, runId, taskId)}/why", OrreryJson.Wire.ReasonsWire, cancellationToken) is { } why
            ? [.. why.Reasons]
            : [];

    /// <inheritdoc/>
    public async Task<LogPage> ReadLogAsync(LogAddress log, long firstLine, int count, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            ApiPaths.Log(log),
            ("first_line", ApiPaths.Number(firstLine)),
            ("limit", ApiPaths.Number(Math.Max(count, 1))),
            ("map_index", ApiPaths.Number(log.MapIndex)));
        return IdCheck.Problem(log) is null && await _api.GetAsync(path, OrreryJson.Wire.LogWire, cancellationToken) is { } page
            ? page.ToPage()
            : new LogPage(Exists: false, [], TotalLines: 0, IsComplete: false);
    }

    /// <inheritdoc/>
    public async Task<OverviewInfo> GetOverviewAsync(DateTimeOffset since, CancellationToken cancellationToken = default) =>
        (await _api.GetRequiredAsync(ApiPaths.WithQuery($"{ApiPaths.Root}overview", ("since", since.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture))), OrreryJson.Wire.OverviewWire, cancellationToken)).ToInfo();

    /// <inheritdoc/>
    public async Task<HealthInfo> GetHealthAsync(CancellationToken cancellationToken = default) =>
        (await _api.GetRequiredAsync($"{ApiPaths.Root}monitor/health", OrreryJson.Wire.HealthWire, cancellationToken)).ToInfo();

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler HandlerFor(Uri address) =>
        new() { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false, UseProxy = !address.IsLoopback };
}
