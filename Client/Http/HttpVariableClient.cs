using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Http;

/// <summary>Variables, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpVariableClient(ApiConnection api) : IVariableClient
{
    /// <inheritdoc/>
    public Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        SecretPages.ReadAsync(ApiPaths.Variables, "variable_key_pattern", query, async path =>
        {
            var page = await api.GetRequiredAsync(path, OrreryJson.Wire.VariableCollectionWire, cancellationToken);
            return (page.Variables.Select(v => v.ToInfo()), page.TotalEntries);
        });

    /// <inheritdoc/>
    public async Task<VariableInfo?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        VariableRules.KeyProblem(key) is null ? (await api.GetAsync(ApiPaths.Variable(key), OrreryJson.Wire.VariableWire, cancellationToken))?.ToInfo() : null;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(VariableChange change, CancellationToken cancellationToken = default)
    {
        if (VariableRules.KeyProblem(change.Key) is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problem);
        }

        var body = HttpOrreryClient.ToText(new JsonObject { ["key"] = change.Key, ["value"] = change.Value ?? "", ["description"] = change.Description });
        var path = ApiPaths.WithQuery(ApiPaths.Variable(change.Key), ("update_mask", string.Join(',', change.Fields)));
        return await SecretRequests.SetAsync(
            change.IsNew,
            () => SendAsync(HttpMethod.Patch, path, body, cancellationToken),
            async () => change.Value is null
                ? ActionResult.Refuse(ActionStatus.Invalid, "value: Give the variable a value; it may be an empty text.")
                : await SendAsync(HttpMethod.Post, ApiPaths.Variables, body, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, ApiPaths.Variable(key), VariableRules.KeyProblem(key), cancellationToken);

    /// <inheritdoc/>
    public async Task<SecretExport<VariableSecret>> RevealAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        var body = HttpOrreryClient.ToText(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(k => JsonValue.Create(k))]) });
        var answer = await api.SendAsync(HttpMethod.Post, $"{ApiPaths.Secrets}/variables", body, OrreryJson.Wire.VariableCollectionWire, cancellationToken);
        return new SecretExport<VariableSecret> { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Items = [.. (answer.Value?.Variables ?? []).Select(v => v.ToSecret())] };
    }

    private async Task<ActionResult> SendAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken) =>
        HttpOrreryClient.ResultOf((await api.SendAsync(method, path, body, OrreryJson.Wire.VariableWire, cancellationToken)).Refusal);
}
