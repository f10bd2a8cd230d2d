using System.Collections.Immutable;
using Orrery.Core.Identity;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>The tokens a test made.</summary>
internal sealed class MemoryTokenSource : ITokenSource
{
    private readonly Dictionary<string, KnownToken> _known = new(StringComparer.Ordinal);

    /// <summary>Tokens that were revoked just now.</summary>
    public List<string> Forgotten { get; } = [];

    public string Add(string role, string? bundle = null, string? userName = null, ImmutableArray<DagGrant>? grants = null)
    {
        var random = new byte[ApiToken.RandomBytes];
        BitConverter.TryWriteBytes(random, _known.Count + 1);
        var token = ApiToken.Of(random);
        _known[token.TokenId] = new KnownToken(token.TokenId, role, token.SecretHash, new Rights { Role = role, Bundle = bundle, Grants = grants ?? [] }, userName);
        return token.ToString();
    }

    public ValueTask<KnownToken?> FindAsync(string tokenId) => ValueTask.FromResult(_known.GetValueOrDefault(tokenId));

    public Task UsedAsync(string tokenId) => Task.CompletedTask;

    public void Forget(string tokenId) => Forgotten.Add(tokenId);
}
