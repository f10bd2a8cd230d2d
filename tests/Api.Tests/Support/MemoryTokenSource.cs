using Orrery.Core.Identity;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests.Support;

/// <summary>The tokens a test made.</summary>
internal sealed class MemoryTokenSource : ITokenSource
{
    private readonly Dictionary<string, KnownToken> _known = new(StringComparer.Ordinal);

    public string Add(string role, string? bundle = null)
    {
        var random = new byte[ApiToken.RandomBytes];
        BitConverter.TryWriteBytes(random, _known.Count + 1);
        var token = ApiToken.Of(random);
        _known[token.TokenId] = new KnownToken(token.TokenId, role, token.SecretHash, role, bundle);
        return token.ToString();
    }

    public ValueTask<KnownToken?> FindAsync(string tokenId) => ValueTask.FromResult(_known.GetValueOrDefault(tokenId));

    public Task UsedAsync(string tokenId) => Task.CompletedTask;
}
