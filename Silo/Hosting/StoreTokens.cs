using System.Collections.Concurrent;
using Orrery.Core.Identity;
using Orrery.Silo.Security;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Hosting;

/// <summary>Tokens of the store. What was looked up is believed for some seconds, so that a busy program costs no query for each request.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
public sealed class StoreTokens(IStore store, TimeProvider clock) : ITokenSource
{
    private const int MaxKnown = 1_000;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (ApiTokenRow? Row, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<KnownToken?> FindAsync(string tokenId)
    {
        var now = clock.GetUtcNow();
        var row = _known.TryGetValue(tokenId, out var known) && now - known.At < Believed ? known.Row : await ReadAsync(tokenId, now);
        return row is { RevokedAt: null } && !(row.ExpiresAt <= now) ? Known(row) : null;
    }

    /// <inheritdoc/>
    public void Forget(string tokenId) => _known.TryRemove(tokenId, out _);

    /// <inheritdoc/>
    public async Task UsedAsync(string tokenId)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(tokenId, out var known) && known.Row is { } row && !(now - row.LastUsedAt < UseNotedEvery)
            && await store.GetApiTokenAsync(tokenId) is { RevokedAt: null } current)
        {
            // Read again just now: it may have been revoked since, and that must not be undone.
            var used = current with { LastUsedAt = now };
            await store.CommitAsync([used]);
            _known[tokenId] = (used, now);
        }
    }

    private static KnownToken Known(ApiTokenRow row) => new(
        row.TokenId, row.Name, row.SecretHash, new Rights { Role = row.Role, Bundle = row.Bundle, Grants = DagGrant.Parse(row.GrantsJson) }, row.UserName);

    private async Task<ApiTokenRow?> ReadAsync(string tokenId, DateTimeOffset now)
    {
        if (_known.Count >= MaxKnown)
        {
            // Whoever tries ids must not fill the memory.
            _known.Clear();
        }

        var row = await store.GetApiTokenAsync(tokenId);
        _known[tokenId] = (row, now);
        return row;
    }
}
