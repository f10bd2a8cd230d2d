using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>The variables of the store. A stateless worker; any key.</summary>
[Alias("orrery.IVariableGrain")]
public interface IVariableGrain : IGrainWithStringKey
{
    /// <summary>Variables; values of those whose name promises a secret are hidden.</summary>
    [Alias("List")]
    Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query);

    /// <summary>One variable, likewise; null when there is none.</summary>
    [Alias("Get")]
    Task<VariableInfo?> GetAsync(string key);

    /// <summary>Creates or changes a variable.</summary>
    [Alias("Set")]
    Task<ActionResult> SetAsync(VariableChange change);

    /// <summary>Takes a variable away.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="actor">Who asks.</param>
    [Alias("DeleteVariable")]
    Task<ActionResult> DeleteVariableAsync(string key, string actor);

    /// <summary>Values in clear; the audit says who asked for which.</summary>
    /// <param name="wanted">Keys of the variables; empty: all.</param>
    /// <param name="actor">Who asks.</param>
    /// <returns>Those that exist, by key.</returns>
    [Alias("Reveal")]
    Task<SecretExport<VariableSecret>> RevealAsync(ImmutableArray<string> wanted, string actor);
}
