using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Client.Http;

/// <summary>Tokens, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpTokenClient(ApiConnection api) : ITokenClient
{
    private const string Path = $"{ApiPaths.Root}tokens";

    /// <inheritdoc/>
    public async Task<ImmutableArray<TokenInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await api.GetRequiredAsync(Path, OrreryJson.Wire.TokenCollectionWire, cancellationToken)).Tokens.Select(t => t.ToInfo())];

    /// <inheritdoc/>
    public async Task<TokenResult> CreateAsync(TokenRequest request, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject
        {
            ["name"] = request.Name,
            ["role"] = request.Role,
            ["bundle"] = request.Bundle,
            ["personal"] = request.IsPersonal,
            ["grants"] = HttpUserClient.GrantsOf(request.Grants),
            ["expires_at"] = request.ExpiresAt?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
        };
        var answer = await api.SendAsync(HttpMethod.Post, Path, HttpOrreryClient.ToText(body), OrreryJson.Wire.TokenWire, cancellationToken);
        return new TokenResult { Outcome = HttpOrreryClient.ResultOf(answer.Refusal), Token = answer.Value?.Token, Info = answer.Value?.ToInfo() };
    }

    /// <inheritdoc/>
    public Task<ActionResult> RevokeAsync(string tokenId, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(tokenId)}", idProblem: null, cancellationToken);
}
