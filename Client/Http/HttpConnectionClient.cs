using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Http;

/// <summary>Connections, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpConnectionClient(ApiConnection api) : IConnectionClient
{
    /// <inheritdoc/>
    public Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        SecretPages.ReadAsync(ApiPaths.Connections, "connection_id_pattern", query, async path =>
        {
            var page = await api.GetRequiredAsync(path, OrreryJson.Wire.ConnectionCollectionWire, cancellationToken);
            return (page.Connections.Select(c => c.ToInfo()), page.TotalEntries);
        });

    /// <inheritdoc/>
    public async Task<ConnectionInfo?> GetAsync(string connectionId, CancellationToken cancellationToken = default) =>
        ConnectionRules.IdProblem(connectionId) is null
            ? (await api.GetAsync(ApiPaths.Connection(connectionId), OrreryJson.Wire.ConnectionWire, cancellationToken))?.ToInfo()
            : null;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(ConnectionChange change, CancellationToken cancellationToken = default)
    {
        var id = change.Connection.ConnectionId;
        if (ConnectionRules.IdProblem(id) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problem);
        }

        var body = HttpOrreryClient.ToText(Body(change.Connection));
        var path = ApiPaths.WithQuery(ApiPaths.Connection(id), ("update_mask", string.Join(',', change.Fields)));
        return await SecretRequests.SetAsync(
            change.IsNew,
            () => SendAsync(HttpMethod.Patch, path, body, cancellationToken),
            () => SendAsync(HttpMethod.Post, ApiPaths.Connections, body, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string connectionId, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, ApiPaths.Connection(connectionId), ConnectionRules.IdProblem(connectionId), cancellationToken);

    /// <inheritdoc/>
    public async Task<SecretExport<ConnectionInfo>> RevealAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken = default)
    {
        var body = HttpOrreryClient.ToText(new JsonObject { ["connection_ids"] = new JsonArray([.. connectionIds.Select(k => JsonValue.Create(k))]) });
        var answer = await api.SendAsync(HttpMethod.Post, $"{ApiPaths.Secrets}/connections", body, OrreryJson.Wire.ConnectionCollectionWire, cancellationToken);
        return new SecretExport<ConnectionInfo> { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Items = [.. (answer.Value?.Connections ?? []).Select(c => c.ToInfo())] };
    }

    /// <inheritdoc/>
    public async Task<ConnectionTestResult> TestAsync(ConnectionInfo connection, CancellationToken cancellationToken = default)
    {
        var answer = await api.SendAsync(
            HttpMethod.Post, $"{ApiPaths.Connections}/test", HttpOrreryClient.ToText(Body(connection)), OrreryJson.Wire.ConnectionTestWire, cancellationToken);
        return answer.Value?.ToResult() ?? new ConnectionTestResult { Outcome = HttpOrreryClient.ResultOf(answer.Refusal) };
    }

    private async Task<ActionResult> SendAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken) =>
        HttpOrreryClient.ResultOf((await api.SendAsync(method, path, body, OrreryJson.Wire.ConnectionWire, cancellationToken)).Refusal);

    private static JsonObject Body(ConnectionInfo connection)
    {
        var body = ConnectionJson.Write(connection.ToConnection());
        body["connection_id"] = connection.ConnectionId;
        return body;
    }
}
