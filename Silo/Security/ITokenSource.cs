namespace Orrery.Silo.Security;

/// <summary>Knows the tokens of programs.</summary>
public interface ITokenSource
{
    /// <summary>The token with this id if it is good; null: there is none, or it was revoked or has expired.</summary>
    ValueTask<KnownToken?> FindAsync(string tokenId);

    /// <summary>Notes that a token was used, to the minute.</summary>
    Task UsedAsync(string tokenId);
}

/// <summary>A token that is good.</summary>
/// <param name="TokenId">Its public part.</param>
/// <param name="Name">What it is for.</param>
/// <param name="SecretHash">SHA-256 of its secret, 64 hex digits.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Bundle">The only bundle it may do that in; null: in all.</param>
public sealed record KnownToken(string TokenId, string Name, string SecretHash, string Role, string? Bundle);

/// <summary>An installation without tokens.</summary>
internal sealed class NoTokens : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<KnownToken?> FindAsync(string tokenId) => ValueTask.FromResult<KnownToken?>(null);

    /// <inheritdoc/>
    public Task UsedAsync(string tokenId) => Task.CompletedTask;
}
