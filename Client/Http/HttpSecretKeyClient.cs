using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Http;

/// <summary>Secret keys, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpSecretKeyClient(ApiConnection api) : ISecretKeyClient
{
    /// <inheritdoc/>
    public async Task<SecretKeyReport> CheckAsync(CancellationToken cancellationToken = default) =>
        (await api.GetRequiredAsync($"{ApiPaths.Secrets}/keys", OrreryJson.Wire.SecretKeysWire, cancellationToken)).ToReport();

    /// <inheritdoc/>
    public async Task<RotationResult> RotateAsync(bool addKey, CancellationToken cancellationToken = default)
    {
        var body = HttpOrreryClient.ToText(new JsonObject { ["add_key"] = addKey });
        var answer = await api.SendAsync(HttpMethod.Post, $"{ApiPaths.Secrets}/rotate", body, OrreryJson.Wire.RotationWire, cancellationToken);
        return new RotationResult
        {
            Outcome = HttpOrreryClient.ResultOf(answer.Refusal),
            KeyId = answer.Value?.KeyId,
            Resealed = answer.Value?.Resealed ?? 0,
            HasMore = answer.Value?.HasMore ?? false,
        };
    }
}
