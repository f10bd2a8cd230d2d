using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client;

/// <summary>The connections of an installation.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IConnectionClient
{
    /// <summary>Connections, without their secrets.</summary>
    Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default);

    /// <summary>One connection, likewise; null when there is none.</summary>
    Task<ConnectionInfo?> GetAsync(string connectionId, CancellationToken cancellationToken = default);

    /// <summary>Creates or changes a connection.</summary>
    Task<ActionResult> SetAsync(ConnectionChange change, CancellationToken cancellationToken = default);

    /// <summary>Takes a connection away.</summary>
    Task<ActionResult> DeleteAsync(string connectionId, CancellationToken cancellationToken = default);

    /// <summary>Connections in clear, for an admin; the audit says who asked for which.</summary>
    /// <param name="connectionIds">The connections; empty: all. Those that do not exist are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SecretExport<ConnectionInfo>> RevealAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken = default);

    /// <summary>Tries a connection; what is <c>***</c> in it is as the store has it. Refused where the server was not told to allow it.</summary>
    Task<ConnectionTestResult> TestAsync(ConnectionInfo connection, CancellationToken cancellationToken = default);
}
