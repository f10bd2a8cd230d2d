using Orrery.Core.Bundles;
using Orrery.Core.Secrets;
using Orrery.Storage;

namespace Orrery.Grains.Secrets;

/// <summary>What the code of a DAG reads: of the installation's variables and connections those that its bundle allows itself.</summary>
/// <param name="store">Where DAGs and bundles are.</param>
/// <param name="reader">Where variables and connections are.</param>
public sealed class DagSecrets(IStore store, SecretReader reader)
{
    /// <summary>The value of a variable; null when nobody has it.</summary>
    /// <exception cref="SecretUnreadableException">Who has it cannot say it, or the DAG must not read it.</exception>
    public async Task<string?> GetVariableAsync(string dagId, string key)
    {
        await DemandAsync(RefusalOfVariableAsync(dagId, key));
        return await reader.GetVariableAsync(key);
    }

    /// <summary>A connection with its secrets; null when nobody has it.</summary>
    /// <exception cref="SecretUnreadableException">Who has it cannot say it, or the DAG must not read it.</exception>
    public async Task<Connection?> GetConnectionAsync(string dagId, string connectionId)
    {
        await DemandAsync(RefusalOfConnectionAsync(dagId, connectionId));
        return await reader.GetConnectionAsync(connectionId);
    }

    /// <summary>Why a DAG must not touch a variable; null: it may.</summary>
    public async Task<string?> RefusalOfVariableAsync(string dagId, string key) =>
        await ManifestOfAsync(dagId) is (var bundle, { } manifest) && !manifest.AllowsVariable(key) ? NotAllowed("variable", key, bundle) : null;

    /// <summary>Why a DAG must not read a connection; null: it may.</summary>
    public async Task<string?> RefusalOfConnectionAsync(string dagId, string connectionId) =>
        await ManifestOfAsync(dagId) is (var bundle, { } manifest) && !manifest.AllowsConnection(connectionId) ? NotAllowed("connection", connectionId, bundle) : null;

    /// <summary>Says that a bundle does not allow itself something.</summary>
    internal static string NotAllowed(string what, string name, string bundle) =>
        $"The bundle '{bundle}' does not allow its DAGs the {what} '{name}': add it to allowed_{what}s in its {BundleManifest.FileName}.";

    /// <summary>The manifest that is in effect now, not that of the run's snapshot: what is no longer allowed must not be read by what has begun.</summary>
    private async Task<(string Bundle, BundleManifest? Manifest)> ManifestOfAsync(string dagId) =>
        await store.GetDagAsync(dagId) is { } dag && await store.GetBundleAsync(dag.Bundle) is { } bundle
            ? (bundle.Name, BundleManifest.FromJson(bundle.ManifestJson))
            : ("", null);

    private static async Task DemandAsync(Task<string?> refusal)
    {
        if (await refusal is { } why)
        {
            throw new SecretUnreadableException(why);
        }
    }
}
