using Orrery.Core.Secrets;

namespace Orrery.Runtime.Secrets;

/// <summary>A place outside the store where variables and connections are. Register one's own as a service; backends are asked in the order of their registration.</summary>
public interface ISecretsBackend
{
    /// <summary>The value of a variable; null: ask the next.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SecretUnreadableException">There is something by that name that cannot be read; the message tells nothing of it.</exception>
    Task<string?> GetVariableAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>A connection; null: ask the next.</summary>
    /// <param name="connectionId">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SecretUnreadableException">There is something by that name that cannot be read; the message tells nothing of it.</exception>
    Task<Connection?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default);
}
