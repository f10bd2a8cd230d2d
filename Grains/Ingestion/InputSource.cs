using Orrery.Core.Bundles;
using Orrery.Core.Secrets;
using Orrery.Grains.Secrets;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>What inputs from outside a bundle are now, for those who read its files and for comparing them with what they were then.</summary>
/// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
/// <param name="secrets">Where variables of the installation are.</param>
public sealed class InputSource(Func<string, string?> environment, SecretReader secrets)
{
    /// <summary>The SHA-256 of a variable of the environment, 64 hex digits; empty: it is not set.</summary>
    public string HashOfEnvironment(string name) => InputValues.HashOf(environment(name));

    /// <summary>The variables of the installation, as the files of a bundle may read them.</summary>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="manifest">What the bundle allows itself.</param>
    public ParseVariables VariablesOf(string bundle, BundleManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new ParseVariables(async key =>
        {
            if (VariableRules.KeyProblem(key) is not null)
            {
                return default;
            }

            if (!manifest.AllowsVariable(key))
            {
                return new ParseVariable(null, DagSecrets.NotAllowed("variable", key, bundle));
            }

            try
            {
                return new ParseVariable(await secrets.GetVariableAsync(key) ?? InputValues.FindVariable(key, environment));
            }
            catch (SecretUnreadableException e)
            {
                return new ParseVariable(null, e.Message);
            }
        });
    }
}
