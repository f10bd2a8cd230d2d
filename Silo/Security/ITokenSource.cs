using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Knows the tokens of programs.</summary>
public interface ITokenSource
{
    /// <summary>The token with this id if it is good; null: there is none, or it was revoked or has expired.</summary>
    ValueTask<KnownToken?> FindAsync(string tokenId);

    /// <summary>Notes that a token was used, to the minute.</summary>
    Task UsedAsync(string tokenId);

    /// <summary>Looks the token up anew at the next request: it was revoked.</summary>
    void Forget(string tokenId);
}

/// <summary>A token that is good.</summary>
/// <param name="TokenId">Its public part.</param>
/// <param name="Name">What it is for.</param>
/// <param name="SecretHash">SHA-256 of its secret, 64 hex digits.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="UserName">Whose own it is, and whose rights it cannot exceed; null: the installation's.</param>
public sealed record KnownToken(string TokenId, string Name, string SecretHash, Rights Rights, string? UserName = null);

/// <summary>An installation without tokens.</summary>
internal sealed class NoTokens : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<KnownToken?> FindAsync(string tokenId) => ValueTask.FromResult<KnownToken?>(null);

    /// <inheritdoc/>
    public Task UsedAsync(string tokenId) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Forget(string tokenId)
    {
    }
}
