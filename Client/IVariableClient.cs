using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client;

/// <summary>The variables of an installation.</summary>
/// <exception cref="OrreryUnavailableException">Any member: the installation cannot be reached.</exception>
public interface IVariableClient
{
    /// <summary>Variables; values of those whose name promises a secret are <c>***</c>.</summary>
    Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default);

    /// <summary>One variable, likewise; null when there is none.</summary>
    Task<VariableInfo?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Creates or changes a variable.</summary>
    Task<ActionResult> SetAsync(VariableChange change, CancellationToken cancellationToken = default);

    /// <summary>Takes a variable away.</summary>
    Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Values in clear, for an admin; the audit says who asked for which.</summary>
    /// <param name="keys">The variables; empty: all. Those that do not exist are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SecretExport<VariableSecret>> RevealAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default);
}
