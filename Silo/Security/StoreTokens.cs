using System.Collections.Concurrent;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Security;

/// <summary>Tokens of the store. What was looked up is believed for some seconds, so that a busy program costs no query for each request.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
internal sealed class StoreTokens(IStore store, TimeProvider clock) : ITokenSource
{
    private const int MaxKnown = 1_000;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (ApiTokenRow? Row, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<ApiTokenRow?> FindAsync(string tokenId)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(tokenId, out var known) && now - known.At < Believed)
        {
            return known.Row;
        }

        if (_known.Count >= MaxKnown)
        {
            // Whoever tries ids must not fill the memory.
            _known.Clear();
        }

        var row = await store.GetApiTokenAsync(tokenId);
        _known[tokenId] = (row, now);
        return row;
    }

    /// <inheritdoc/>
    public async Task UsedAsync(ApiTokenRow row)
    {
        var now = clock.GetUtcNow();
        if (row.LastUsedAt is null || now - row.LastUsedAt >= UseNotedEvery)
        {
            // Read again: it may have been revoked since, and that must not be undone.
            if (await store.GetApiTokenAsync(row.TokenId) is { RevokedAt: null } current)
            {
                var used = current with { LastUsedAt = now };
                await store.CommitAsync([used]);
                _known[row.TokenId] = (used, now);
            }
        }
    }
}
