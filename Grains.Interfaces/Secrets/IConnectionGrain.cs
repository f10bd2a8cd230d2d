using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>The connections of the store. A stateless worker; any key.</summary>
[Alias("orrery.IConnectionGrain")]
public interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>Connections, without their secrets.</summary>
    [Alias("List")]
    Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query);

    /// <summary>One connection, likewise; null when there is none.</summary>
    [Alias("Get")]
    Task<ConnectionInfo?> GetAsync(string connectionId);

    /// <summary>Creates or changes a connection.</summary>
    [Alias("Set")]
    Task<ActionResult> SetAsync(ConnectionChange change);

    /// <summary>Takes a connection away.</summary>
    /// <param name="connectionId">Its id.</param>
    /// <param name="actor">Who asks.</param>
    [Alias("DeleteConnection")]
    Task<ActionResult> DeleteConnectionAsync(string connectionId, string actor);

    /// <summary>Connections in clear; the audit says who asked for which.</summary>
    /// <param name="connectionIds">The connections; empty: all.</param>
    /// <param name="actor">Who asks.</param>
    /// <returns>Those that exist, by id.</returns>
    [Alias("Reveal")]
    Task<SecretExport<ConnectionInfo>> RevealAsync(ImmutableArray<string> connectionIds, string actor);

    /// <summary>
    /// Tries a connection: asks the system whether it answers. Secrets that are <c>***</c> are those of the store. Refused where the server was
    /// not told to allow it.
    /// </summary>
    [Alias("Test"), ResponseTimeout("00:00:30")]
    Task<ConnectionTestResult> TestAsync(ConnectionInfo connection);
}
