using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Http;

/// <summary>Users, over the REST API.</summary>
/// <param name="api">Sends the requests.</param>
internal sealed class HttpUserClient(ApiConnection api) : IUserClient
{
    private const string Users = $"{ApiPaths.Root}users";

    /// <inheritdoc/>
    public async Task<Page<UserInfo>> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(Users, ("limit", ApiPaths.Number(Math.Max(limit, 1))), ("cursor", cursor));
        var page = await api.GetRequiredAsync(path, OrreryJson.Wire.UserCollectionWire, cancellationToken);
        return new Page<UserInfo> { Items = [.. page.Users.Select(u => u.ToInfo())], NextCursor = page.NextCursor };
    }

    /// <inheritdoc/>
    public async Task<UserInfo?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        (await api.GetAsync(PathOf(name), OrreryJson.Wire.UserWire, cancellationToken))?.ToInfo();

    /// <inheritdoc/>
    public Task<ActionResult> CreateAsync(NewUser user, string? password, CancellationToken cancellationToken = default) => SendAsync(
        HttpMethod.Post,
        Users,
        new JsonObject { ["name"] = user.Name, ["display_name"] = user.DisplayName, ["role"] = user.Role, ["grants"] = GrantsOf(user.Grants), ["password"] = password },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> ChangeAsync(string name, UserChange change, string? newPassword = null, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject();
        AddIf("display_name", change.DisplayName);
        AddIf("role", change.Role);
        AddIf("grants", change.Grants is { } grants ? GrantsOf(grants) : null);
        AddIf("is_active", change.IsActive);
        AddIf("password", newPassword);
        AddIf("sign_out", change.SignOut ? true : null);
        return SendAsync(HttpMethod.Patch, PathOf(name), body, cancellationToken);

        void AddIf(string field, JsonNode? value)
        {
            if (value is not null)
            {
                body[field] = value;
            }
        }
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        api.DoAsync(HttpMethod.Delete, PathOf(name), idProblem: null, cancellationToken);

    private static string PathOf(string name) => $"{Users}/{Uri.EscapeDataString(name)}";

    internal static JsonArray GrantsOf(ImmutableArray<GrantInfo> grants) => [.. grants.Select(g => new JsonObject { ["pattern"] = g.Pattern, ["role"] = g.Role })];

    private async Task<ActionResult> SendAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellationToken) =>
        HttpOrreryClient.ResultOf((await api.SendAsync(method, path, HttpOrreryClient.ToText(body), OrreryJson.Wire.UserWire, cancellationToken)).Refusal);
}
