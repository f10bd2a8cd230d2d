using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Client.Http;

/// <summary>Releases, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpVersionClient(ApiConnection api) : IVersionClient
{
    /// <inheritdoc/>
    public async Task<Page<DagVersionInfo>> ListAsync(ListQuery query, CancellationToken cancellationToken = default)
    {
        var page = query.DagId is { } dagId && IdCheck.Problem(dagId) is null
            ? await api.GetAsync(
                ApiPaths.WithQuery(ApiPaths.DagVersions(dagId), ("limit", ApiPaths.Number(Math.Max(query.Limit, 1))), ("cursor", query.Cursor)),
                OrreryJson.Wire.DagVersionCollectionWire,
                cancellationToken)
            : null;
        return new Page<DagVersionInfo> { Items = [.. page?.DagVersions.Select(v => v.ToInfo()) ?? []], NextCursor = page?.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<DagVersionInfo?> GetAsync(string dagId, int release, CancellationToken cancellationToken = default) => IdCheck.Problem(dagId) is null
        ? (await api.GetAsync($"{ApiPaths.DagVersions(dagId)}/{ApiPaths.Number(release)}", OrreryJson.Wire.DagVersionWire, cancellationToken))?.ToInfo()
        : null;

    /// <inheritdoc/>
    public async Task<DagSourceInfo?> GetSourceAsync(string dagId, int? release, CancellationToken cancellationToken = default) => IdCheck.Problem(dagId) is null
        ? (await api.GetAsync(ApiPaths.WithQuery(ApiPaths.DagSource(dagId), ("version_number", Text(release))), OrreryJson.Wire.DagSourceWire, cancellationToken))?.ToInfo()
        : null;

    /// <inheritdoc/>
    public async Task<DagDiffInfo?> DiffAsync(string dagId, int? from, int? to, CancellationToken cancellationToken = default) => IdCheck.Problem(dagId) is null
        ? (await api.GetAsync(
            ApiPaths.WithQuery($"{ApiPaths.DagVersions(dagId)}/diff", ("from", Text(from)), ("to", Text(to))), OrreryJson.Wire.DagDiffWire, cancellationToken))?.ToInfo()
        : null;

    /// <inheritdoc/>
    public async Task<RolloutInfo?> GetRolloutAsync(string dagId, CancellationToken cancellationToken = default) => IdCheck.Problem(dagId) is null
        ? (await api.GetAsync(ApiPaths.Rollout(dagId), OrreryJson.Wire.RolloutWire, cancellationToken))?.ToInfo()
        : null;

    /// <inheritdoc/>
    public Task<RolloutResult> SetRolloutAsync(string dagId, RolloutRequest request, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, HttpMethod.Put, "", Policy(request), cancellationToken);

    /// <inheritdoc/>
    public async Task<BundleRolloutResult> ChangeBundleAsync(string bundle, BundleRolloutAction action, RolloutRequest request, CancellationToken cancellationToken = default)
    {
        if (Ids.Problem(IdKind.Name, bundle) is { } problem)
        {
            return new BundleRolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) };
        }

        var (method, verb, body) = action switch
        {
            BundleRolloutAction.Promote => (HttpMethod.Post, "/promote", new JsonObject()),
            BundleRolloutAction.RollBack => (HttpMethod.Post, "/rollback", []),
            _ => (HttpMethod.Put, "", Policy(request)),
        };
        var answer = await api.SendAsync(method, $"{ApiPaths.BundleRollout(bundle)}{verb}", HttpOrreryClient.ToText(body), OrreryJson.Wire.BundleRolloutWire, cancellationToken);
        return new BundleRolloutResult { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Changed = answer.Value?.Changed ?? 0 };
    }

    /// <inheritdoc/>
    public Task<RolloutResult> PromoteAsync(string dagId, int? release, string requestedBy, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, HttpMethod.Post, "/promote", Release(release), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutResult> RollbackAsync(string dagId, int? to, string requestedBy, CancellationToken cancellationToken = default) =>
        ChangeAsync(dagId, HttpMethod.Post, "/rollback", Release(to), cancellationToken);

    private static JsonObject Policy(RolloutRequest request)
    {
        var body = new JsonObject();
        Add("percent", request.Percent);
        Add("next", request.Next);
        Add("promote_after", request.PromoteAfter);
        Add("rollback_after", request.RollbackAfter);
        Add("version_number", request.Release);
        if (request.IsOff)
        {
            body["is_off"] = true;
        }

        return body;

        void Add(string name, int? value)
        {
            if (value is { } number)
            {
                body[name] = number;
            }
        }
    }

    private static JsonObject Release(int? release) => release is { } number ? new JsonObject { ["version_number"] = number } : [];

    private static string? Text(int? number) => number is { } given ? ApiPaths.Number(given) : null;

    private async Task<RolloutResult> ChangeAsync(string dagId, HttpMethod method, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        if (IdCheck.Problem(dagId) is { } problem)
        {
            return new RolloutResult { Outcome = ActionResult.Refuse(ActionStatus.NotFound, problem) };
        }

        var answer = await api.SendAsync(method, $"{ApiPaths.Rollout(dagId)}{verb}", HttpOrreryClient.ToText(body), OrreryJson.Wire.RolloutWire, cancellationToken);
        return new RolloutResult { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Rollout = answer.Value?.ToInfo() };
    }
}
