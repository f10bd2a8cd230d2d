using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tokens;

/// <summary>Makes and revokes tokens.</summary>
[StatelessWorker]
public sealed class TokenGrain(IStore store, TimeProvider clock) : Grain, ITokenGrain
{
    /// <inheritdoc/>
    public async Task<TokenResult> CreateAsync(TokenRequest request)
    {
        var now = clock.GetUtcNow();
        if (Problems(request, now).ToImmutableArray() is { Length: > 0 } problems)
        {
            return new TokenResult { Outcome = ActionResult.Refuse(ActionStatus.Invalid, problems) };
        }

        var token = ApiToken.Of(RandomNumberGenerator.GetBytes(ApiToken.RandomBytes));
        var row = new ApiTokenRow
        {
            TokenId = token.TokenId,
            Name = request.Name,
            SecretHash = token.SecretHash,
            Role = request.Role,
            Bundle = request.Bundle,
            UserName = request.UserName,
            GrantsJson = UserRecords.ToJson(request.Grants),
            CreatedBy = request.Actor,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
        };
        await store.CommitAsync([row, Audit("create_token", request.Actor, before: null, row)]);
        return new TokenResult { Outcome = ActionResult.Done, Token = token.ToString(), Info = InfoOf(row) };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TokenInfo>> ListAsync() => [.. (await store.ListApiTokensAsync()).Select(InfoOf)];

    /// <inheritdoc/>
    public async Task<ActionResult> RevokeAsync(string tokenId, string actor)
    {
        if (await store.GetApiTokenAsync(tokenId) is not { } row)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, $"There is no token '{tokenId}'. See: orrery token list");
        }

        if (row.RevokedAt is null)
        {
            var revoked = row with { RevokedAt = clock.GetUtcNow() };
            await store.CommitAsync([revoked, Audit("revoke_token", actor, row, revoked)]);
        }

        return ActionResult.Done;
    }

    private static IEnumerable<string> Problems(TokenRequest request, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > Ids.MaxLength)
        {
            yield return $"Say what the token is for, in 1 to {Ids.MaxLength} characters.";
        }

        if (!ApiRoles.All.Contains(request.Role, StringComparer.Ordinal) && (request.Role != ApiRoles.None || request.Grants.IsEmpty))
        {
            yield return $"There is no role '{request.Role}': choose {string.Join(", ", ApiRoles.All)}.";
        }

        if (request.Bundle is { } bundle && (request.Role != ApiRoles.Deploy ? $"A token of role '{request.Role}' is for all bundles: leave the bundle out, or choose the role deploy." : Ids.Problem(IdKind.Name, bundle)) is { } problem)
        {
            yield return problem;
        }

        foreach (var grantProblem in UserRecords.Problems(role: null, request.Grants, displayName: null))
        {
            yield return grantProblem;
        }

        if (request.Role == ApiRoles.Deploy && !request.Grants.IsEmpty)
        {
            yield return "A token of role 'deploy' has nothing to do with single DAGs: leave the grants out, or choose another role.";
        }

        if (request.ExpiresAt <= now)
        {
            yield return $"The token would have expired at {request.ExpiresAt:O}: name a moment to come.";
        }
    }

    private AuditRow Audit(string what, string actor, ApiTokenRow? before, ApiTokenRow after) =>
        Audits.OfChange(clock, what, new JsonObject { ["token_id"] = after.TokenId, ["name"] = after.Name }, before is null ? null : Shown(before), Shown(after), actor);

    /// <summary>What of a token the audit shows; never its hash.</summary>
    private static JsonObject Shown(ApiTokenRow token) => new()
    {
        ["role"] = token.Role,
        ["bundle"] = token.Bundle,
        ["user"] = token.UserName,
        ["grants"] = JsonNode.Parse(token.GrantsJson),
        ["expires_at"] = token.ExpiresAt,
        ["revoked_at"] = token.RevokedAt,
    };

    private static TokenInfo InfoOf(ApiTokenRow row) => new()
    {
        TokenId = row.TokenId,
        Name = row.Name,
        Role = row.Role,
        Bundle = row.Bundle,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
        LastUsedAt = row.LastUsedAt,
        UserName = row.UserName,
        Grants = UserRecords.GrantsOf(row.GrantsJson),
    };
}
