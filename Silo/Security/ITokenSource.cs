using Orrery.Storage.Rows;

namespace Orrery.Silo.Security;

/// <summary>Knows the tokens of programs.</summary>
public interface ITokenSource
{
    /// <summary>The token with this id, also one that is revoked; null: there is none.</summary>
    ValueTask<ApiTokenRow?> FindAsync(string tokenId);

    /// <summary>Notes that a token was used, to the minute.</summary>
    Task UsedAsync(ApiTokenRow row);
}

/// <summary>An installation without tokens.</summary>
internal sealed class NoTokens : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<ApiTokenRow?> FindAsync(string tokenId) => ValueTask.FromResult<ApiTokenRow?>(null);

    /// <inheritdoc/>
    public Task UsedAsync(ApiTokenRow row) => Task.CompletedTask;
}
