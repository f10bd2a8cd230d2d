using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Client.Http;

/// <summary>Pools, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpPoolClient(ApiConnection api) : IPoolClient
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<PoolInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await api.GetRequiredAsync(ApiPaths.Pools, OrreryJson.Wire.PoolCollectionWire, cancellationToken)).Pools.Select(p => p.ToInfo())];

    /// <inheritdoc/>
    public async Task<PoolInfo?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        Ids.Problem(IdKind.Name, name) is null
            ? (await api.GetAsync(ApiPaths.Pool(name), OrreryJson.Wire.PoolWire, cancellationToken))?.ToInfo()
            : null;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(string name, PoolSettings settings, CancellationToken cancellationToken = default)
    {
        if (Ids.Problem(IdKind.Name, name) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problem);
        }

        // As in Airflow, creating and changing are two requests; a change that finds nothing to change becomes a creation.
        var changed = settings.IsNew == true ? null : await SendAsync(HttpMethod.Patch, ApiPaths.Pool(name), Body(settings), cancellationToken);
        if (changed is { Status: not ActionStatus.NotFound } || settings.IsNew == false)
        {
            return changed!;
        }

        var body = Body(settings);
        body["name"] = name;
        return await SendAsync(HttpMethod.Post, ApiPaths.Pools, body, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, ApiPaths.Pool(name), Ids.Problem(IdKind.Name, name), cancellationToken);

    private async Task<ActionResult> SendAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellationToken) =>
        HttpOrreryClient.ResultOf((await api.SendAsync(method, path, HttpOrreryClient.ToText(body), OrreryJson.Wire.PoolWire, cancellationToken)).Refusal);

    private static JsonObject Body(PoolSettings settings)
    {
        var body = new JsonObject();
        if (settings.Slots is { } slots)
        {
            body["slots"] = slots;
        }

        if (settings.Description is { } description)
        {
            body["description"] = description;
        }

        if (settings.IncludeDeferred is { } includeDeferred)
        {
            body["include_deferred"] = includeDeferred;
        }

        return body;
    }
}
