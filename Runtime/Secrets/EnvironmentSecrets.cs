using Orrery.Core.Secrets;

namespace Orrery.Runtime.Secrets;

/// <summary>
/// Variables and connections in the environment of the server: <c>ORRERY_VAR_KEY</c>, <c>ORRERY_CONN_ID</c>, and Airflow's names for them. A
/// connection is a URI or a JSON object.
/// </summary>
/// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
public sealed class EnvironmentSecrets(Func<string, string?> environment) : ISecretsBackend
{
    private static readonly string[] VariablePrefixes = ["ORRERY_VAR_", "AIRFLOW_VAR_"];
    private static readonly string[] ConnectionPrefixes = ["ORRERY_CONN_", "AIRFLOW_CONN_"];

    /// <inheritdoc/>
    public Task<string?> GetVariableAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Find(VariablePrefixes, key).Value);

    /// <inheritdoc/>
    public Task<Connection?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default) => Task.FromResult(
        Find(ConnectionPrefixes, connectionId) is (var name, { Length: > 0 } text) ? SecretTexts.ToConnection(connectionId, text, $"the environment variable {name}") : null);

    private (string Name, string? Value) Find(string[] prefixes, string key)
    {
        // No variable of the environment has such a name, and some systems throw when they are asked.
        if (key.AsSpan().ContainsAny('=', '\0'))
        {
            return ("", null);
        }

        return prefixes.Select(p => p + key.ToUpperInvariant()).Select(n => (Name: n, Value: environment(n))).FirstOrDefault(v => v.Value is not null);
    }
}
